// What a text was before, what became of it, and how somebody gets it back.

import { expect, press, signIn, test } from './person';
import { post, Server } from './server';

let server: Server;
let token: string;
test.beforeAll(async () => {
  ({ server, token } = await Server.withAccount());
});
test.afterAll(async () => server?.stop());

const FIRST = 'The fog came in.\n\nShips wait.\n\nNobody sings.';

test('a passage and then a whole version are brought back', async ({ page }) => {
  const { id } = await post(server, token, { title: 'Fog', body: FIRST, status: 'draft' });
  await signIn(page, server);
  await page.goto(`${server.url}/admin/posts/${id}`);
  await page.locator('[name=body]').fill('The thick fog came in.\n\nShips wait.\n\nNobody ever sings.');
  expect(await press(page, 'Save draft')).toBe(303);

  await page.getByRole('link', { name: 'History' }).last().click();
  await page.getByRole('link', { name: 'What changed' }).first().click();
  await expect(page.locator('ins')).toHaveText(['thick ', 'ever ']);
  await page.getByRole('button', { name: 'Bring back passage 1' }).click();
  await expect(page.getByRole('status').first()).toContainText('Brought back');
  await expect(page.locator('[name=body]')).toHaveValue('The fog came in.\n\nShips wait.\n\nNobody ever sings.');

  await page.goto(`${server.url}/admin/posts/${id}/compare?older=1&newer=3`);
  await page.getByRole('button', { name: 'Bring back version 1' }).click();
  await expect(page.locator('[name=body]')).toHaveValue(FIRST);
  // What came between is still there.
  await page.goto(`${server.url}/admin/posts/${id}/compare?older=2&newer=4`);
  await expect(page.locator('del')).toHaveText(['thick ', 'ever ']);
});

test('a version gets a name, and is compared by it', async ({ page }) => {
  const { id } = await post(server, token, { title: 'Fog', body: FIRST, status: 'draft' });
  await server.api(token, 'PUT', `/posts/${id}`, { title: 'Fog', body: FIRST.replace('Nobody', 'Everybody') });
  await signIn(page, server);
  await page.goto(`${server.url}/admin/posts/${id}/history`);
  const row = page.getByRole('listitem').filter({ hasText: 'Post written' });
  await row.getByText('Name…').click();
  await row.getByLabel('Name of version 1', { exact: true }).fill('Before the storm');
  expect(await press(page, 'Keep the name of version 1')).toBe(303);
  await expect(page.getByRole('status').first()).toContainText('The name is kept.');
  await page.getByRole('link', { name: 'Named versions only' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Post edited' })).toHaveCount(0);
  await expect(page.getByRole('listitem').filter({ hasText: 'Before the storm' })).toBeVisible();

  const form = page.getByRole('form', { name: 'Compare two versions' });
  await form.getByLabel('Older').selectOption({ label: 'Version 1, by ada · “Before the storm”' });
  await form.getByLabel('Newer').selectOption('2');
  await form.getByRole('button', { name: 'Compare' }).click();
  await expect(page.getByText('“Before the storm”').last()).toBeVisible();
  await expect(page.locator('ins')).toHaveText(['Everybody']);

  await page.goto(`${server.url}/admin/posts/${id}/history?named=true`);
  await page.getByText('Name…').click();
  expect(await press(page, 'Take the name of version 1 away')).toBe(303);
  await page.getByRole('link', { name: 'Named versions only' }).click();
  await expect(page.getByText('No version has a name yet.')).toBeVisible();
});

test('two versions are compared as somebody chooses', async ({ page }) => {
  const { id } = await post(server, token, { title: 'Fog', body: FIRST, status: 'draft' });
  await server.api(token, 'PUT', `/posts/${id}`, { title: 'Thick fog', body: FIRST.replace('Nobody', 'Everybody') });
  await signIn(page, server);
  await page.goto(`${server.url}/admin/posts/${id}/history`);
  const form = page.getByRole('form', { name: 'Compare two versions' });
  await form.getByLabel('Older').selectOption('1');
  await form.getByLabel('Newer').selectOption('2');
  await form.getByLabel('Shown').selectOption({ label: 'Side by side' });
  await form.getByRole('button', { name: 'Compare' }).click();
  await expect(page.getByRole('region', { name: 'Older' })).toContainText('Nobody');
  await expect(page.getByRole('region', { name: 'Newer' })).toContainText('Everybody');
  await expect(page.getByRole('definition').filter({ hasText: 'Thick fog' })).toBeVisible();
  await page.goto(`${server.url}/admin/posts/${id}/words`);
  await page.getByRole('link', { name: 'Everybody' }).click();
  await expect(page.getByText('Version 2')).toBeVisible();
});
