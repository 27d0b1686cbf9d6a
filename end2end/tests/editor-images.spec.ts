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
  const chooser = page.waitForEvent('filechooser');
  await tool(page, 'Image…').click();
  await (await chooser).setFiles({ name: 'bell.png', mimeType: PNG, buffer: Buffer.from('abc') });
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
  const choose = async (name: string, buffer: Buffer) => {
    const chooser = page.waitForEvent('filechooser');
    await tool(page, 'Image…').click();
    await (await chooser).setFiles({ name, mimeType: PNG, buffer });
  };
  await choose('one pixel.png', Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'));
  await expect(field(page)).toHaveValue(/^Before\.\n\n!\[one pixel\]\(<?\/media\/[^)]+\)$/);
  await expect(page.locator('.preview-pane img')).toBeVisible();
  await choose('words.png', Buffer.from('These are words.'));
  await expect(rows(page)).toContainText('words.png was not taken:');
  await expect(field(page)).not.toHaveValue(/Uploading/);
});
