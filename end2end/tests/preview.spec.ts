// The live preview: what readers would see, beside what is typed.

import { expect, signIn, test } from './person';
import { Server } from './server';

let server: Server;
test.beforeAll(async () => {
  ({ server } = await Server.withAccount());
});
test.afterAll(async () => server?.stop());

test.beforeEach(async ({ page }) => {
  await signIn(page, server);
  await page.goto(`${server.url}/admin/posts/new`);
  const hasIslands = (await page.locator('script').count()) > 0;
  test.skip(!hasIslands && process.env.BLOG_ISLANDS !== 'required', 'this server was built without islands');
});

test('the preview follows what is typed and leaves the focus where it is', async ({ page }) => {
  const field = page.locator('[name=body]');
  const pane = page.locator('[data-preview]');
  await expect(page.locator('leptos-island')).toHaveCount(1);
  await field.click();
  await expect(async () => {
    await field.fill('');
    await field.pressSequentially('Some *words* and `code`.');
    await expect(pane.locator('em')).toHaveText('words', { timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
  await expect(field).toBeFocused();
  await expect(page.locator('.live-preview-message')).not.toBeEmpty();
  await field.fill('```rust\nlet x = 1;\n```');
  await expect(pane.locator('.code')).toBeVisible();
});

test('an answer that comes late does not take the place of a newer one', async ({ page }) => {
  const field = page.locator('[name=body]');
  const pane = page.locator('[data-preview]');
  let held: (() => void) | undefined;
  await page.route('**/api/fn/**', async (route) => {
    if (held === undefined && (route.request().postData() ?? '').includes('first')) {
      await new Promise<void>((release) => (held = release));
    }
    await route.continue().catch(() => undefined);
  });
  await expect(async () => {
    await field.fill('');
    await field.fill('first');
    await expect.poll(() => held !== undefined, { timeout: 2_000 }).toBe(true);
  }).toPass({ timeout: 20_000 });
  await field.fill('second');
  await expect(pane).toHaveText('second');
  const late = page.waitForResponse((response) => (response.request().postData() ?? '').includes('first'));
  held?.();
  await late;
  await expect(pane).toHaveText('second');
});
