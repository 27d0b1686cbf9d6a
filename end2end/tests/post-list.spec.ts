// The list of posts is narrowed, searched and ordered; and what the editor's form keeps beside what its buttons ask for.

import type { Page } from '@playwright/test';

import { expect, press, signIn, test } from './person';
import { post, Server } from './server';

test.use({ expectedStatuses: [400, 403] });

let server: Server;
let token: string;
test.beforeEach(async ({ page }) => {
  ({ server, token } = await Server.withAccount());
  await signIn(page, server);
});
test.afterEach(async () => {
  await server?.stop();
});

const titles = (page: Page) => page.locator('.post-row-title').allTextContents();

test('a post among many is found by what it is and by what it says', async ({ page }) => {
  for (let number = 1; number <= 60; number += 1) {
    await post(server, token, { title: `Log ${String(number).padStart(2, '0')}`, body: 'Wind.', tags: ['Wind'], status: 'draft' });
  }
  await post(server, token, { title: 'Elbe', body: 'A lighthouse at low tide.', tags: ['Sea', 'Wind'], category: 'Places' });
  await post(server, token, { title: 'Contact', body: 'By the lighthouse.', kind: 'page', status: 'draft' });
  await page.goto(`${server.url}/admin/posts`);
  const filters = page.getByRole('search', { name: 'Filter and order' });
  await filters.getByLabel('Search').fill('lightho');
  await filters.getByRole('button', { name: 'Filter' }).click();
  expect(await titles(page)).toEqual(['Contact', 'Elbe']);
  await filters.getByLabel('Kind').selectOption('Posts');
  await filters.getByLabel('Category').selectOption('Places');
  await filters.getByRole('button', { name: 'Filter' }).click();
  expect(await titles(page)).toEqual(['Elbe']);
  await expect(filters.getByLabel('Search')).toHaveValue('lightho');
  await filters.getByLabel('Author').selectOption('Ada Lovelace');
  await filters.getByLabel('Tag').selectOption('Sea');
  await page.keyboard.press('Enter');
  await filters.getByRole('button', { name: 'Filter' }).click();
  expect(await titles(page)).toEqual(['Elbe']);
  await filters.getByRole('link', { name: 'Show all' }).click();
  await expect(page.getByText('62 posts')).toBeVisible();

  // What was asked for stays from page to page, in every state, and after many posts were changed.
  await filters.getByLabel('Tag').selectOption('Wind');
  await filters.getByLabel('Order').selectOption('Title, Z to A');
  await filters.getByRole('button', { name: 'Filter' }).click();
  await expect(page.getByText('61 posts')).toBeVisible();
  expect((await titles(page))[0]).toBe('Log 60');
  await page.getByRole('link', { name: 'Next' }).click();
  expect((await titles(page)).slice(-2)).toEqual(['Log 01', 'Elbe']);
  await page.getByRole('link', { name: 'Drafts' }).click();
  await expect(page.getByText('60 posts')).toBeVisible();
  await page.getByLabel('Select “Log 60”').check();
  await page.getByLabel('What to do').selectOption('Move to the trash');
  expect(await press(page, 'Apply')).toBe(303);
  await expect(page.getByText('59 posts')).toBeVisible();
  await expect(filters.getByLabel('Tag')).toHaveValue('wind');
  await expect(filters.getByLabel('Order')).toHaveValue('-title');
  await page.getByRole('link', { name: 'Scheduled' }).click();
  await expect(page.getByText('Nothing here is what you asked for.')).toBeVisible();
});

test('whatever is typed finds something or nothing', async ({ page }) => {
  await post(server, token, { title: '霧の港', body: '霧が出た。', status: 'draft' });
  for (const [typed, count] of [['"\') OR -* NEAR(', 0], ['霧 港', 1], ['%', 0], ['<script>alert(1)</script>', 0]] as const) {
    await page.goto(`${server.url}/admin/posts`);
    await page.getByRole('search').getByLabel('Search').fill(typed);
    await page.getByRole('search').getByRole('button', { name: 'Filter' }).click();
    await expect(page.locator('.post-row')).toHaveCount(count);
    await expect(page.getByRole('search').getByLabel('Search')).toHaveValue(typed);
  }
});

test('authors are chosen from those who have accounts, one after the other', async ({ page }) => {
  const { id } = await post(server, token, { title: 'Fog', body: 'The fog came in.', authors: ['A guest'], status: 'draft' });
  await page.goto(`${server.url}/admin/posts/${id}`);
  const authors = page.getByRole('group', { name: 'Authors' });
  await expect(authors.getByLabel('Author 1')).toHaveValue('A guest');
  await expect(authors.getByLabel('Author 2')).toBeVisible();
  await expect(authors.getByLabel('Author 3')).toBeHidden();
  await authors.getByLabel('Author 1').selectOption('Ada Lovelace (ada)');
  await authors.getByLabel('Author 2').selectOption('A guest');
  await expect(authors.getByLabel('Author 3')).toBeVisible();
  await authors.getByText('Somebody without an account').click();
  await authors.getByLabel('Further authors').fill('Zoe');
  expect(await press(page, 'Save draft')).toBe(303);
  for (const [place, name] of ['Ada Lovelace', 'A guest', 'Zoe'].entries()) {
    await expect(authors.getByLabel(`Author ${place + 1}`)).toHaveValue(name);
  }
});

test('times that are typed beside “Save draft” come back and are said', async ({ page }) => {
  const { id } = await post(server, token, { title: 'Fog', body: 'The fog came in.', status: 'draft' });
  await page.goto(`${server.url}/admin/posts/${id}`);
  await page.getByLabel('Publish at', { exact: true }).fill('2100-07-01T08:00');
  expect(await press(page, 'Save draft')).toBe(200);
  await expect(page.getByRole('status').filter({ hasText: 'typed, but not settled' })).toBeVisible();
  await expect(page.getByLabel('Publish at', { exact: true })).toHaveValue('2100-07-01T08:00');
  await expect(page.locator('.autosave-offer')).toHaveCount(0);
  expect(await press(page, 'Schedule')).toBe(303);
  await expect(page.getByText('typed, but not settled')).toHaveCount(0);
});

test('what is typed is still there after the trash', async ({ page }) => {
  const { id } = await post(server, token, { title: 'Fog', body: 'The fog came in.', status: 'draft' });
  await page.goto(`${server.url}/admin/posts/${id}`);
  await page.locator('[name=body]').fill('The thick fog came in.');
  await page.getByText('Delete…').click();
  await page.locator('.editor-delete button').click();
  await expect(page.getByText('Moved to the trash.')).toBeVisible();
  await page.goto(`${server.url}/admin/posts/${id}/compare`);
  await expect(page.getByText('This post is in the trash')).toBeVisible();
  expect(await press(page, 'Restore')).toBe(303);
  await page.goto(`${server.url}/admin/posts/${id}`);
  await expect(page.locator('[name=body]')).toHaveValue('The thick fog came in.');
});
