// Forms that are refused say why, keep what was typed, and lead to the fields.

import { expect, press, signIn, test } from './person';
import { post, Server } from './server';

test.use({ expectedStatuses: [400, 401, 409] });

let server: Server;
let token: string;
test.beforeAll(async () => {
  ({ server, token } = await Server.withAccount());
});
test.afterAll(async () => server?.stop());

test('a refused post keeps what was typed and leads to its fields', async ({ page }) => {
  await signIn(page, server);
  await page.goto(`${server.url}/admin/posts/new`);
  await page.locator('[name=title]').fill('  ');
  await page.locator('[name=body]').fill('\nKept </textarea><script>alert(1)</script>');
  await page.locator('[name=slug]').fill('../etc');
  const answered = page.waitForResponse((response) => response.request().method() === 'POST');
  await press(page, 'save');
  expect((await answered).status()).toBe(400);
  const summary = page.locator('#refusal');
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('link')).toHaveCount(2);
  await expect(page.locator('[name=body]')).toHaveValue('\nKept </textarea><script>alert(1)</script>');
  await expect(page.locator('[name=slug]')).toHaveValue('../etc');
  await expect(page.locator('[name=slug]')).toHaveAttribute('aria-invalid', 'true');
  await summary.getByRole('link').last().click();
  await expect(page.locator('[name=slug]')).toBeFocused();
});

test('a stale version shows both texts and overwrites nothing by itself', async ({ page }) => {
  const { id } = await post(server, token, { title: 'Shared', body: 'First.' });
  await signIn(page, server);
  await page.goto(`${server.url}/admin/posts/${id}`);
  const saved = await fetch(`${server.url}/api/v1/posts/${id}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'Shared', body: 'Theirs.' }),
  });
  expect(saved.status).toBe(200);
  await page.locator('[name=body]').fill('Mine.');
  const answered = page.waitForResponse((response) => response.request().method() === 'POST');
  await press(page, 'save');
  expect((await answered).status()).toBe(409);
  await expect(page.locator('[name=body]')).toHaveValue('Mine.');
  await expect(page.locator('#newer_body')).toHaveValue('Theirs.');
});

test('a wrong password says nothing about which part was wrong', async ({ page }) => {
  const say = async (handle: string) => {
    await page.goto(`${server.url}/admin/login`);
    await page.locator('[name=handle]').fill(handle);
    await page.locator('[name=password]').fill('wrong horse battery');
    await page.locator('main form button').click();
    await expect(page.locator('[name=handle]')).toHaveValue(handle);
    await expect(page.locator('[name=password]')).toHaveValue('');
    return page.locator('#refusal').innerText();
  };
  expect(await say('ada')).toBe(await say('nobody'));
});
