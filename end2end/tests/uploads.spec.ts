// Files of every kind, good, broken and hostile, as somebody brings them: to the library with and without a script, and
// into a text.

import { deflateSync } from 'node:zlib';

import type { Page } from '@playwright/test';

import { expectState, field, select, tool, write } from './editor';
import { expect, signIn, test } from './person';
import { post, Server } from './server';

test.use({ expectedStatuses: [400, 409], expectedProblem: /^400 .*\/admin\/media$/ });

let server: Server;
let token: string;
test.beforeAll(async () => {
  ({ server, token } = await Server.withAccount());
});
test.afterAll(async () => server?.stop());

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  let crc = 0xffffffff;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    }
  }
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
  return Buffer.concat([length, body, check]);
}

/// A whole PNG of black dots, one bit each.
function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const dots = deflateSync(Buffer.alloc((1 + Math.ceil(width / 8)) * height));
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', dots), chunk('IEND', Buffer.alloc(0))]);
}

const DRAWING = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8" onload="alert(1)"><script>alert(2)</script><rect width="8" height="8" onclick="alert(3)"/><a href="javascript:alert(4)"><circle r="3"/></a></svg>`;

/// What is wrong with a file, by its name; nothing is with the others.
const FILES: [name: string, mimeType: string, buffer: Buffer, wrong?: string][] = [
  ['harbour.png', 'image/png', png(40, 30)],
  ['words.png', 'image/png', Buffer.from('These are words.'), 'Must be one of: JPEG, PNG, GIF, WebP, SVG.'],
  ['page.jpg', 'image/jpeg', Buffer.from('<!doctype html><script>alert(1)</script>'), 'Must be one of: JPEG, PNG, GIF, WebP, SVG.'],
  ['half.png', 'image/png', png(400, 300).subarray(0, 60), 'damaged'],
  ['nothing.png', 'image/png', Buffer.alloc(0), 'Must not be empty.'],
  ['huge.png', 'image/png', png(30_000, 30_000), 'at most 20000 pixels on a side'],
  ['bomb.png', 'image/png', png(19_000, 19_000), 'at most 50 million pixels'],
  ['drawing.svg', 'image/svg+xml', Buffer.from(DRAWING)],
];
const chosen = FILES.map(([name, mimeType, buffer]) => ({ name, mimeType, buffer }));

async function expectHarmlessDrawing(page: Page) {
  const path = await page.evaluate(() => document.querySelector('img[src$=".svg"]')?.getAttribute('src') ?? '');
  const answer = await page.request.get(server.url + path);
  expect(answer.headers()['content-security-policy']).toContain('sandbox');
  const text = await answer.text();
  expect(text).toContain('<rect');
  expect(text).not.toMatch(/script|onload|onclick|alert/);
}

test('the library takes what is good, and says of each other file what is wrong with it', async ({ page }) => {
  await signIn(page, server);
  await page.goto(`${server.url}/admin/media`);
  await page.getByLabel('Files', { exact: true }).setInputFiles(chosen);
  await page.getByRole('button', { name: 'Add' }).click();
  const said = page.getByRole('list').filter({ hasText: 'words.png' }).getByRole('listitem');
  for (const [name, , , wrong] of FILES.filter(([, , , wrong]) => wrong !== undefined)) {
    await expect(said.filter({ hasText: `${name}: ` }), name).toContainText(wrong ?? '');
  }
  await page.goto(`${server.url}/admin/media`);
  for (const [name, , , wrong] of FILES) {
    await expect(page.getByRole('link', { name }), name).toHaveCount(wrong === undefined ? 1 : 0);
  }
  await page.getByRole('link', { name: 'drawing.svg' }).click();
  await expectHarmlessDrawing(page);
});

test('a text with a drawing that had a script in it runs nothing', async ({ page, reader }) => {
  await signIn(page, server);
  await page.goto(`${server.url}/admin/media`);
  await page.getByLabel('Files', { exact: true }).setInputFiles(chosen.filter(({ name }) => name === 'drawing.svg'));
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByText('Added to the library.')).toBeVisible();
  await page.getByRole('link', { name: 'drawing.svg' }).click();
  const markdown = await page.getByLabel('Markdown').inputValue();
  await post(server, token, { title: 'Drawn', body: markdown, slug: 'drawn' });
  await reader.goto(`${server.url}/posts/drawn`);
  await expect(reader.locator('.prose img')).toBeVisible();
  const address = await reader.locator('.prose img').getAttribute('src');
  // Also when it is looked at by itself, in a browser that runs scripts: the test fails on a dialog.
  await page.goto(server.url + (address ?? ''));
});

test('what is refused is said beside the text, which stays as it was', async ({ page, javaScriptEnabled }) => {
  test.skip(!javaScriptEnabled, 'without a script pictures come by the library');
  test.slow();
  await signIn(page, server);
  await write(page, server, token, 'What was there.', 'Beside');
  await select(page);
  for (const [name, mimeType, buffer, wrong] of FILES.filter(([, , , wrong]) => wrong !== undefined)) {
    await tool(page, 'Image…').click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Upload another…' }).click();
    await (await chooser).setFiles({ name, mimeType, buffer });
    const row = page.locator('.upload').filter({ hasText: `${name} was not taken` });
    await expect(row, name).toContainText(wrong ?? '');
    await page.getByRole('button', { name: `Close: ${name}` }).click();
    await expect(field(page), name).toHaveValue('What was there.');
  }
  await field(page).pressSequentially(' And more.');
  await expectState(page, 'saved');
  await expect(field(page)).toHaveValue('What was there. And more.');
  await page.goto(`${server.url}/admin/posts`);
});
