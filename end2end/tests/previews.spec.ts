// A text is shown before it is published, to somebody without an account, for a while.

import { expect, press, read, signIn, test } from './person';
import { post, Server } from './server';

test.use({ expectedStatuses: [404, 410] });

let server: Server;
let token: string;
test.beforeAll(async () => {
  ({ server, token } = await Server.withAccount());
});
test.afterAll(async () => server?.stop());

test('a reader follows a link to a draft until somebody ends it', async ({ page, reader }) => {
  const { id } = await post(server, token, { title: 'Fog', body: 'The *fog* came in.', status: 'draft' });
  await signIn(page, server);
  await page.goto(`${server.url}/admin/posts/${id}`);
  await page.getByRole('link', { name: 'Preview links' }).click();
  await expect(page.getByText('Nobody can see this text by a link.')).toBeVisible();
  await page.getByLabel('For whom, or what for').fill('Mary');
  await page.getByLabel('It can be followed for').selectOption('1 day');
  expect(await press(page, 'Make a link')).toBe(200);
  const link = await page.locator('.issued-link').innerText();

  expect(await read(reader, link)).toBe(200);
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Fog');
  await expect(reader.getByRole('complementary', { name: 'Preview' })).toContainText('It may change');
  await expect(reader.locator('em')).toHaveText('fog');
  expect(await read(reader, `${server.url}/posts/fog`)).toBe(404);
  await server.api(token, 'PUT', `/posts/${id}`, { title: 'Fog', body: 'The thick fog came in.' });
  expect(await read(reader, link)).toBe(200);
  await expect(reader.getByText('The thick fog came in.')).toBeVisible();

  // The address is shown once; the list says for whom it is.
  await page.goto(`${server.url}/admin/posts/${id}/previews`);
  await expect(page.locator('.issued-link')).toHaveCount(0);
  expect(await press(page, /^End “Mary”/)).toBe(303);
  await expect(page.getByText('Nobody can see this text by a link.')).toBeVisible();
  expect(await read(reader, link)).toBe(410);
  await expect(reader.getByText('Ask whoever sent it to you for a new one.')).toBeVisible();
  expect(await read(reader, `${link}0`)).toBe(404);
  await expect(reader.getByText('Ask whoever sent it to you for a new one.')).toBeVisible();
});

test('a link ends with the text that it shows', async ({ page, reader }) => {
  const { id } = await post(server, token, { title: 'Haze', body: 'Text', status: 'draft' });
  const answer = await server.api(token, 'POST', `/posts/${id}/previews`, { label: 'Mary', days: 30 });
  const path = new URL((await answer.json()).address).pathname;
  expect(await read(reader, server.url + path)).toBe(200);
  await signIn(page, server);
  await page.goto(`${server.url}/admin/posts/${id}`);
  await page.getByText('Delete…').click();
  expect(await press(page, 'Move to the trash')).toBe(303);
  expect(await read(reader, server.url + path)).toBe(410);
});
