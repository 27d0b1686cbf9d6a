// From an empty machine to a post that was written, read, changed, deleted and brought back.

import { enterPassword, expect, press, read, setUp, test } from './person';
import { Server } from './server';

test.use({ expectedStatuses: [404, 410] });

let server: Server;
test.beforeAll(async () => {
  server = await Server.empty();
});
test.afterAll(async () => server?.stop());

test('set up, write, publish, read, edit, withdraw, delete, restore, sign out', async ({ page, reader }) => {
  const post = `${server.url}/posts/fog-over-the-harbour`;
  const heading = reader.getByRole('heading', { level: 1 });
  let editor = '';

  await test.step('set up', async () => {
    await page.goto(server.url);
    await page.getByRole('main').getByRole('link').first().click();
    await expect(page).toHaveURL(/\/admin\/setup/);
    await setUp(page, server);
    await read(reader, server.url);
    await expect(reader.getByRole('link', { name: 'Harbour Notes' })).toBeVisible();
    await expect(reader.getByText('Nothing to read yet')).toBeVisible();
  });

  await test.step('sign out and in', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('status')).toHaveText('You are signed out.');
    await enterPassword(page);
    await expect(page).toHaveURL(/\/admin\/posts/);
  });

  await test.step('write', async () => {
    await page.getByRole('link', { name: 'New post' }).first().click();
    await page.getByLabel('Title').fill('Fog over the harbour');
    await page.locator('[name=body]').fill('The ships *wait*.\n\n```rust\nlet fog = true;\n```\n');
    await page.getByLabel('Tags').fill('Weather, Ships');
  });

  let preview = '';
  await test.step('preview', async () => {
    expect(await press(page, 'Preview')).toBe(200);
    await expect(page.locator('[data-preview] em')).toHaveText('wait');
    await expect(page.getByLabel('Title')).toHaveValue('Fog over the harbour');
    await expect(page.getByLabel('Tags')).toHaveValue('Weather, Ships');
    preview = await page.locator('[data-preview]').innerHTML();
  });

  await test.step('save a draft, which nobody reads', async () => {
    expect(await press(page, 'Save draft')).toBe(303);
    await expect(page).toHaveURL(/done=saved/);
    editor = new URL(page.url()).pathname;
    for (const door of ['/posts/fog-over-the-harbour', '/tags/weather']) {
      expect(await read(reader, server.url + door), door).toBe(404);
    }
    for (const door of ['/', '/archive', '/search?q=fog', '/feed.xml', '/sitemap.xml', '/api/v1/posts']) {
      const answer = await reader.request.get(server.url + door);
      expect(answer.ok(), door).toBe(true);
      expect(await answer.text(), door).not.toContain('Fog over');
    }
  });

  await test.step('publish', async () => {
    await press(page, 'Publish');
    await expect(page).toHaveURL(/done=published/);
    expect(await read(reader, post)).toBe(200);
    await expect(heading).toHaveText('Fog over the harbour');
    // The preview knows besides which line of the text each block comes from.
    expect((await reader.locator('.prose').innerHTML()).trim()).toBe(preview.trim().replaceAll(/ data-line="\d+"/g, ''));
    for (const door of ['/', '/tags/weather', '/archive', '/search?q=fog']) {
      await read(reader, server.url + door);
      await expect(reader.getByRole('link', { name: 'Fog over the harbour' }), door).toBeVisible();
    }
  });

  await test.step('edit: readers see what was published until it is published again', async () => {
    await page.getByLabel('Title').fill('Fog lifts');
    await press(page, 'Save, don’t publish yet');
    await expect(page).toHaveURL(/done=saved/);
    await read(reader, post);
    await expect(heading).toHaveText('Fog over the harbour');
    await press(page, 'Publish changes');
    await expect(page).toHaveURL(/done=published/);
    await read(reader, post);
    await expect(heading).toHaveText('Fog lifts');
  });

  await test.step('withdraw', async () => {
    await press(page, 'Unpublish');
    await expect(page).toHaveURL(/done=unpublished/);
    expect(await read(reader, post)).toBe(404);
    await press(page, 'Publish');
    await expect(page).toHaveURL(/done=published/);
    expect(await read(reader, post)).toBe(200);
  });

  await test.step('delete', async () => {
    await page.getByText('Delete…').click();
    await press(page, 'Move to the trash');
    await expect(page.getByRole('status')).toContainText('Moved to the trash');
    expect(await read(reader, post)).toBe(410);
    for (const door of ['/', '/archive', '/search?q=fog']) {
      await read(reader, server.url + door);
      await expect(reader.getByRole('link', { name: 'Fog lifts' }), door).toHaveCount(0);
    }
  });

  await test.step('restore', async () => {
    await page.getByRole('link', { name: 'Trash' }).click();
    await press(page, 'Restore “Fog lifts”');
    await page.getByRole('link', { name: 'Open it' }).click();
    await expect(page).toHaveURL(server.url + editor);
    await expect(page.getByLabel('Title')).toHaveValue('Fog lifts');
    expect(await read(reader, post)).toBe(200);
  });

  await test.step('sign out: the editor leads to signing in, and from there back', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.goto(server.url + editor);
    await expect(page).toHaveURL(/\/admin\/login\?next=/);
    await enterPassword(page);
    await expect(page).toHaveURL(server.url + editor);
  });
});
