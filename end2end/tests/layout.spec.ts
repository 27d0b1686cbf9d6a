// Nothing runs off a small screen, and readers' pages stay what they are: HTML and one stylesheet.

import type { Page } from '@playwright/test';

import { Site, throughReadersPages, throughWritersPages } from './pages';
import { expect, test } from './person';

test.use({ expectedStatuses: [400, 401, 403, 404, 409, 410] });

let site: Site;
test.beforeAll(async () => {
  site = await Site.start();
});
test.afterAll(async () => site?.stop());

/// What may scroll by itself when it is too wide.
const SCROLLS = 'pre, .table, .formula, textarea, input, .preview-pane, .visually-hidden, .skip-link, .comment-trap';

async function expectToFit(page: Page, what: string, textPercent: number) {
  const seen = await page.evaluate(
    ({ percent, scrolls }) => {
      document.documentElement.style.fontSize = `${percent}%`;
      const root = document.scrollingElement as HTMLElement;
      const all = [...document.body.querySelectorAll<HTMLElement>('*')];
      const name = (element: Element) => element.outerHTML.slice(0, 80);
      const isCut = (element: HTMLElement) =>
        element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== 'visible';
      return {
        overflow: root.scrollWidth - window.innerWidth,
        wide: all.filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1 && !element.closest(scrolls)).map(name),
        cut: all.filter((element) => isCut(element) && !element.matches(scrolls)).map(name),
      };
    },
    { percent: textPercent, scrolls: SCROLLS },
  );
  expect.soft(seen.overflow, `${what} runs over by ${seen.overflow} pixels: ${seen.wide.slice(0, 3)}`).toBeLessThanOrEqual(0);
  expect.soft(seen.cut, `${what}: scrolls or is cut off by itself`).toEqual([]);
}

for (const { how, width, textPercent } of [
  { how: 'at 320 pixels', width: 320, textPercent: 100 },
  { how: 'at 200 % text on half a screen', width: 640, textPercent: 200 },
  { how: 'at 200 % text', width: 1280, textPercent: 200 },
]) {
  test.describe(how, () => {
    test.use({ viewport: { width, height: 700 } });

    test("nothing of readers' pages scrolls sideways", async ({ page }) => {
      await throughReadersPages(page, site, (what) => expectToFit(page, what, textPercent));
    });

    test("nothing of writers' pages scrolls sideways", async ({ page }) => {
      await throughWritersPages(page, site, (what) => expectToFit(page, what, textPercent));
    });
  });
}

/// The size of every text on the page, in its order.
async function textSizes(page: Page): Promise<number[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('p, li, a, button, input, textarea, label, time, td, code, h1, h2, h3')].map((element) =>
      parseFloat(getComputedStyle(element).fontSize),
    ),
  );
}

test('text grows as the reader asks', async ({ page }) => {
  const look = async (what: string) => {
    const before = await textSizes(page);
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    const after = await textSizes(page);
    const growth = Math.min(...after.map((size, index) => size / (before[index] ?? size)));
    // Headings grow less, being large already and as wide as the screen.
    expect.soft(growth, what).toBeGreaterThan(1.5);
  };
  await throughReadersPages(page, site, look);
});

test('a text from right to left turns the page round, but not its code', async ({ page }) => {
  await page.goto(`${site.server.url}/posts/fog-ar`);
  const directions = (selector: string) =>
    page.locator(selector).evaluateAll((all) => [...new Set(all.map((element) => getComputedStyle(element).direction))]);
  expect(await directions('h1, .prose > p, .prose > blockquote')).toEqual(['rtl']);
  expect(await directions('.prose :is(pre, code)')).toEqual(['ltr']);
  expect(await directions('.site-header, .site-footer')).toEqual(['ltr']);
});

test('readers are given no script, no wasm, one stylesheet', async ({ page }) => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(`${request.resourceType()} ${new URL(request.url()).pathname}`));
  await throughReadersPages(page, site, async (what) => {
    await expect(page.locator('script:not([type="application/ld+json"]), style, [onclick], [style], link[rel*=preload]'), what).toHaveCount(0);
    await expect(page.locator('link[rel=stylesheet]'), what).toHaveCount(1);
    const others = requests.splice(0).filter((request) => !/^(document|stylesheet|image|other|font) /.test(request));
    expect(others, what).toEqual([]);
  });
});

test('the stylesheet is small', async ({ request }) => {
  const page = await (await request.get(site.server.url)).text();
  const path = page.match(/<link rel="stylesheet" href="([^"]+)"/)?.[1];
  const headers = { 'accept-encoding': 'br' };
  const answer = await fetch(`${site.server.url}${path}`, { headers, signal: AbortSignal.timeout(10_000) });
  expect(answer.headers.get('content-encoding')).toBe('br');
  expect(Number(answer.headers.get('content-length'))).toBeLessThanOrEqual(15 * 1024);
});

test.describe('in the dark', () => {
  test.use({ colorScheme: 'dark' });

  test('a printed post is the text alone, dark on white', async ({ page }) => {
    await page.goto(`${site.server.url}/posts/everything`);
    await page.emulateMedia({ media: 'print' });
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('.prose table')).toBeVisible();
    await expect(page.getByRole('search')).toBeHidden();
    await expect(page.getByRole('navigation')).toBeHidden();
    const text = page.locator('.prose > p').first();
    const lightness = await text.evaluate((element) => {
      const canvas = document.createElement('canvas').getContext('2d');
      if (canvas === null) {
        throw new Error('no canvas');
      }
      canvas.fillStyle = getComputedStyle(element).color;
      canvas.fillRect(0, 0, 1, 1);
      return Math.max(...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3));
    });
    expect(lightness).toBeLessThan(80);
    const cut = await page.locator('pre').evaluateAll((all) => all.filter((pre) => pre.scrollWidth > pre.clientWidth + 1).length);
    expect(cut, 'code that paper cuts off').toBe(0);
    expect((await page.pdf()).byteLength).toBeGreaterThan(10_000);
  });
});
