// Images that are dropped, pasted or chosen. The library is played by the test, so that it can be slow, full or away.

import type { Page, Route } from '@playwright/test';

import { expectAccessible } from './axe';
import { expectState, field, select, tool, write } from './editor';
import { expect, signIn, test } from './person';
import { Server } from './server';

let server: Server;
let token: string;
test.beforeAll(async () => {
  ({ server, token } = await Server.withAccount());
});
test.afterAll(async () => server?.stop());

test.use({ expectedProblem: /\/admin\/media|ERR_INTERNET_DISCONNECTED|ERR_FAILED/ });

test.beforeEach(async ({ page }) => {
  test.slow();
  await page.route('**/media/abc/**', (route) => route.fulfill({ status: 200, contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }));
  await signIn(page, server);
});

const said = (page: Page) => page.locator('.uploads-said');
const rows = (page: Page) => page.locator('.upload');

function nameIn(route: Route): string {
  return route.request().postDataBuffer()?.toString('latin1').match(/filename="([^"]+)"/)?.[1] ?? 'unknown';
}

/// A library that takes everything, once it is let.
async function library(page: Page, until: (name: string) => Promise<unknown> = async () => undefined) {
  await page.route('**/admin/media', async (route) => {
    const name = nameIn(route);
    await until(name);
    const file = { hash: 'abc', path: `/media/abc/${name}`, name, content_type: 'image/png', length_bytes: 3, width: 1, height: 1, alt: '' };
    await route.fulfill({ status: 201, json: { files: [file] } }).catch(() => undefined);
  });
}

/// Drops files onto the text, or pastes them there.
async function give(page: Page, how: 'drop' | 'paste', files: { name: string; type: string }[]) {
  await field(page).evaluate(
    (element, [how, files]) => {
      const data = new DataTransfer();
      files.forEach(({ name, type }) => data.items.add(new File(['abc'], name, { type })));
      const about = { bubbles: true, cancelable: true };
      const event = how === 'drop' ? new DragEvent('drop', { ...about, dataTransfer: data }) : new ClipboardEvent('paste', { ...about, clipboardData: data });
      element.dispatchEvent(event);
    },
    [how, files] as const,
  );
}

const PNG = 'image/png';
const ONE_PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

const picker = (page: Page) => page.getByRole('dialog', { name: 'Choose a picture' });

/// Uploads an image by the toolbar's button.
async function upload(page: Page, name: string, buffer: Buffer) {
  await tool(page, 'Image…').click();
  const chooser = page.waitForEvent('filechooser');
  await picker(page).getByRole('button', { name: 'Upload another…' }).click();
  await (await chooser).setFiles({ name, mimeType: PNG, buffer });
}

test('several dropped images take their places while their writer goes on', async ({ page }) => {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await library(page, (name) => (name === 'slow.png' ? released : Promise.resolve()));
  await write(page, server, token, 'Before.');
  await select(page);
  await give(page, 'drop', [{ name: 'ship at sea.png', type: PNG }, { name: 'slow.png', type: PNG }]);
  await expect(field(page)).toHaveValue('Before.\n\n![ship at sea](</media/abc/ship at sea.png>)\n\n![Uploading slow.png…]()');
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).getByRole('progressbar')).toBeVisible();
  await expectAccessible(page, 'uploading');
  await page.keyboard.type('\n\nAfter.');
  // Nothing is published in which an image's place is empty.
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await expect(said(page)).toContainText('still being uploaded');
  await select(page, 'After');
  release();
  await expect(field(page)).toHaveValue('Before.\n\n![ship at sea](</media/abc/ship at sea.png>)\n\n![slow](/media/abc/slow.png)\n\nAfter.');
  await expect(said(page)).toHaveText('slow.png is uploaded and in the text.');
  const selection = await field(page).evaluate((element: HTMLTextAreaElement) => element.value.slice(element.selectionStart, element.selectionEnd));
  expect(selection).toBe('After');
  await expect(rows(page)).toHaveCount(0);
  await expectState(page, 'saved');
});

test('an image is pasted into a list, and another chosen by the button', async ({ page }) => {
  await library(page);
  await write(page, server, token, '- ');
  await select(page);
  await give(page, 'paste', [{ name: 'image.png', type: PNG }]);
  await expect(field(page)).toHaveValue('- ![](/media/abc/image.png)');
  await upload(page, 'bell.png', Buffer.from('abc'));
  await expect(field(page)).toHaveValue('- ![](/media/abc/image.png)![bell](/media/abc/bell.png)');
});

test('what is refused says why, beside the text, and leaves nothing in it', async ({ page }) => {
  await page.route('**/admin/media', (route) =>
    route.fulfill({ status: 400, contentType: 'application/problem+json', json: { title: 'Bad Request', errors: { file: ['It has 30000 pixels a side; at most 16384 are taken.'] } } }),
  );
  await write(page, server, token, 'Before.');
  await select(page);
  await give(page, 'drop', [{ name: 'huge.png', type: PNG }, { name: 'notes.pdf', type: 'application/pdf' }]);
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).filter({ hasText: 'huge.png was not taken: It has 30000 pixels a side' })).toBeVisible();
  await expect(rows(page).filter({ hasText: 'notes.pdf was not taken: it is not an image.' })).toBeVisible();
  await expect(field(page)).not.toHaveValue(/Uploading/);
  await expectAccessible(page, 'refused images');
  await page.getByRole('button', { name: 'Close: huge.png' }).click();
  await page.getByRole('button', { name: 'Close: notes.pdf' }).click();
  await expect(rows(page)).toHaveCount(0);
  await expect(field(page)).toBeFocused();
});

test('an upload is cancelled', async ({ page }) => {
  await library(page, () => new Promise(() => undefined));
  await write(page, server, token, 'Before.');
  await select(page);
  await give(page, 'drop', [{ name: 'slow.png', type: PNG }]);
  await expect(field(page)).toHaveValue(/Uploading slow.png/);
  await page.getByRole('button', { name: 'Cancel: slow.png' }).click();
  await expect(field(page)).not.toHaveValue(/Uploading/);
  await expect(said(page)).toHaveText('slow.png is no longer uploaded.');
});

test('an image waits without a network, and goes on by itself', async ({ page, context }) => {
  await library(page);
  await write(page, server, token, 'Before.');
  await select(page);
  await context.setOffline(true);
  await give(page, 'drop', [{ name: 'ship.png', type: PNG }]);
  await expect(rows(page)).toContainText('the server can’t be reached');
  await expect(rows(page).getByRole('button', { name: 'Try again: ship.png' })).toBeVisible();
  await context.setOffline(false);
  await expect(field(page)).toHaveValue(/!\[ship\]\(\/media\/abc\/ship.png\)/);
  await expect(rows(page)).toHaveCount(0);
});

test('an image waits for its writer to sign in again', async ({ page }) => {
  let isSignedIn = false;
  await page.route('**/admin/media', async (route) => {
    const file = { path: '/media/abc/ship.png', name: 'ship.png', alt: 'A ship' };
    await route.fulfill(isSignedIn ? { status: 201, json: { files: [file] } } : { status: 401, json: {} });
  });
  await write(page, server, token, 'Before.');
  await select(page);
  await give(page, 'drop', [{ name: 'ship.png', type: PNG }]);
  await expect(rows(page)).toContainText('you are signed out');
  isSignedIn = true;
  await page.getByRole('button', { name: 'Try again: ship.png' }).click();
  await expect(field(page)).toHaveValue(/!\[A ship\]\(\/media\/abc\/ship.png\)/);
});

test('an image that is chosen is in the real library, and what is none is refused by it', async ({ page }) => {
  await page.unroute('**/media/abc/**');
  await write(page, server, token, 'Before.');
  await select(page);
  await upload(page, 'one pixel.png', ONE_PIXEL);
  await expect(field(page)).toHaveValue(/^Before\.\n\n!\[one pixel\]\(<?\/media\/[^)]+\)$/);
  await expect(page.locator('.preview-pane img')).toBeVisible();
  await upload(page, 'words.png', Buffer.from('These are words.'));
  await expect(rows(page)).toContainText('words.png was not taken:');
  await expect(field(page)).not.toHaveValue(/Uploading/);
});

test('a picture of the library is found and put in by the keyboard alone', async ({ page }) => {
  await page.unroute('**/media/abc/**');
  for (const [name, alt, colour] of [['harbour.svg', 'Boats at dawn', 'red'], ['crane.svg', '', 'blue']]) {
    const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><rect width="2" height="1" fill="${colour}"/></svg>`;
    await server.upload(token, name, 'image/svg+xml', picture, alt);
  }
  await write(page, server, token, 'Before.');
  await select(page);
  await tool(page, 'Image…').press('Enter');
  await expect(picker(page).getByLabel('Search names and descriptions')).toBeFocused();
  await expect(picker(page).getByRole('button', { name: /crane/ })).toBeVisible();
  await expectAccessible(page, 'the picker');
  await page.keyboard.type('dawn');
  await expect(picker(page).getByRole('listitem')).toHaveCount(1);
  await expect(picker(page).getByRole('status')).toHaveText('One file');
  await page.keyboard.press('ArrowDown');
  await expect(picker(page).getByRole('button', { name: /harbour/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(field(page)).toHaveValue(/^Before\.\n\n!\[Boats at dawn\]\(\/media\/[0-9a-f]{64}\/harbour[^)]*\)$/);
  await expect(field(page)).toBeFocused();
  await expect(page.locator('.preview-pane img')).toBeVisible();

  // A name says at least something where nobody described the picture; Enter takes the first that was found.
  await tool(page, 'Image…').click();
  // Who types faster than the server answers gets nothing that was found for other words.
  await page.keyboard.type('crane');
  await page.keyboard.press('Enter');
  await expect(field(page)).toHaveValue(/!\[crane\]\(\/media\//);
  await tool(page, 'Image…').click();
  await page.keyboard.type('zeppelin');
  await expect(picker(page).getByRole('status')).toHaveText('The library has no such picture.');
  await page.keyboard.press('Escape');
  await expect(picker(page)).toBeHidden();
});

test('the cover is chosen from the library, with what it shows', async ({ page }) => {
  const picture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><rect width="2" height="1"/></svg>';
  await server.upload(token, 'night.svg', 'image/svg+xml', picture, 'The harbour at night');
  await write(page, server, token, 'Text.');
  await page.getByRole('link', { name: 'Choose from the library Cover image' }).click();
  await expect(picker(page).getByRole('button', { name: 'Upload another…' })).toBeHidden();
  await page.keyboard.type('night');
  await expect(picker(page).getByRole('listitem')).toHaveCount(1);
  await picker(page).getByRole('button', { name: /night/ }).click();
  await expect(page.locator('[name=cover]')).toHaveValue(/^\/media\/.*night/);
  await expect(page.locator('[name=cover_alt]')).toHaveValue('The harbour at night');
  await expect(page.locator('[name=cover]')).toBeFocused();
  await expect(field(page)).toHaveValue('Text.');
  await expectState(page, 'saved');
});
