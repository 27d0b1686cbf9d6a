// Two people speak about a draft beside it, and what one of them types meanwhile is never lost.

import { expect, press, signIn, test } from './person';
import { post, Server } from './server';

test.use({ expectedStatuses: [400] });

let server: Server;
let token: string;
test.beforeAll(async () => {
  ({ server, token } = await Server.withAccount());
});
test.afterAll(async () => server?.stop());

test('a note is written, settled and taken up again while somebody types', async ({ page }) => {
  const { id, version } = await post(server, token, { title: 'Fog', body: 'The fog came in.', status: 'draft' });
  await signIn(page, server);
  await page.goto(`${server.url}/admin/posts/${id}`);
  await page.locator('[name=body]').fill('The thick fog came in.');
  await page.getByText('Write a note').click();
  expect(await press(page, 'Add the note')).toBe(400);
  await expect(page.getByRole('alert')).toContainText('Must not be empty');
  await page.getByLabel('Note', { exact: true }).fill('Whose fog?');
  await page.getByLabel('The passage that it is about').fill('The fog');
  expect(await press(page, 'Add the note')).toBe(200);
  const notes = page.getByRole('region', { name: 'Notes' });
  await expect(notes.getByRole('listitem')).toContainText('Whose fog?');
  await expect(notes.locator('blockquote')).toHaveText('The fog');
  await expect(page.locator('[name=body]')).toHaveValue('The thick fog came in.');

  expect(await press(page, /^Settle the note of Ada Lovelace/)).toBe(200);
  await notes.getByText('1 settled note').click();
  await expect(page.locator('[name=body]')).toHaveValue('The thick fog came in.');
  expect(await press(page, /^Take up the note of Ada Lovelace/)).toBe(200);
  expect(await press(page, 'Save draft')).toBe(303);
  await expect(page.locator('[name=body]')).toHaveValue('The thick fog came in.');
  await page.getByText('Write a note').click();
  expect(await press(page, /^Delete your note/)).toBe(200);
  await expect(notes.getByText('No notes yet.')).toBeVisible();
  expect(version).toBe(1);
  await page.goto(`${server.url}/admin/posts`);
  await expect(page.getByRole('link', { name: 'Fog' })).toBeVisible();
});
