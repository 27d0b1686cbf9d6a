// Somebody is brought in by a link, given another role, and shut out; everybody looks after their own account.

import { enterPassword, expect, press, read, signIn, test } from './person';
import { PASSWORD, Server } from './server';

test.use({ expectedStatuses: [400, 401, 403, 404] });

let server: Server;
test.beforeEach(async () => {
  ({ server } = await Server.withAccount());
});
test.afterEach(async () => server?.stop());

const GRACES = 'a password of Grace’s own';

test('somebody comes by a link, writes, and is shut out', async ({ page, browser }) => {
  await signIn(page, server);
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByLabel('Name').fill('Grace Hopper');
  await page.getByLabel('Handle').fill('grace');
  await page.getByRole('combobox', { name: 'Role', exact: true }).selectOption('contributor');
  expect(await press(page, 'Add, and make a link')).toBe(200);
  const link = await page.locator('.issued-link').innerText();

  const context = await browser.newContext({ javaScriptEnabled: test.info().project.name === 'script' });
  const grace = await context.newPage();
  await grace.goto(link);
  await expect(grace.getByText('Grace Hopper')).toBeVisible();
  await grace.getByLabel('Password', { exact: true }).fill(GRACES);
  await grace.getByLabel('Password, again').fill('something else');
  expect(await press(grace, 'Choose it and sign in')).toBe(400);
  await grace.getByLabel('Password', { exact: true }).fill(GRACES);
  await grace.getByLabel('Password, again').fill(GRACES);
  expect(await press(grace, 'Choose it and sign in')).toBe(303);
  await grace.getByRole('link', { name: 'New post' }).first().click();
  await expect(grace.getByRole('button', { name: 'Publish' })).toHaveCount(0);
  expect(await read(grace, link)).toBe(404);

  await page.goto(`${server.url}/admin/people`);
  await page.getByLabel('Role of Grace Hopper', { exact: true }).selectOption('author');
  expect(await press(page, 'Change the role of Grace Hopper')).toBe(303);
  await grace.goto(`${server.url}/admin/posts/new`);
  await expect(grace.getByRole('button', { name: 'Publish' })).toBeVisible();

  expect(await press(page, 'Suspend Grace Hopper')).toBe(303);
  await expect(page.getByText('Suspended', { exact: true })).toBeVisible();
  await grace.goto(`${server.url}/admin/posts`);
  await enterPassword(grace, GRACES, 'grace');
  await expect(grace.getByRole('alert')).toBeVisible();
  expect(await press(page, 'Suspend Ada Lovelace')).toBe(400);
  await expect(page.getByRole('alert')).toContainText('Nobody else is an admin');
  await context.close();
});

test('a password is changed, and what is signed in elsewhere is not any more', async ({ page, reader }) => {
  await signIn(page, server);
  await signIn(reader, server);
  await page.getByRole('link', { name: 'Signed in as Ada' }).click();
  await expect(page.getByRole('button', { name: /^Sign out of / })).toHaveCount(1);
  await page.getByLabel('Present password').fill('not that one at all');
  await page.getByLabel('New password').fill(GRACES);
  await page.getByLabel('Password, again').fill(GRACES);
  expect(await press(page, 'Change password')).toBe(400);
  await expect(page.getByRole('alert')).toContainText('Not your password');
  await page.getByLabel('Present password').fill(PASSWORD);
  await page.getByLabel('New password').fill(GRACES);
  await page.getByLabel('Password, again').fill(GRACES);
  expect(await press(page, 'Change password')).toBe(303);
  await expect(page.getByRole('button', { name: /^Sign out of / })).toHaveCount(0);
  await reader.goto(`${server.url}/admin/posts`);
  await expect(reader.getByRole('button', { name: 'Sign in' })).toBeVisible();
});
