// Markup in every field stays text, wherever it is shown; other sites' forms are refused.

import type { Page } from '@playwright/test';

import { expect, press, signIn, test } from './person';
import { freePort, post, Server } from './server';

test.use({ expectedStatuses: [400, 403, 404, 410] });

const HOSTILE = '</title></textarea></script>"\'><script>alert(1)</script><img src=data:, onerror=alert(2)>';
const BODY = [
  HOSTILE,
  '[click](javascript:alert(3)) [again](JaVaScRiPt&colon;alert(4)) [data](data:text/html,<script>alert(5)</script>)',
  '<a href="&#106;avascript:alert(6)" onclick="alert(7)">html</a>',
  '<svg onload=alert(8)></svg><iframe src="javascript:alert(9)"></iframe><object data="x"></object><base href="https://evil.example/">',
  '<form action="https://evil.example"><button formaction="javascript:alert(10)">Send</button></form>',
  '<p style="position:fixed;inset:0">over everything</p><meta http-equiv="refresh" content="0;url=https://evil.example">',
  '```</code></pre><script>alert(11)</script>\n</code></pre><script>alert(12)</script>\n```',
  '![" onerror="alert(13)](x:y" onerror="alert(14))',
].join('\n\n');

let server: Server;
let token: string;
test.beforeAll(async () => {
  ({ server, token } = await Server.withAccount({ name: HOSTILE }));
});
test.afterAll(async () => server?.stop());

/// What could run, or lead where something runs. The editor's own scripts are let in by a nonce, which no text has.
const DANGEROUS = [
  // Data that search engines read is run by nobody.
  'script:not([nonce]):not([src^="/pkg/"]):not([type="application/ld+json"])', 'iframe', 'object', 'embed', 'base', 'meta[http-equiv]', '.prose [style]', '.prose form',
  '[onerror]', '[onload]', '[onclick]', '[formaction]:not([formaction^="/admin/posts/"])', '.prose [formaction]', '[href^="javascript" i]', '[href^="data" i]', '[src^="javascript" i]',
].join(', ');

async function expectHarmless(page: Page, what: string) {
  await expect(page.locator(DANGEROUS), what).toHaveCount(0);
}

test('nothing that was written is ever run', async ({ page }) => {
  const fields = { title: HOSTILE, body: BODY, excerpt: HOSTILE, tags: [`x${HOSTILE}`], category: `y${HOSTILE}` };
  const { id } = await post(server, token, { ...fields, slug: 'hostile', authors: [`z${HOSTILE}`] });
  await post(server, token, { title: 'By Ada', body: 'Text.' });
  const query = encodeURIComponent(HOSTILE);

  await page.goto(`${server.url}/posts/hostile`);
  await expect(page).toHaveTitle(new RegExp(HOSTILE.replace(/[^\w]/g, '.')));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(HOSTILE);
  await expect(page.locator('meta[name=description]')).toHaveAttribute('content', HOSTILE);
  const data = JSON.parse((await page.locator('script[type="application/ld+json"]').textContent()) ?? '');
  expect(data['@graph'][0].headline).toBe(HOSTILE);
  const lists = await page.locator('a[href^="/tags/"], a[href^="/categories/"], a[href^="/authors/"]').evaluateAll((links) =>
    links.map((link) => link.getAttribute('href') ?? ''),
  );
  expect(new Set(lists.map((path) => path.split('/')[1]))).toEqual(new Set(['tags', 'categories', 'authors']));
  for (const path of ['/posts/hostile', '/', '/archive', '/authors/ada', '/search?q=alert', `/search?q=${query}`, `/${query}`, ...lists]) {
    await page.goto(server.url + path);
    await expectHarmless(page, path);
    if (lists.includes(path)) {
      await expect(page.getByRole('heading', { level: 1 }), path).toContainText(HOSTILE);
    }
  }

  await signIn(page, server);
  await expect(page.getByRole('link', { name: HOSTILE, exact: true })).toBeVisible();
  const writersPaths = ['', '?done=deleted', `?q=${query}`, `?filter=${query}`, `?done=${query}&post=${query}`, `/${id}`, `/${query}`];
  for (const path of writersPaths.map((rest) => `/admin/posts${rest}`)) {
    await page.goto(server.url + path);
    await expectHarmless(page, path);
  }
});

test('every field of the editor shows what was written, to the letter', async ({ page }) => {
  const fields = { title: HOSTILE, body: BODY, excerpt: HOSTILE, category: `y${HOSTILE}` };
  const { id } = await post(server, token, { ...fields, tags: [`x${HOSTILE}`], authors: [`z${HOSTILE}`], status: 'draft' });
  await signIn(page, server);
  const typed = { ...fields, tags: `x${HOSTILE}`, author_1: `z${HOSTILE}` };
  const expectFields = async (what: string) => {
    for (const [name, value] of Object.entries(typed)) {
      await expect(page.locator(`[name=${name}]`), what).toHaveValue(value);
    }
    await expectHarmless(page, what);
  };
  await page.goto(`${server.url}/admin/posts/${id}`);
  await expectFields('editor');
  expect(await press(page, 'Preview')).toBe(200);
  await expectFields('preview');
  await page.locator('[name=slug]').fill(HOSTILE);
  expect(await press(page, 'Save draft')).toBe(400);
  await expectFields('refused');
  await expect(page.locator('[name=slug]')).toHaveValue(HOSTILE);
});

test('feeds and the site map are well-formed, whatever was written', async ({ page }) => {
  await post(server, token, { title: `${HOSTILE}]]>`, body: `${BODY}\n\n]]>`, tags: [`w${HOSTILE}`], excerpt: HOSTILE });
  await page.goto(server.url);
  for (const path of ['/feed.xml', '/sitemap.xml']) {
    const answer = await page.request.get(server.url + path);
    expect(answer.ok(), path).toBe(true);
    const { fault, titles } = await page.evaluate((text) => {
      const document = new DOMParser().parseFromString(text, 'application/xml');
      const titles = [...document.getElementsByTagName('title')].map((title) => title.textContent);
      return { fault: document.querySelector('parsererror')?.textContent, titles };
    }, await answer.text());
    expect(fault, path).toBeUndefined();
    if (path === '/feed.xml') {
      expect(titles).toContain(`${HOSTILE}]]>`);
    }
  }
});

test('signing in leads nowhere else', async ({ page }) => {
  for (const next of ['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)', '/\t/evil.example']) {
    await page.context().clearCookies();
    await page.goto(`${server.url}/admin/login?next=${encodeURIComponent(next)}`);
    await page.getByLabel('Handle').fill('ada');
    await page.getByLabel('Password').fill('correct horse battery');
    await press(page, 'Sign in');
    await expect(page, next).toHaveURL(new RegExp(`^${server.url}/`));
  }
});

test('a form from another site is refused, and nothing is written', async ({ page }) => {
  await signIn(page, server);
  const { id } = await post(server, token, { title: 'Stays', body: 'Stays.', slug: 'stays' });
  const forms = {
    '/admin/posts/new': { title: 'Forged', body: 'Forged', action: 'publish' },
    [`/admin/posts/${id}`]: { version: '2', action: 'delete' },
    '/admin/logout': {},
    '/api/fn/delete_post': { id, version: '2' },
  };
  const origins = [{ origin: 'https://elsewhere.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }];
  for (const [path, form] of Object.entries(forms)) {
    for (const headers of origins) {
      const answer = await page.request.post(server.url + path, { headers, form, maxRedirects: 0 });
      expect(answer.status(), `${path} ${JSON.stringify(headers)}`).toBe(403);
    }
  }

  // The same port's neighbour is the same site to a browser, so the session's cookie comes along.
  const elsewhere = `http://127.0.0.1:${await freePort()}`;
  const form = `<form method="post" action="${server.url}/admin/posts/new"><input name="title" value="Forged"><button>Win</button></form>`;
  await page.route(`${elsewhere}/**`, (route) => route.fulfill({ contentType: 'text/html', body: form }));
  await page.goto(`${elsewhere}/`);
  expect(await press(page, 'Win')).toBe(403);
  await expect(page.getByRole('main')).toContainText(elsewhere);
  await expect(page.getByRole('main')).toContainText('LITHAIR_BASE_URL');

  await page.goto(`${server.url}/admin/posts`);
  await expect(page.getByRole('link', { name: 'Stays' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Forged' })).toHaveCount(0);
});
