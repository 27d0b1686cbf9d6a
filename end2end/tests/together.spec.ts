// Two people in two browsers, at one post, at once.

import type { Browser, Page } from '@playwright/test';

import { enterPassword, expect, press, signIn, test } from './person';
import { post, Server } from './server';

test.use({ expectedStatuses: [409, 410], expectedProblem: /api\/fn/ });

let server: Server;
let token: string;
test.beforeAll(async () => {
  ({ server, token } = await Server.withAccount({ editors: ['grace'] }));
});
test.afterAll(async () => server?.stop());

const TEXT = 'The fog came in.\n\nShips wait.\n\nNobody sings.';
const body = (page: Page) => page.locator('[name=body]');

/// Grace’s browser.
async function grace(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: test.info().project.name === 'script' });
  const page = await context.newPage();
  await page.goto(`${server.url}/admin/login`);
  await enterPassword(page, undefined, 'grace');
  return page;
}

/// A post that both have before them, and its page.
async function shared(page: Page, other: Page): Promise<string> {
  const { id } = await post(server, token, { title: 'Shared', body: TEXT, status: 'draft' });
  const editor = `${server.url}/admin/posts/${id}`;
  await page.goto(editor);
  await other.goto(editor);
  await expect(body(other)).toHaveValue(TEXT);
  return editor;
}

test('what each changed elsewhere comes together by itself', async ({ page, browser }) => {
  await signIn(page, server);
  const other = await grace(browser);
  await shared(page, other);
  await body(page).fill(TEXT.replace('The fog', 'The thick fog'));
  expect(await press(page, 'Save draft')).toBe(303);
  await body(other).fill(TEXT.replace('Nobody', 'Everybody'));
  expect(await press(other, 'Save draft')).toBe(303);
  await expect(other.getByText('together with what somebody else saved')).toBeVisible();
  await expect(body(other)).toHaveValue('The thick fog came in.\n\nShips wait.\n\nEverybody sings.');
  await other.context().close();
});

for (const [side, expected] of [
  ['Yours', 'Somebody sings.'],
  ['Theirs', 'Everybody sings.'],
  ['Both, one after the other', 'Everybody Somebody sings.'],
]) {
  test(`what both changed is chosen: ${side}`, async ({ page, browser }) => {
    await signIn(page, server);
    const other = await grace(browser);
    await shared(page, other);
    await body(other).fill(TEXT.replace('Nobody', 'Everybody').replace('Ships', 'Old ships'));
    expect(await press(other, 'Save draft')).toBe(303);
    await page.getByLabel('Tags').fill('Weather');
    await body(page).fill(TEXT.replace('Nobody', 'Somebody').replace('The fog', 'The thick fog'));
    expect(await press(page, 'Save draft')).toBe(409);
    await expect(page.getByRole('alert')).toContainText('grace');
    const passage = page.getByRole('group').filter({ has: page.getByRole('radio') });
    await expect(passage).toHaveCount(1);
    await expect(passage).toContainText('Everybody');
    await expect(passage).toContainText('Somebody');
    await expect(passage.getByRole('radio', { checked: true })).toHaveCount(1);
    await passage.getByRole('radio', { name: side }).check();
    expect(await press(page, 'Save what was decided')).toBe(303);
    await expect(body(page)).toHaveValue(`The thick fog came in.\n\nOld ships wait.\n\n${expected}`);
    await expect(page.getByLabel('Tags')).toHaveValue('Weather');
    await expect(page.getByText('never saved')).toHaveCount(0);
    await other.context().close();
  });
}

test('what somebody threw away comes back with what another was typing', async ({ page, browser }) => {
  await signIn(page, server);
  const other = await grace(browser);
  const editor = await shared(page, other);
  await page.getByText('Delete…').click();
  await press(page, 'Move to the trash');
  await body(other).fill(`${TEXT}\n\nBut Grace does.`);
  expect(await press(other, 'Save draft')).toBe(410);
  await expect(body(other)).toHaveValue(`${TEXT}\n\nBut Grace does.`);
  expect(await press(other, 'Restore')).toBe(200);
  await expect(body(other)).toHaveValue(`${TEXT}\n\nBut Grace does.`);
  expect(await press(other, 'Save draft')).toBe(303);
  await page.goto(editor);
  await expect(body(page)).toHaveValue(`${TEXT}\n\nBut Grace does.`);
  await other.context().close();
});

test('what one writes after the other brought a version back keeps what came between', async ({ page, browser }) => {
  await signIn(page, server);
  const other = await grace(browser);
  const editor = await shared(page, other);
  await body(other).fill(TEXT.replace('Nobody sings.', 'Everybody sings, and loudly.'));
  expect(await press(other, 'Save draft')).toBe(303);
  await page.goto(`${editor}/compare?older=1&newer=2`);
  expect(await press(page, 'Bring back version 1')).toBe(303);
  await expect(body(page)).toHaveValue(TEXT);
  await body(page).fill(TEXT.replace('The fog', 'The thick fog'));
  expect(await press(page, 'Save draft')).toBe(303);

  // She knows nothing of it and writes on.
  await body(other).fill('Once upon a time.\n\n' + TEXT.replace('Nobody sings.', 'Everybody sings, and loudly.'));
  expect(await press(other, 'Save draft')).toBe(303);
  await expect(body(other)).toHaveValue(`Once upon a time.\n\n${TEXT.replace('The fog', 'The thick fog')}`);
  // And what she wrote before can be had again.
  await other.goto(`${editor}/compare?older=2&newer=5`);
  await expect(other.locator('del').first()).toBeVisible();
  expect(await press(other, 'Bring back version 2')).toBe(303);
  await expect(body(other)).toHaveValue(TEXT.replace('Nobody sings.', 'Everybody sings, and loudly.'));
  await other.context().close();
});

test('each sees that the other is there', async ({ page, browser }) => {
  await signIn(page, server);
  const other = await grace(browser);
  const editor = await shared(page, other);
  await expect(other.getByText('Also here: Ada Lovelace.')).toBeVisible();
  await page.goto(editor);
  await expect(page.getByText('Also here: grace.')).toBeVisible();
  await other.context().close();
});
