// What is typed and never saved by its writer: the server keeps it, or else the browser.

import { type Browser, type Page } from '@playwright/test';

import { enterPassword, expect, press, signIn, test } from './person';
import { post, Server } from './server';

let server: Server;
let token: string;
test.beforeAll(async () => {
  ({ server, token } = await Server.withAccount());
});
test.afterAll(async () => server?.stop());

test.beforeEach(async ({ page }) => {
  await signIn(page, server);
  await page.goto(`${server.url}/admin/posts/new`);
  const hasIslands = (await page.locator('script').count()) > 0;
  test.skip(!hasIslands && process.env.BLOG_ISLANDS !== 'required', 'this server was built without islands: run script/islands, then build it again');
});

const body = (page: Page) => page.locator('[name=body]');

async function expectState(page: Page, state: string) {
  await expect(page.locator('.autosave-state')).toHaveAttribute('data-state', state);
}

async function openEditor(page: Page, id: string) {
  await page.goto(`${server.url}/admin/posts/${id}`);
  await expectState(page, 'untouched');
}

/// Somebody else's browser, signed in as the same account or another.
async function another(browser: Browser, handle = 'ada'): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${server.url}/admin/login`);
  await enterPassword(page, undefined, handle);
  return page;
}

async function versions(id: string): Promise<string[]> {
  const { events } = await (await server.api(token, 'GET', `/posts/${id}/events`)).json();
  return events.map((event: { kind: string }) => event.kind);
}

test('a new post has an address as soon as it has a title, and nothing is lost when the page is left', async ({ page }) => {
  await expectState(page, 'untouched');
  await body(page).fill('Ships wait.');
  await expectState(page, 'untitled');
  await page.getByLabel('Title').fill('Fog');
  await body(page).pressSequentially(' Nobody sings.');
  await expectState(page, 'saved');
  await expect(page).toHaveURL(/\/admin\/posts\/[0-9a-f-]{36}$/);
  await page.reload();
  await expect(body(page)).toHaveValue('Ships wait. Nobody sings.');
  await expect(page.getByText('never saved')).toHaveCount(0);
});

test('a live post is edited in private until it is updated', async ({ page, reader }) => {
  const { id } = await post(server, token, { title: 'Live', body: 'As it was.', slug: 'live', status: 'published' });
  await openEditor(page, id);
  await body(page).fill('As it will be.');
  await expectState(page, 'saved');
  await reader.goto(`${server.url}/posts/live`);
  await expect(reader.locator('.prose')).toHaveText('As it was.');
  expect(await press(page, 'Publish changes')).toBe(303);
  await reader.reload();
  await expect(reader.locator('.prose')).toHaveText('As it will be.');
});

test.describe('with a browser that fails to reach the server', () => {
  test.use({ expectedProblem: /ERR_FAILED|ERR_INTERNET_DISCONNECTED|api\/fn/ });

  test('what is typed without a network is there when it comes back', async ({ page, context }) => {
    const { id } = await post(server, token, { title: 'Away', body: 'Before.', status: 'draft' });
    await openEditor(page, id);
    await context.setOffline(true);
    await body(page).fill('Written in a tunnel.');
    await expectState(page, 'offline');
    await context.setOffline(false);
    await expectState(page, 'saved');
    await page.reload();
    await expect(body(page)).toHaveValue('Written in a tunnel.');
  });

  test('what the server never got is offered back, and thrown away only when asked', async ({ page }) => {
    const { id } = await post(server, token, { title: 'Lost', body: 'Before.', status: 'draft' });
    await openEditor(page, id);
    await page.route('**/api/fn/autosave*', (route) => route.abort());
    await body(page).fill('Typed just before the machine died.');
    await expectState(page, 'offline');
    await page.unroute('**/api/fn/autosave*');
    await page.goto('about:blank');

    await page.goto(`${server.url}/admin/posts/${id}`);
    await expect(body(page)).toHaveValue('Before.');
    await expect(page.getByText('never saved')).toBeVisible();
    await page.getByRole('button', { name: 'Put it into the form' }).click();
    await expect(body(page)).toHaveValue('Typed just before the machine died.');
    await expectState(page, 'saved');
    await page.reload();
    await expect(body(page)).toHaveValue('Typed just before the machine died.');
    await expect(page.getByText('never saved')).toHaveCount(0);
  });
});

test.describe('with a session that ends', () => {
  test.use({ expectedStatuses: [401], expectedProblem: /api\/fn/ });

  test('what is typed goes on to be saved after signing in elsewhere', async ({ page, context }) => {
    const { id } = await post(server, token, { title: 'Expired', body: 'Before.', status: 'draft' });
    await openEditor(page, id);
    const cookies = await context.cookies();
    await context.clearCookies();
    await body(page).fill('Typed by nobody.');
    await expectState(page, 'signedout');
    await context.addCookies(cookies);
    await expectState(page, 'saved');
    await page.reload();
    await expect(body(page)).toHaveValue('Typed by nobody.');
  });
});

test.describe('with two people', () => {
  test.use({ expectedStatuses: [409], expectedProblem: /api\/fn/ });

  test('they see each other, and what both typed comes together', async ({ page, browser }) => {
    const { id } = await post(server, token, { title: 'Two', body: 'First line.\n\nMiddle line.\n\nLast line.', status: 'draft' });
    await page.goto(`${server.url}/admin/people`);
    await page.getByLabel('Name').fill('Grace Hopper');
    await page.getByLabel('Handle').fill('grace');
    await page.getByRole('combobox', { name: 'Role', exact: true }).selectOption('editor');
    await press(page, 'Add, and make a link');
    const link = await page.locator('.issued-link').innerText();
    const grace = await (await browser.newContext()).newPage();
    await grace.goto(link);
    await grace.getByLabel('Password', { exact: true }).fill('a password of Grace’s own');
    await grace.getByLabel('Password, again').fill('a password of Grace’s own');
    await press(grace, 'Choose it and sign in');

    await openEditor(page, id);
    await openEditor(grace, id);
    await expect(grace.locator('.autosave-others')).toContainText('Also here: Ada Lovelace.');
    await body(grace).fill('First line.\n\nMiddle line.\n\nLast line, by Grace.');
    await expectState(grace, 'saved');
    await body(page).fill('First line, by Ada.\n\nMiddle line.\n\nLast line.');
    await expectState(page, 'conflict');
    expect(await press(page, 'Save draft')).toBe(303);
    await expect(body(page)).toHaveValue('First line, by Ada.\n\nMiddle line.\n\nLast line, by Grace.');
    await expect(page.getByText('never saved')).toHaveCount(0);
    await expect(page.locator('.autosave-others')).toContainText('Also here: Grace Hopper.');
    await grace.context().close();
  });
});

test('pauses make few events, and saves by hand stay their own', async ({ page }) => {
  const { id } = await post(server, token, { title: 'Few', body: 'One', status: 'draft' });
  await openEditor(page, id);
  await body(page).pressSequentially(' two three four five six seven eight nine ten', { delay: 20 });
  await expectState(page, 'saved');
  expect((await versions(id)).length).toBeLessThanOrEqual(3);
  await page.getByLabel('Title').fill('Few words');
  expect(await press(page, 'Save draft')).toBe(303);
  expect((await versions(id)).at(-1)).toBe('PostEdited');
  await expect(page.getByLabel('Title')).toHaveValue('Few words');
});

test('another browser of the same person is offered nothing of this one’s', async ({ page, browser }) => {
  await body(page).fill('Kept here.');
  await expectState(page, 'untitled');
  const other = await another(browser);
  await other.goto(`${server.url}/admin/posts/new`);
  await expectState(other, 'untouched');
  await expect(other.getByText('never saved')).toHaveCount(0);
  await other.context().close();
  await page.reload();
  await page.getByRole('button', { name: 'Throw it away' }).click();
  await page.reload();
  await expectState(page, 'untouched');
  await expect(page.getByText('never saved')).toHaveCount(0);
});
