// From an empty machine to a post that was written, read, changed, deleted and brought back.

import { expect, press, setUp, signIn, test } from './person';
import { PASSWORD, Server } from './server';

test.use({ expectedStatuses: [404, 410] });

let server: Server;
test.beforeAll(async () => {
  server = await Server.empty();
});
test.afterAll(async () => server?.stop());

test('set up, write, publish, read, edit, withdraw, delete, restore, sign out', async ({ page, browser }) => {
  const reader = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  const read = async (path: string) => (await reader.goto(server.url + path))?.status();

  await page.goto(server.url);
  await page.getByRole('main').getByRole('link').first().click();
  await expect(page).toHaveURL(/\/admin\/setup/);
  await setUp(page, server);

  await page.getByRole('link', { name: 'New post' }).first().click();
  await page.locator('[name=title]').fill('Fog over the harbour');
  await page.locator('[name=body]').fill('The ships *wait*.\n\n```rust\nlet fog = true;\n```\n');
  await press(page, 'preview');
  await expect(page.locator('[data-preview] em')).toHaveText('wait');
  await expect(page.locator('[name=title]')).toHaveValue('Fog over the harbour');
  await press(page, 'save');
  await expect(page.getByRole('status').first()).toBeVisible();
  expect(await read('/posts/fog-over-the-harbour')).toBe(404);

  await press(page, 'publish');
  await expect(page).toHaveURL(/done=published/);
  expect(await read('/posts/fog-over-the-harbour')).toBe(200);
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Fog over the harbour');
  await expect(reader.locator('.prose em')).toHaveText('wait');
  await read('/');
  await expect(reader.getByRole('link', { name: 'Fog over the harbour' })).toBeVisible();

  await page.locator('[name=title]').fill('Fog lifts');
  await press(page, 'save');
  await expect(page).toHaveURL(/done=saved/);
  await read('/posts/fog-over-the-harbour');
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Fog over the harbour');
  await press(page, 'publish');
  await expect(page).toHaveURL(/done=/);
  await read('/posts/fog-over-the-harbour');
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Fog lifts');

  const editor = new URL(page.url()).pathname;
  await press(page, 'unpublish');
  await expect(page).toHaveURL(/done=unpublished/);
  expect(await read('/posts/fog-over-the-harbour')).toBe(404);
  await press(page, 'publish');
  await expect(page).toHaveURL(/done=published/);

  await page.locator('details.editor-delete summary').click();
  await press(page, 'delete');
  await expect(page).toHaveURL(/\/admin\/posts\?/);
  expect(await read('/posts/fog-over-the-harbour')).toBe(410);
  await page.goto(`${server.url}/admin/posts?filter=trash`);
  await page.getByRole('button', { name: /Restore/ }).click();
  await page.goto(server.url + editor);
  await expect(page.locator('[name=title]')).toHaveValue('Fog lifts');
  expect(await read('/posts/fog-over-the-harbour')).toBe(200);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto(server.url + editor);
  await expect(page).toHaveURL(/\/admin\/login\?next=/);
  await page.locator('[name=handle]').fill('ada');
  await page.locator('[name=password]').fill(PASSWORD);
  await page.locator('main form button').click();
  await expect(page).toHaveURL(server.url + editor);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await signIn(page, server);
  await reader.context().close();
});
