// Posts are put into an order: pinned to the home page, into a series that readers leaf through, under tags that are mended.

import { expect, press, signIn, test } from './person';
import { post, Server } from './server';

let server: Server;
let token: string;
test.beforeEach(async () => {
  ({ server, token } = await Server.withAccount());
});
test.afterEach(async () => server?.stop());

test('a pinned post comes first', async ({ page, reader }) => {
  const old = await post(server, token, { title: 'About this site', body: 'Read me.', published_at: '2020-01-01' });
  await post(server, token, { title: 'News', body: 'Something.' });
  await reader.goto(server.url);
  await expect(reader.getByRole('article').first()).toContainText('News');
  await signIn(page, server);
  await page.goto(`${server.url}/admin/posts/${old.id}`);
  expect(await press(page, 'Pin to the home page')).toBe(303);
  await expect(page.getByRole('status').filter({ hasText: 'it comes first' })).toBeVisible();
  await reader.goto(server.url);
  await expect(reader.getByRole('article').first()).toContainText('About this site');
  await expect(reader.getByRole('article').first()).toContainText('Pinned');
  expect(await press(page, 'Unpin')).toBe(303);
  await reader.goto(server.url);
  await expect(reader.getByRole('article').first()).toContainText('News');
});

test('a series is written, and read from part to part', async ({ page, reader }) => {
  await signIn(page, server);
  for (const [title, number] of [['Masts', '2'], ['Hulls', '1'], ['Sails', '']]) {
    await page.goto(`${server.url}/admin/posts/new`);
    await page.getByLabel('Title', { exact: true }).fill(title);
    await page.getByLabel('Text (Markdown)').fill(`About ${title}.`);
    await page.getByLabel('Series', { exact: true }).fill('Tall ships');
    await page.getByLabel('Number in the series').fill(number);
    expect(await press(page, 'Publish')).toBe(303);
  }
  await reader.goto(`${server.url}/posts/hulls`);
  await expect(reader.getByText('Part 1 of 3')).toBeVisible();
  await reader.getByRole('link', { name: 'Next part Masts' }).click();
  await expect(reader).toHaveURL(/masts$/);
  await reader.getByRole('link', { name: 'Next part Sails' }).click();
  await expect(reader.getByText('Part 3 of 3')).toBeVisible();
  await reader.getByText('All parts').click();
  await reader.getByRole('navigation', { name: 'Series' }).getByRole('link', { name: 'Hulls' }).click();
  await reader.getByRole('link', { name: 'Tall ships' }).click();
  await expect(reader.getByRole('article')).toHaveCount(3);
  await expect(reader.getByRole('article').first()).toContainText('Hulls');
});

test('many posts are changed at once, and one is written again', async ({ page, reader }) => {
  for (const title of ['One', 'Two']) {
    await post(server, token, { title, body: 'Text.', status: 'draft' });
  }
  await post(server, token, { title: 'Later', body: 'Text.', status: 'draft', published_at: '2999-01-01' });
  await signIn(page, server);
  await page.goto(`${server.url}/admin/posts`);
  await page.getByRole('link', { name: 'Select all on this page' }).click();
  await page.getByLabel('What to do').selectOption('Publish');
  expect(await press(page, 'Apply')).toBe(303);
  const result = page.getByRole('status').filter({ hasText: '2 posts published.' });
  await expect(result).toContainText('Later: its date lies in the future');
  await page.getByLabel('Select “One”').check();
  await page.getByLabel('What to do').selectOption('Add a tag');
  await page.getByLabel('Tag or category').fill('Ships');
  expect(await press(page, 'Apply')).toBe(303);
  await reader.goto(`${server.url}/tags/ships`);
  await expect(reader.getByRole('article')).toHaveCount(1);
  expect(await press(page, 'Duplicate “One”')).toBe(303);
  await expect(page.getByLabel('Title', { exact: true })).toHaveValue('Copy of One');
});

test.describe('names that are mended', () => {
  test.use({ expectedStatuses: [400, 404] });

  test('a tag is renamed, made one with another, and taken away', async ({ page, reader }) => {
    for (const [title, tag] of [['Hulls', 'Shipz'], ['Sails', 'Boats']]) {
      await post(server, token, { title, body: 'Text.', tags: [tag] });
    }
    await signIn(page, server);
    await page.getByRole('link', { name: 'Tags', exact: true }).click();
    await page.getByRole('link', { name: 'Shipz' }).click();
    await page.getByLabel('Name').fill('Ships');
    expect(await press(page, 'Rename')).toBe(303);
    await expect(page.getByRole('heading', { name: 'Tag “Ships”' })).toBeVisible();
    await expect(page.getByRole('status')).toContainText('Links to the old name lead here.');
    await reader.goto(`${server.url}/tags/shipz`);
    await expect(reader).toHaveURL(/tags\/ships$/);
    await expect(reader.getByRole('article')).toHaveCount(1);

    await page.getByLabel('Name').fill('boats');
    expect(await press(page, 'Rename')).toBe(400);
    await expect(page.getByRole('alert')).toContainText('“boats” has posts of its own');
    await expect(page.getByLabel('Name')).toHaveValue('boats');
    expect(await press(page, 'Make both one')).toBe(303);
    await reader.goto(`${server.url}/tags/shipz`);
    await expect(reader).toHaveURL(/tags\/boats$/);
    await expect(reader.getByRole('article')).toHaveCount(2);

    await page.getByText('Take it from every post…').click();
    expect(await press(page, 'Take it from 2 posts')).toBe(303);
    await expect(page.getByText('No post has one.')).toBeVisible();
    expect((await reader.goto(`${server.url}/tags/boats`))?.status()).toBe(404);
  });
});
