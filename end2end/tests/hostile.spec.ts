// Markup in every field stays text, wherever it is shown.

import { expect, signIn, test } from './person';
import { post, Server } from './server';

test.use({ expectedStatuses: [404] });

const HOSTILE = '</title></textarea></script>"\'><script>alert(1)</script><img src=x onerror=alert(2)>';

let server: Server;
let token: string;
test.beforeAll(async () => {
  ({ server, token } = await Server.withAccount());
});
test.afterAll(async () => server?.stop());

test('nothing that was written is ever run', async ({ page }) => {
  const body = `${HOSTILE}\n\n[click](javascript:alert(3))\n\n<svg onload=alert(4)></svg><iframe src="javascript:alert(5)"></iframe>`;
  const fields = { title: HOSTILE, body, excerpt: HOSTILE, tags: [`x${HOSTILE}`], category: `y${HOSTILE}`, slug: 'hostile' };
  const { id } = await post(server, token, { ...fields, authors: [`z${HOSTILE}`] });
  for (const path of ['/posts/hostile', '/', '/archive', '/search?q=alert', `/search?q=${encodeURIComponent(HOSTILE)}`]) {
    await page.goto(server.url + path);
    await expect(page.locator('script, iframe, [onerror], [onload], a[href^="javascript"]'), path).toHaveCount(0);
  }
  await page.goto(`${server.url}/posts/hostile`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(HOSTILE);
  await signIn(page, server);
  await expect(page.getByRole('link', { name: HOSTILE })).toBeVisible();
  await page.goto(`${server.url}/admin/posts/${id}`);
  await expect(page.locator('[name=title]')).toHaveValue(HOSTILE);
  await expect(page.locator('[name=body]')).toHaveValue(body);
  await expect(page.locator('[name=excerpt]')).toHaveValue(HOSTILE);
  await expect(page.locator('img[onerror], iframe')).toHaveCount(0);
});

test('a form from another site is refused', async ({ page }) => {
  await signIn(page, server);
  const answer = await page.request.post(`${server.url}/admin/posts/new`, {
    headers: { origin: 'https://elsewhere.example' },
    form: { title: 'Forged', body: 'Forged', action: 'publish' },
  });
  expect(answer.status()).toBe(403);
  expect(await answer.text()).toContain('https://elsewhere.example');
});
