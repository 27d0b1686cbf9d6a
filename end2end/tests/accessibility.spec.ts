// Every kind of page, for everybody: axe finds nothing serious, the keyboard reaches everything.

import type { Page } from '@playwright/test';

import { expectAccessible } from './axe';
import { Site, throughReadersPages, throughWritersPages } from './pages';
import { expect, signIn, test } from './person';

test.use({ expectedStatuses: [400, 401, 403, 404, 409, 410] });

let site: Site;
test.beforeAll(async () => {
  site = await Site.start();
});
test.afterAll(async () => site?.stop());

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    // There are many pages, and axe looks at every element of each.
    test.slow();

    test("axe finds nothing serious on readers' pages", async ({ page }) => {
      await throughReadersPages(page, site, (what) => expectAccessible(page, what));
    });

    test("axe finds nothing serious on writers' pages", async ({ page }) => {
      await throughWritersPages(page, site, (what) => expectAccessible(page, what));
    });
  });
}

test('the keyboard skips to the content first', async ({ page }) => {
  await signIn(page, site.server);
  for (const path of ['/', '/posts/everything', '/search?q=text', '/admin/posts', '/admin/posts/new']) {
    await page.goto(site.server.url + path);
    await page.keyboard.press('Tab');
    const skip = page.locator(':focus');
    await expect(skip).toHaveText('Skip to the content');
    await expect(skip).toBeInViewport();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('main')).toBeFocused();
    await page.keyboard.press('Tab');
    const isInside = await page.evaluate(() => document.activeElement?.closest('main') !== null);
    expect(isInside, path).toBe(true);
  }
});

const STEPS_MAX = 150;

/// Presses the Tab key until the whole page was gone round. Names what it does not reach, what does not show its focus,
/// and what lies beneath something else while it has the focus.
async function walk(page: Page): Promise<{ reached: number; missed: string[]; unseen: string[]; covered: string[] }> {
  const unseen: string[] = [];
  const covered: string[] = [];
  const controls = await page.evaluateHandle(() => {
    const all = [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, [tabindex="0"]')];
    // The arrow keys go along a toolbar, of which the Tab key reaches one button; a trap is for programs alone.
    return new Set(all.filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.matches(':disabled, [role=toolbar] [tabindex="-1"], .comment-trap *')));
  });
  const count = await controls.evaluate((missed) => missed.size);
  for (let step = 0; step < STEPS_MAX; step += 1) {
    await page.keyboard.press('Tab');
    const focused = await controls.evaluate((missed) => {
      const element = document.activeElement as HTMLElement;
      const isNew = missed.delete(element);
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
      const isSeen = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && outlineColor !== 'rgba(0, 0, 0, 0)';
      const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
      // What no pointer hits can't be looked for by its place.
      const isCovered = getComputedStyle(element).pointerEvents !== 'none' && [0.1, 0.5, 0.9].every((share) => {
        const top = document.elementFromPoint(box.x + box.width * share, box.y + box.height * share);
        return !element.contains(top);
      });
      return { html: element.outerHTML.slice(0, 120), isNew, isSeen, isCovered, left: missed.size };
    });
    if (focused.isNew && !focused.isSeen) {
      unseen.push(focused.html);
    }
    if (focused.isNew && focused.isCovered) {
      covered.push(focused.html);
    }
    if (focused.left === 0) {
      break;
    }
  }
  const missed = await controls.evaluate((missed) => [...missed].map((element) => element.outerHTML.slice(0, 120)));
  return { reached: count - missed.length, missed, unseen, covered };
}

for (const [device, viewport] of Object.entries({ 'a phone': { width: 390, height: 844 }, 'a desktop': { width: 1280, height: 720 } })) {
  test.describe(() => {
    test.use({ viewport });

    test(`the keyboard reaches everything on ${device}, and its focus is seen`, async ({ page }) => {
      await signIn(page, site.server);
      const pages = {
        home: () => page.goto(site.server.url),
        post: () => page.goto(`${site.server.url}/posts/everything`),
        posts: () => page.goto(`${site.server.url}/admin/posts`),
        editor: () => site.openEditor(page),
      };
      for (const [what, open] of Object.entries(pages)) {
        await open();
        const { reached, missed, unseen, covered } = await walk(page);
        expect.soft(missed, `${what}: out of reach`).toEqual([]);
        expect.soft(unseen, `${what}: without a visible focus`).toEqual([]);
        expect.soft(covered, `${what}: beneath something else`).toEqual([]);
        expect(reached, what).toBeGreaterThan(8);
      }
    });
  });
}

/// Names what is smaller than a finger needs. Links within a sentence are exempt, as in WCAG 2.2, 2.5.8.
async function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const isInSentence = (element: Element) => {
      const block = element.closest('p, li, td, th, dd, figcaption, h1, h2, h3, h4, h5, h6');
      const links = [...(block?.querySelectorAll('a, button') ?? [])].map((link) => link.textContent ?? '').join('');
      return getComputedStyle(element).display === 'inline' && (block?.textContent ?? '').replace(/[\s,]/g, '').length > links.replace(/[\s,]/g, '').length;
    };
    return [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary')]
      .filter((element) => element.checkVisibility() && !element.matches('[type=hidden], :disabled, .skip-link') && !isInSentence(element))
      .map((element) => ({ box: element.getBoundingClientRect(), html: element.outerHTML.slice(0, 100) }))
      .filter(({ box }) => box.height < 24 || box.width < 24)
      .map(({ box, html }) => `${Math.round(box.width)} by ${Math.round(box.height)}: ${html}`);
  });
}

/// The levels of the headings that people see, in the order of the page.
async function headingLevels(page: Page): Promise<number[]> {
  const headings = await page.locator('h1, h2, h3, h4, h5, h6').evaluateAll((all) => all.map(({ tagName }) => tagName));
  return headings.map((name) => Number(name[1]));
}

async function expectLargeTargetsAndOrderedHeadings(page: Page, what: string) {
  expect.soft(await smallTargets(page), `${what}: targets`).toEqual([]);
  const levels = await headingLevels(page);
  expect.soft(levels.filter((level) => level === 1), `${what}: one h1`).toHaveLength(1);
  const skipped = levels.filter((level, index) => level > (levels[index - 1] ?? 1) + 1);
  expect.soft(skipped, `${what}: headings ${levels}`).toEqual([]);
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("readers' targets are large enough, headings skip no level", async ({ page }) => {
    await throughReadersPages(page, site, (what) => expectLargeTargetsAndOrderedHeadings(page, what));
  });

  test("writers' targets are large enough, headings skip no level", async ({ page }) => {
    await throughWritersPages(page, site, (what) => expectLargeTargetsAndOrderedHeadings(page, what));
  });
});
