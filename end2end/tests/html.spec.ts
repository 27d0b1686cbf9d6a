// Every kind of page, as the server sends it, is HTML by the book.

import { HtmlValidate } from 'html-validate';
import type { Page } from '@playwright/test';

import { Site, throughReadersPages, throughWritersPages } from './pages';
import { expect, test } from './person';

test.use({ expectedStatuses: [400, 401, 403, 404, 409, 410] });

// What the standard says, and nothing of style.
const validator = new HtmlValidate({ root: true, extends: ['html-validate:standard'] });

let site: Site;
test.beforeAll(async () => {
  site = await Site.start();
});
test.afterAll(async () => site?.stop());

/// What the validator finds in the page's source, not in what the browser made of it, fails the test.
async function expectValid(page: Page, what: string) {
  const source = await (await page.request.get(page.url(), { headers: { accept: 'text/html' } })).text();
  // Leptos parts texts that follow each other by what browsers take for an empty comment, and the validator for nothing.
  // It also writes a nonce where a way to ask other sites belongs, which browsers read as the usual one.
  const html = source.replaceAll('<!>', '<!---->').replaceAll(/ crossorigin="[^"]*"/g, ' crossorigin="anonymous"');
  expect(html, `${what}: a page came`).toContain('<!DOCTYPE html>');
  const report = await validator.validateString(html);
  const found = report.results.flatMap(({ messages }) => messages);
  expect.soft(found.map(({ ruleId, message, line, column }) => `${line}:${column} ${ruleId}: ${message}`), what).toEqual([]);
}

test("the validator finds nothing on readers' pages", async ({ page }) => {
  test.slow();
  await throughReadersPages(page, site, (what) => expectValid(page, what));
});

test("the validator finds nothing on writers' pages", async ({ page }) => {
  test.slow();
  await throughWritersPages(page, site, (what) => expectValid(page, what));
});

test('the validator finds what is wrong', async () => {
  const report = await validator.validateString('<!DOCTYPE html><title>x</title><p><div id="a"></div></p><b id="a">');
  expect(report.results.flatMap(({ messages }) => messages).length).toBeGreaterThan(2);
});
