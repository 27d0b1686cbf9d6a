// The media library: pictures are added, found, described, shown in a post, and deleted when no post shows them.

import { expect, press, signIn, test } from './person';
import { post, Server } from './server';

test.use({ expectedStatuses: [400] });

/// Two pixels, red and blue.
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg==',
  'base64',
);
const files = (...names: string[]) => names.map((name) => ({ name, mimeType: 'image/png', buffer: PNG }));

let server: Server;
let token: string;
test.beforeEach(async () => {
  ({ server, token } = await Server.withAccount());
});
test.afterEach(async () => server?.stop());

test('a picture is added, described, found, shown, and deleted when no post shows it', async ({ page, reader }) => {
  await signIn(page, server);
  await page.getByRole('link', { name: 'Media' }).click();
  await expect(page.getByText('There are no files yet.')).toBeVisible();
  await page.getByLabel('Files', { exact: true }).setInputFiles(files('Harbour.png'));
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Added to the library.' })).toBeVisible();
  await page.getByRole('link', { name: 'Harbour.png' }).click();
  await page.getByLabel('Description').fill('Two boats');
  expect(await press(page, 'Save')).toBe(303);
  const markdown = await page.getByLabel('Markdown').inputValue();
  expect(markdown).toMatch(/^!\[Two boats\]\(\/media\/[0-9a-f]{64}\/harbour\.2x1\.png\)$/);

  const shown = await post(server, token, { title: 'Boats', body: markdown });
  await reader.goto(`${server.url}/posts/boats`);
  const picture = reader.getByRole('img', { name: 'Two boats' });
  await expect(picture).toHaveAttribute('width', '2');
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(2);

  await page.reload();
  await expect(page.getByRole('link', { name: 'Boats', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Delete' })).toHaveCount(0);
  await server.api(token, 'PUT', `/posts/${shown.id}`, { title: 'Boats', body: '' , status: 'published' });
  await page.goto(`${server.url}/admin/media?filter=unused&q=BOATS`);
  await page.getByRole('link', { name: 'Harbour.png' }).click();
  expect(await press(page, 'Delete')).toBe(303);
  await expect(page.getByRole('status').filter({ hasText: 'It can be brought back.' })).toBeVisible();
  expect(await press(page, 'Bring back')).toBe(303);
  await expect(page.getByRole('img', { name: 'Two boats' })).toBeVisible();
});

test('what is no picture is refused by name, and the others are there', async ({ page }) => {
  await signIn(page, server);
  await page.goto(`${server.url}/admin/media`);
  const bad = { name: 'page.png', mimeType: 'image/png', buffer: Buffer.from('<script>alert(1)</script>') };
  await page.getByLabel('Files', { exact: true }).setInputFiles([...files('good.png'), bad]);
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByText('page.png: Must be one of: JPEG, PNG, GIF, WebP, SVG.')).toBeVisible();
  await page.goto(`${server.url}/admin/media`);
  await expect(page.getByRole('link', { name: 'good.png' })).toBeVisible();
});

test('the logo is chosen in the library, shown to readers, and can’t be deleted', async ({ page, reader }) => {
  await signIn(page, server);
  await page.goto(`${server.url}/admin/settings`);
  await page.getByRole('link', { name: 'Choose from the library Logo' }).click();
  await page.getByLabel('Files', { exact: true }).setInputFiles(files('Crest.png'));
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Added to the library.' })).toBeVisible();
  await expect(page.getByText('it becomes the site’s “Logo”')).toBeVisible();
  expect(await press(page, 'Use this one: Crest.png')).toBe(303);
  await expect(page.getByRole('status')).toContainText('The settings were saved.');
  await expect(page.getByLabel('Logo', { exact: true })).toHaveValue(/^\/media\/.*crest\.2x1\.png$/);
  await reader.goto(server.url);
  await expect(reader.locator('header img').first()).toHaveAttribute('src', /crest/);

  await page.goto(`${server.url}/admin/media?filter=unused`);
  await expect(page.getByText('Every file is shown somewhere.')).toBeVisible();
  await page.goto(`${server.url}/admin/media`);
  await page.getByRole('link', { name: 'Crest.png' }).click();
  await expect(page.getByText('The site’s settings: Logo')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Delete' })).toHaveCount(0);
});
