// A link becomes a card: by itself where there is a script, by a button where there is none.

import { createServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo } from 'node:net';

import { type Page } from '@playwright/test';

import { expect, press, signIn, test } from './person';
import { Server } from './server';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64');
const HOSTILE = '&lt;img src=x onerror=alert(1)&gt; ](javascript:alert(2)) **[x](y)';

let server: Server;
let neighbour: HttpServer;
let other: string;
// Whoever asks first waits until the islands are compressed, and without optimisation that takes its time.
const COMPRESSION_MILLISECONDS_MAX = 100_000;

/// What waits to be answered at `/later`.
let answerLater: (() => void)[] = [];

test.beforeAll(async () => {
  const page = (head: string) => `<!doctype html><meta charset=utf-8>${head}<p>Text.`;
  neighbour = createServer((request, response) => {
    const html = (head: string) => response.writeHead(200, { 'content-type': 'text/html' }).end(page(head));
    const film = `<title>Film</title><meta property=og:type content=video.other><meta property=og:image content=/still.png>`;
    switch (request.url) {
      case '/film':
        return html(film);
      case '/later':
        return answerLater.push(() => html(film));
      case '/hostile':
        return html(`<title>${HOSTILE}</title><meta name=description content="${HOSTILE}">`);
      case '/still.png':
        return response.writeHead(200, { 'content-type': 'image/png' }).end(PNG);
      default:
        return response.writeHead(404).end();
    }
  });
  await new Promise<void>((listening) => neighbour.listen(0, '127.0.0.1', listening));
  other = `http://127.0.0.1:${(neighbour.address() as AddressInfo).port}`;
  ({ server } = await Server.withAccount({ settings: { LITHAIR_LINK_CARDS_ALLOW: '127.0.0.1/32' } }));
});
test.afterAll(async () => {
  await server?.stop();
  await new Promise((closed) => neighbour.close(closed));
});

test.beforeEach(async ({ page }) => {
  answerLater = [];
  await signIn(page, server);
  await page.goto(`${server.url}/admin/posts/new`);
});

test('the button makes cards of the links that stand alone', async ({ page, reader }) => {
  await page.getByLabel('Title').fill('To watch');
  const field = page.locator('[name=body]');
  await field.fill(`Look:\n\n${other}/film\n\n${other}/hostile\n\n${other}/nothing\n\nSee ${other}/film.`);
  expect(await press(page, 'Make cards of links')).toBe(200);
  const report = page.locator('.cards-made');
  await expect(report).toContainText('2 links became cards');
  await expect(report).toContainText(`${other}/nothing`);
  await expect(report).toContainText('answers with an error (404)');
  await expect(field).toHaveValue(/\n\n\[!\[\]\(\/media\/\S+\) \*\*▶ Film\*\* 127\.0\.0\.1\]\(\S+\/film\)\n\n/);
  await expect(page.locator('[data-preview] .card')).toHaveCount(2);

  await press(page, 'Publish');
  const asked: string[] = [];
  reader.on('request', (request) => asked.push(new URL(request.url()).origin));
  await reader.goto(`${server.url}/posts/to-watch`);
  const card = reader.locator('.card').first();
  await expect(card).toHaveAttribute('href', `${other}/film`);
  await expect(card.getByRole('img', { name: 'Video' })).toBeVisible();
  await expect(card.locator('strong')).toHaveText('Film');
  const picture = card.locator('img');
  await expect(picture).toHaveAttribute('src', /^\/media\//);
  expect(await picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0)).toBe(true);
  const hostile = reader.locator('.card').nth(1);
  await expect(hostile.locator('strong')).toHaveText('<img src=x onerror=alert(1)> ](javascript:alert(2)) **[x](y)');
  await expect(hostile.locator('img, a, script')).toHaveCount(0);
  expect(new Set(asked)).toEqual(new Set([server.url]));
});

test.describe('with a script', () => {
  test.beforeEach(async ({ page, javaScriptEnabled }) => {
    const hasIslands = (await page.locator('script').count()) > 0;
    test.skip(!javaScriptEnabled || (!hasIslands && process.env.BLOG_ISLANDS !== 'required'), 'this needs islands');
    test.setTimeout(2 * COMPRESSION_MILLISECONDS_MAX);
  });

  /// Pastes a text as a person would.
  async function paste(page: Page, text: string) {
    await page.locator('[name=body]').evaluate((field: HTMLTextAreaElement, text: string) => {
      field.focus();
      const data = new DataTransfer();
      data.setData('text/plain', text);
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }, text);
  }

  /// The island is awake once it takes what is pasted.
  async function pasteOnceAwake(page: Page, url: string) {
    const field = page.locator('[name=body]');
    await expect(async () => {
      await field.fill('');
      await paste(page, url);
      expect(await field.inputValue()).not.toBe('');
    }).toPass({ timeout: COMPRESSION_MILLISECONDS_MAX });
  }

  test('a pasted link is there at once, and its card when it comes; undo brings it back', async ({ page }) => {
    const field = page.locator('[name=body]');
    await pasteOnceAwake(page, `${other}/later`);
    await expect(field).toHaveValue(`${other}/later`);
    await expect(page.locator('.link-cards')).toContainText('A card is being made');
    await expect.poll(() => answerLater.length).toBeGreaterThan(0);
    await page.getByLabel('Title').fill('Meanwhile');
    answerLater.forEach((answer) => answer());
    await expect(field).toHaveValue(/^\[!\[\]\(\/media\/\S+\) \*\*▶ Film\*\* 127\.0\.0\.1\]\(\S+\/later\)$/);
    await expect(page.locator('.link-cards')).toContainText('The link became a card');
    await expect(page.getByLabel('Title')).toBeFocused();
    await expect(page.locator('[data-preview] .card')).toBeVisible();
    await field.focus();
    await page.keyboard.press('Control+z');
    await expect(field).toHaveValue(`${other}/later`);
  });

  test('a link that is pasted over words is their link, though they fill a line', async ({ page }) => {
    const field = page.locator('[name=body]');
    await pasteOnceAwake(page, `${other}/nothing`);
    await expect(page.locator('.link-cards')).toContainText('answers with an error (404)');
    await field.fill('Read this');
    await field.evaluate((field: HTMLTextAreaElement) => field.select());
    await paste(page, `${other}/film`);
    await expect(field).toHaveValue(`[Read this](${other}/film)`);
  });

  test('a link that was changed meanwhile stays as it is, and so does one without a page', async ({ page }) => {
    const field = page.locator('[name=body]');
    await pasteOnceAwake(page, `${other}/later`);
    await expect.poll(() => answerLater.length).toBeGreaterThan(0);
    await field.pressSequentially('?a');
    answerLater.forEach((answer) => answer());
    await expect(page.locator('.link-cards')).toContainText('changed meanwhile');
    await expect(field).toHaveValue(`${other}/later?a`);
    await field.fill('');
    await paste(page, `${other}/nothing`);
    await expect(page.locator('.link-cards')).toContainText('answers with an error (404)');
    await expect(field).toHaveValue(`${other}/nothing`);
    await field.fill('In a line: ');
    await field.press('End');
    await paste(page, `${other}/film`);
    await expect(page.locator('[data-preview]')).toHaveText('In a line:');
  });
});
