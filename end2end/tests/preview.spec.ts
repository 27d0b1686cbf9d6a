// The live preview: what readers would see, beside what is typed.

import { EVERYTHING } from './pages';
import { expect, press, signIn, test } from './person';
import { Server } from './server';

const COMPRESSION_MILLISECONDS_MAX = 45_000;

let server: Server;
let hasIslands: boolean;
test.beforeAll(async ({ browser }) => {
  ({ server } = await Server.withAccount());
  const page = await browser.newPage();
  await signIn(page, server);
  // Whoever asks first waits until the islands are compressed, and without optimisation that takes its time.
  const islands = page.waitForResponse(/\.wasm$/, { timeout: COMPRESSION_MILLISECONDS_MAX }).catch(() => undefined);
  await page.goto(`${server.url}/admin/posts/new`);
  hasIslands = (await page.locator('script').count()) > 0;
  if (hasIslands) {
    await islands;
  }
  await page.context().close();
});
test.afterAll(async () => server?.stop());

test.beforeEach(async ({ page }) => {
  test.skip(!hasIslands && process.env.BLOG_ISLANDS !== 'required', 'this server was built without islands: run script/islands, then build it again');
  await signIn(page, server);
  await page.goto(`${server.url}/admin/posts/new`);
  // What is typed before the island is awake is shown once it is, so that nothing here has to wait for it.
  await expect(page.locator('leptos-island').first()).toBeAttached();
});

test('the preview follows what is typed and leaves the focus where it is', async ({ page }) => {
  const field = page.locator('[name=body]');
  const pane = page.locator('[data-preview]');
  await field.click();
  await field.pressSequentially('Some *words* and `code`.');
  await expect(pane.locator('em')).toHaveText('words');
  await expect(page.locator('.live-preview-message')).toHaveText('Preview updated');
  await field.pressSequentially(' And **more**.');
  await expect(pane.locator('strong')).toHaveText('more');
  await expect(field).toBeFocused();
  expect(await field.evaluate((element: HTMLTextAreaElement) => element.selectionStart)).toBe('Some *words* and `code`. And **more**.'.length);
  await expect(field).toHaveValue('Some *words* and `code`. And **more**.');
});

test('the preview is what readers then see', async ({ page, reader }) => {
  await page.getByLabel('Title').fill('Everything');
  await page.locator('[name=body]').fill(EVERYTHING);
  const pane = page.locator('[data-preview]');
  await expect(pane.locator('table')).toBeVisible();
  // Only the preview says where its parts begin in the text.
  const preview = (await pane.innerHTML()).replaceAll(/ data-line="\d+"/g, '');
  await press(page, 'Publish');
  await reader.goto(`${server.url}/posts/everything`);
  const published = await reader.locator('.prose').innerHTML();
  expect(preview.trim()).toBe(published.trim());
});

test('an answer that comes late does not take the place of a newer one', async ({ page }) => {
  const field = page.locator('[name=body]');
  const pane = page.locator('[data-preview]');
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/fn/preview*', async (route) => {
    if (route.request().postData()?.includes('first')) {
      await released;
    }
    await route.continue();
  });
  const asked = page.waitForRequest((request) => request.postData()?.includes('first') ?? false);
  await field.fill('first');
  const late = (await asked).response();
  const shown = await pane.evaluateHandle((element) => {
    const texts: string[] = [];
    new MutationObserver(() => texts.push(element.textContent ?? '')).observe(element, { childList: true, subtree: true });
    return texts;
  });
  await field.fill('second');
  await expect(pane).toHaveText('second');
  release();
  await (await late)?.finished();
  // What is asked for after the late answer came is shown after it would have been.
  await field.fill('third');
  await expect(pane).toHaveText('third');
  expect((await shown.jsonValue()).map((text) => text.trim())).toEqual(['second', 'third']);
});

test.describe('when the server does not answer', () => {
  test.use({ expectedProblem: /net::ERR_FAILED/ });

  test('the preview says so, and what was typed stays', async ({ page }) => {
    const field = page.locator('[name=body]');
    const pane = page.locator('[data-preview]');
    await field.fill('before');
    await expect(pane).toHaveText('before');
    await page.route('**/api/fn/preview*', (route) => route.abort());
    await field.fill('meanwhile');
    await expect(page.locator('.live-preview-message')).toContainText('the server can’t be reached');
    await expect(field).toHaveValue('meanwhile');
    await page.unroute('**/api/fn/preview*');
    await field.fill('after');
    await expect(pane).toHaveText('after');
  });
});

test.describe('when the session has ended', () => {
  test.use({ expectedProblem: /^401 .*\/api\/fn\/preview/ });

  test('the preview says so, and what was typed stays', async ({ page }) => {
    const field = page.locator('[name=body]');
    await page.context().clearCookies();
    await field.fill('meanwhile');
    await expect(page.locator('.live-preview-message')).toContainText('you are signed out');
    await expect(field).toHaveValue('meanwhile');
  });
});

test('a formula is set as it is typed, for readers without a script as well', async ({ page, reader }) => {
  await page.getByLabel('Title').fill('Tides');
  await page.locator('[name=body]').fill('Half of $\\frac{a}{b}$ for $5 or $6.\n\n$$x^2 + y^2$$\n\nAnd $\\frac{$ as it is.');
  await expect(page.locator('[data-preview] math')).toHaveCount(2);
  await press(page, 'Publish');
  await reader.goto(`${server.url}/posts/tides`);
  const formulas = reader.locator('.prose math');
  await expect(formulas).toHaveCount(2);
  const [numerator, denominator] = await Promise.all(['a', 'b'].map((name) => formulas.first().locator('mi', { hasText: name }).boundingBox()));
  expect(numerator!.y + numerator!.height).toBeLessThanOrEqual(denominator!.y + 1);
  await expect(formulas.last()).toHaveAttribute('display', 'block');
  await expect(reader.locator('.prose')).toContainText('for $5 or $6.');
  await expect(reader.locator('.prose')).toContainText('\\frac{$ as it is');
});
