// Nothing runs off a small screen, and readers' pages stay what they are: HTML and one stylesheet.

import { siteWithEverything, WRITERS_PATHS } from './pages';
import { expect, signIn, test } from './person';
import { Server } from './server';

test.use({ expectedStatuses: [404, 410] });

let server: Server;
let paths: Record<string, string>;
test.beforeAll(async () => {
  ({ server, paths } = await siteWithEverything());
});
test.afterAll(async () => server?.stop());

for (const { what, width, textPercent } of [
  { what: 'at 320 pixels', width: 320, textPercent: 100 },
  { what: 'at 200 % text', width: 640, textPercent: 200 },
]) {
  test(`nothing scrolls sideways ${what}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 700 });
    const check = async (path: string, kind: string) => {
      await page.goto(server.url + path);
      const overflow = await page.evaluate((percent) => {
        document.documentElement.style.fontSize = `${percent}%`;
        const root = document.scrollingElement as HTMLElement;
        const wide = [...document.body.querySelectorAll('*')]
          .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
          .map((element) => element.outerHTML.slice(0, 80));
        return root.scrollWidth > window.innerWidth ? wide.slice(0, 3) : [];
      }, textPercent);
      expect(overflow, `${kind} ${what}`).toEqual([]);
    };
    for (const [kind, path] of Object.entries(paths)) {
      await check(path, kind);
    }
    await signIn(page, server);
    for (const [kind, path] of Object.entries(WRITERS_PATHS)) {
      await check(path, kind);
    }
  });
}

test('readers are given no script, no wasm, one stylesheet', async ({ page }) => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(`${request.resourceType()} ${new URL(request.url()).pathname}`));
  for (const [what, path] of Object.entries(paths)) {
    requests.length = 0;
    await page.goto(server.url + path);
    await expect(page.locator('script, [onclick], [style]'), what).toHaveCount(0);
    await expect(page.locator('link[rel=stylesheet]'), what).toHaveCount(1);
    expect(requests.filter((request) => /script|wasm|fetch|xhr/.test(request)), what).toEqual([]);
  }
});

test('a printed post is the text alone', async ({ page }) => {
  await page.goto(`${server.url}/posts/everything`);
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('search')).toBeHidden();
});
