// A text goes from its writer to an editor and back, each in a browser of their own.

import type { Page } from '@playwright/test';

import { expect, press, read, signIn, test } from './person';
import { PASSWORD, Server } from './server';

test.use({ expectedStatuses: [400, 404] });

let server: Server;
test.beforeEach(async () => {
  ({ server } = await Server.withAccount());
});
test.afterEach(async () => server?.stop());

/// Somebody whom the admin brings in, signed in on a page of their own.
async function comes(admin: Page, page: Page, name: string, handle: string, role: string) {
  await admin.goto(`${server.url}/admin/people`);
  await admin.getByLabel('Name').fill(name);
  await admin.getByLabel('Handle').fill(handle);
  await admin.getByRole('combobox', { name: 'Role', exact: true }).selectOption(role);
  expect(await press(admin, 'Add, and make a link')).toBe(200);
  await page.goto(await admin.locator('.issued-link').innerText());
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('Password, again').fill(PASSWORD);
  expect(await press(page, 'Choose it and sign in')).toBe(303);
}

test('a contributor submits, an editor returns it, and publishes what was mended', async ({ page: editor, browser }) => {
  await signIn(editor, server);
  const context = await browser.newContext({ javaScriptEnabled: test.info().project.name === 'script' });
  const writer = await context.newPage();
  await comes(editor, writer, 'Grace Hopper', 'grace', 'contributor');

  await writer.goto(`${server.url}/admin/posts/new`);
  await expect(writer.getByRole('button', { name: 'Publish' })).toHaveCount(0);
  await writer.getByLabel('Title').fill('Fog');
  await writer.locator('[name=body]').fill('The fog came in.');
  expect(await press(writer, 'Submit for review')).toBe(303);
  await expect(writer.getByRole('status').first()).toContainText('Submitted');
  await expect(writer.getByRole('region', { name: 'In review' })).toContainText('You can go on writing');

  await editor.goto(`${server.url}/admin/posts`);
  await editor.getByRole('link', { name: 'In review (1 waits)' }).click();
  await editor.getByRole('link', { name: 'Fog' }).click();
  await editor.getByText('Return with a note…').click();
  expect(await press(editor, 'Return to the writer')).toBe(400);
  await editor.getByRole('alert').getByRole('link', { name: /What is to be mended/ }).click();
  await editor.getByLabel('What is to be mended').fill('Where from?');
  expect(await press(editor, 'Return to the writer')).toBe(303);
  await expect(editor.getByRole('status').first()).toContainText('Returned to its writer');
  await expect(editor.getByRole('button', { name: 'Return to the writer' })).toHaveCount(0);

  await writer.reload();
  await expect(writer.getByRole('region', { name: 'Returned with a note' })).toContainText('Where from?');
  await writer.locator('[name=body]').fill('The fog came in from the sea.');
  expect(await press(writer, 'Submit again')).toBe(303);
  expect(await read(writer, `${server.url}/posts/fog`)).toBe(404);

  await editor.reload();
  await expect(editor.getByRole('region', { name: 'In review' })).toContainText('Grace Hopper');
  await expect(editor.locator('[name=body]')).toHaveValue('The fog came in from the sea.');
  expect(await press(editor, 'Publish')).toBe(303);
  await expect(editor.getByRole('region', { name: 'In review' })).toHaveCount(0);
  expect(await read(writer, `${server.url}/posts/fog`)).toBe(200);
  await expect(writer.getByText('The fog came in from the sea.')).toBeVisible();
  await editor.goto(`${server.url}/admin/posts?filter=review`);
  await expect(editor.getByText('Nothing waits for an editor.')).toBeVisible();
  await context.close();
});

test('a writer takes a text back from review, and goes on with it', async ({ page: editor, browser }) => {
  await signIn(editor, server);
  const context = await browser.newContext({ javaScriptEnabled: test.info().project.name === 'script' });
  const writer = await context.newPage();
  await comes(editor, writer, 'Grace Hopper', 'grace', 'author');
  await writer.goto(`${server.url}/admin/posts/new`);
  await writer.getByLabel('Title').fill('Fog');
  expect(await press(writer, 'Submit for review')).toBe(303);
  await editor.goto(`${server.url}/admin/posts?filter=review`);
  await editor.getByRole('link', { name: 'Fog' }).click();
  expect(await press(writer, 'Take back from review')).toBe(303);
  await expect(writer.getByRole('button', { name: 'Submit for review' })).toBeVisible();
  // The editor comes too late, is told so, and keeps the note.
  await editor.getByText('Return with a note…').click();
  await editor.getByLabel('What is to be mended').fill('Where from?');
  expect(await press(editor, 'Return to the writer')).toBe(400);
  await expect(editor.getByRole('alert')).toContainText('not in review any more');
  await expect(editor.getByLabel('What is to be mended')).toHaveValue('Where from?');
  await context.close();
  await editor.goto(`${server.url}/admin/posts?filter=review`);
  await expect(editor.getByText('Nothing waits for an editor.')).toBeVisible();
});
