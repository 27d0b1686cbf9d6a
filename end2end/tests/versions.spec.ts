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
