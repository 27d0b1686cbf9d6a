// Every kind of page, for everybody: axe finds nothing serious, the keyboard reaches everything.

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { siteWithEverything, WRITERS_PATHS } from './pages';
import { expect, press, signIn, test } from './person';
import { Server } from './server';

test.use({ expectedStatuses: [400, 404, 410] });

let server: Server;
let empty: Server;
let paths: Record<string, string>;
test.beforeAll(async () => {
  ({ server, paths } = await siteWithEverything());
  empty = await Server.empty();
});
test.afterAll(async () => {
  await server?.stop();
  await empty?.stop();
});

async function expectAccessible(page: Page, what: string) {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${what}: ${id}: ${nodes[0]?.html}`)).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`readers' pages, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    for (const [what, path] of Object.entries(paths)) {
      await page.goto(server.url + path);
      await expectAccessible(page, what);
    }
    await page.goto(empty.url);
    await expectAccessible(page, 'welcome');
  });

  test(`writers' pages, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto(empty.setupAddress);
    await expectAccessible(page, 'set-up');
    await page.goto(`${server.url}/admin/login`);
    await expectAccessible(page, 'sign-in');
    await signIn(page, server);
    for (const [what, path] of Object.entries(WRITERS_PATHS)) {
      await page.goto(server.url + path);
      await expectAccessible(page, what);
    }
    await page.locator('[name=slug]').fill('../etc');
    await page.locator('[name=title]').fill('Title');
    await press(page, 'save');
    await expect(page.locator('#refusal')).toBeVisible();
    await expectAccessible(page, 'refused form');
    await page.goto(`${server.url}/admin/posts`);
    await page.getByRole('link', { name: 'About', exact: true }).click();
    await expectAccessible(page, 'editor');
  });
}

test('the keyboard skips to the content, and its focus is always seen', async ({ page }) => {
  for (const path of ['/', '/posts/everything', '/search?q=text']) {
    await page.goto(server.url + path);
    await page.keyboard.press('Tab');
    const skip = page.locator(':focus');
    await expect(skip).toHaveAttribute('href', /^#/);
    await expect(skip).toBeInViewport();
    const target = await skip.getAttribute('href');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`${target}$`));
    await page.goto(server.url + path);
    const seen = new Set<string>();
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement;
        const style = getComputedStyle(element);
        const isOutlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
        return { html: element.outerHTML.slice(0, 120), isBody: element === document.body, isOutlined };
      });
      if (focused.isBody || seen.has(focused.html)) break;
      seen.add(focused.html);
      expect(focused.isOutlined, `${path}: ${focused.html}`).toBe(true);
    }
    expect(seen.size).toBeGreaterThan(4);
  }
});

test('targets are large enough, headings skip no level', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const [what, path] of Object.entries(paths)) {
    await page.goto(server.url + path);
    // WCAG 2.2, 2.5.8: links in a sentence are exempt; everything else measures 24 by 24, or has that room to itself.
    const small = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('a, button, input, select, summary')]
        .filter((element) => element.offsetParent !== null && !element.closest('p, li:not(nav li), td, .prose, .skip-link'))
        .map((element) => ({ box: element.getBoundingClientRect(), html: element.outerHTML.slice(0, 100) }))
        .filter(({ box }) => box.width > 0 && (box.height < 24 || box.width < 24))
        .map(({ html }) => html),
    );
    expect(small, what).toEqual([]);
    const levels = await page.evaluate(() =>
      [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((heading) => Number(heading.tagName[1])),
    );
    expect(levels.filter((level) => level === 1), what).toHaveLength(1);
    levels.reduce((before, level) => {
      expect(level, `${what}: ${levels}`).toBeLessThanOrEqual(before + 1);
      return level;
    }, 1);
  }
});
