// Everything that a writer does, by somebody who has no mouse: each step is reached by keys alone, and what has the focus is
// seen.

import type { Locator, Page } from '@playwright/test';

import { expectState, tool, write } from './editor';
import { expect, signIn, test } from './person';
import { PASSWORD, post, Server } from './server';

/// More than any page has to be reached.
const STEPS_MAX = 200;

let server: Server;
let token: string;
test.beforeAll(async () => {
  ({ server, token } = await Server.withAccount());
});
test.afterAll(async () => server?.stop());

// Every stop on the way is looked at.
test.beforeEach(() => test.slow());

/// What has the focus; and whether nothing shows it: no outline, no size, or outside of what is seen.
async function focused(page: Page): Promise<{ html: string; isHidden: boolean }> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) {
      return { html: '', isHidden: false };
    }
    const { outlineStyle, outlineWidth, opacity } = getComputedStyle(element);
    const { width, height, bottom, top } = element.getBoundingClientRect();
    const isMarked = outlineStyle !== 'none' && parseFloat(outlineWidth) > 0 && opacity !== '0';
    const isThere = width > 0 && height > 0 && bottom > 0 && top < innerHeight;
    return { html: element.outerHTML.slice(0, 200), isHidden: !(isMarked && isThere) };
  });
}

/// Goes on by a key, and answers with what has the focus then.
async function step(page: Page, key = 'Tab'): Promise<string> {
  await page.keyboard.press(key);
  const { html, isHidden } = await focused(page);
  expect(isHidden ? html : '', 'the focus can’t be seen').toBe('');
  return html;
}

/// Goes from one thing to the next until that one has the focus.
async function reach(page: Page, target: Locator) {
  for (let steps = 0; steps < STEPS_MAX; steps += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      return;
    }
    await step(page);
  }
  throw new Error(`${target} was not reached`);
}

async function type(page: Page, target: Locator, text: string) {
  await reach(page, target);
  await page.keyboard.type(text);
}

/// Follows a link, or presses a button, and waits for the page behind it.
async function enter(page: Page, target: Locator, address: RegExp) {
  await reach(page, target);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(address);
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const body = (page: Page) => page.locator('[name=body]');

/// Two pixels, red and blue.
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg==',
  'base64',
);

async function signInByKeys(page: Page) {
  await page.goto(`${server.url}/admin/login`);
  await type(page, page.getByLabel('Handle'), 'ada');
  await type(page, page.getByLabel('Password'), PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/admin\/posts/);
}

/// Chooses one entry of a list by its first letters.
async function choose(page: Page, list: Locator, letters: string, value: string) {
  await reach(page, list);
  await page.keyboard.type(letters);
  await expect(list).toHaveValue(value);
}

test('sign in, write, preview, publish, find, compare, bring back, sign out', async ({ page }) => {
  await signInByKeys(page);
  await enter(page, page.getByRole('link', { name: 'New post' }).first(), /\/posts\/new$/);
  await type(page, page.getByLabel('Title'), 'Without a mouse');
  await type(page, body(page), 'Nobody sings.');
  if (test.info().project.name === 'no-script') {
    // With a script it is there already, and the button is not.
    await reach(page, button(page, 'Preview'));
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-preview]')).toContainText('Nobody sings.');
  }
  await enter(page, button(page, 'Save draft'), /done=saved/);
  await enter(page, button(page, 'Publish'), /done=published/);
  const editor = new URL(page.url()).pathname;
  await reach(page, body(page));
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Everybody sings.');
  await enter(page, button(page, 'Publish changes'), /done=published/);

  await enter(page, page.getByRole('link', { name: 'Posts', exact: true }), /\/admin\/posts$/);
  await type(page, page.getByRole('searchbox'), 'mouse');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=mouse/);
  await enter(page, page.getByRole('link', { name: 'Without a mouse' }), new RegExp(`${editor}$`));
  await enter(page, page.getByRole('link', { name: 'History' }).last(), /\/history$/);
  await reach(page, page.getByLabel('Older'));
  await page.keyboard.press('End');
  await enter(page, button(page, 'Compare'), /compare\?/);
  await expect(page.locator('del').first()).toContainText('Nobody');
  await enter(page, button(page, /^Bring back version \d+$/), /done=brought-back/);
  await expect(body(page)).toHaveValue('Nobody sings.');

  await enter(page, button(page, 'Sign out'), /done=signed-out/);
});

test('many posts are chosen and changed, and one comes back from the trash', async ({ page }) => {
  for (const title of ['Bell', 'Buoy']) {
    await post(server, token, { title, body: 'Text.', status: 'draft' });
  }
  await signInByKeys(page);
  await page.goto(`${server.url}/admin/posts?filter=draft`);
  for (const title of ['Bell', 'Buoy']) {
    await reach(page, page.getByLabel(`Select “${title}”`));
    await page.keyboard.press('Space');
    await expect(page.getByLabel(`Select “${title}”`)).toBeChecked();
  }
  // The list of what to do is before the posts.
  const action = page.getByLabel('What to do');
  for (let steps = 0; steps < STEPS_MAX && !(await action.evaluate((element) => element === document.activeElement)); steps += 1) {
    await step(page, 'Shift+Tab');
  }
  await choose(page, action, 'Move', 'delete');
  await enter(page, button(page, 'Apply'), /bulk=/);
  await expect(page.getByRole('status').first()).toContainText('2 posts');
  await enter(page, page.getByRole('link', { name: 'Trash' }), /filter=trash/);
  await enter(page, button(page, 'Restore “Bell”'), /done=restored/);
});

test('a file of the library is added and described', async ({ page }) => {
  await signInByKeys(page);
  await enter(page, page.getByRole('link', { name: 'Media' }), /\/admin\/media$/);
  const chooser = page.waitForEvent('filechooser', { timeout: 30_000 });
  await reach(page, page.getByLabel('Files', { exact: true }));
  await page.keyboard.press('Enter');
  await (await chooser).setFiles({ name: 'Harbour.png', mimeType: 'image/png', buffer: PNG });
  await enter(page, button(page, 'Add'), /done=media-added/);
  await enter(page, page.getByRole('link', { name: 'Harbour.png' }), /\/admin\/media\/[0-9a-f]+$/);
  await type(page, page.getByLabel('Description'), 'Two boats');
  await enter(page, button(page, 'Save'), /done=saved/);
  await expect(page.getByLabel('Description')).toHaveValue('Two boats');
});

test('somebody is added, their role changed, and the settings are set', async ({ page }) => {
  await signInByKeys(page);
  await enter(page, page.getByRole('link', { name: 'People' }), /\/admin\/people$/);
  await type(page, page.getByLabel('Name'), 'Grace Hopper');
  await type(page, page.getByLabel('Handle'), 'grace');
  await reach(page, button(page, 'Add, and make a link'));
  await page.keyboard.press('Enter');
  await expect(page.locator('.issued-link')).toBeVisible();
  const role = page.getByRole('combobox', { name: 'Role of Grace Hopper' });
  await choose(page, role, 'Editor', 'editor');
  await step(page);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/done=role-changed/);

  await enter(page, page.getByRole('link', { name: 'Settings' }), /\/admin\/settings$/);
  const name = page.getByLabel('Name', { exact: true });
  await reach(page, name);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Harbour Notes');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/done=settings-saved/);
  await expect(name).toHaveValue('Harbour Notes');
});

test.describe('with the editor’s tools', () => {
  test.beforeEach(({ javaScriptEnabled }) => {
    test.skip(!javaScriptEnabled, 'they need a script');
  });

  /// Goes to a tool of the bar, which is one stop of the Tab key.
  async function use(page: Page, name: string) {
    const wanted = tool(page, name);
    const isHere = () => wanted.evaluate((element) => element === document.activeElement);
    for (let steps = 0; !(await page.evaluate(() => document.activeElement?.closest('[role=toolbar]') !== null)); steps += 1) {
      expect(steps).toBeLessThan(STEPS_MAX);
      await step(page, 'Shift+Tab');
    }
    await page.keyboard.press('Home');
    for (let steps = 0; !(await isHere()); steps += 1) {
      expect(steps).toBeLessThan(STEPS_MAX);
      await step(page, 'ArrowRight');
    }
    await page.keyboard.press('Enter');
  }

  test('words are made bold, linked by search and illustrated', async ({ page }) => {
    await post(server, token, { title: 'Harbour lights', body: 'x', slug: 'harbour-lights' });
    await signInByKeys(page);
    const id = await write(page, server, token, '', 'By keys');
    await type(page, body(page), 'fog');
    await page.keyboard.press('Control+a');
    await use(page, 'Bold');
    await expect(body(page)).toBeFocused();
    await expect(body(page)).toHaveValue('**fog**');
    await page.keyboard.press('End');
    await page.keyboard.type(' over ');
    await use(page, 'Link…');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.type('lights');
    await expect(page.getByRole('dialog').getByRole('status')).toHaveText('1 found');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(body(page)).toHaveValue('**fog** over [Harbour lights](/posts/harbour-lights)');
    await expect(body(page)).toBeFocused();
    await page.keyboard.press('Control+End');
    await use(page, 'Image…');
    const chooser = page.waitForEvent('filechooser');
    await reach(page, button(page, 'Upload another…'));
    await page.keyboard.press('Enter');
    await (await chooser).setFiles({ name: 'boats.png', mimeType: 'image/png', buffer: PNG });
    await expect(body(page)).toHaveValue(/!\[[^\]]*\]\(\/media\/[^)]+\)/);
    await expect(page.locator('.preview-pane img')).toBeVisible();
    await page.keyboard.press('Control+s');
    await expectState(page, 'saved');
    await enter(page, button(page, 'Publish'), /done=published/);
    await page.goto(`${server.url}/admin/posts?q=keys`);
    expect(id).not.toBe('');
  });

  test('nobody is held in full screen, nor in a dialog', async ({ page }) => {
    await signInByKeys(page);
    await write(page, server, token, 'fog', 'Wide');
    await reach(page, body(page));
    await use(page, 'Full screen');
    await expect(page.getByLabel('Title')).toBeHidden();
    const seen = new Set<string>();
    for (let steps = 0; steps < 12; steps += 1) {
      seen.add(await step(page));
    }
    expect(seen.size, 'the focus goes on').toBeGreaterThan(1);
    await page.keyboard.press('Escape');
    await expect(page.getByLabel('Title')).toBeVisible();
    await reach(page, body(page));
    for (const [name, dialog] of [['Table…', 'Insert a table'], ['Keyboard shortcuts', 'Keyboard shortcuts']]) {
      await use(page, name);
      await expect(page.getByRole('dialog', { name: dialog })).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await reach(page, body(page));
    }
    await page.goto(`${server.url}/admin/posts`);
  });
});

test('no page holds on to the focus', async ({ page }) => {
  await signIn(page, server);
  for (const address of ['/admin/posts', '/admin/posts/new', '/admin/history', '/admin/people', '/admin/settings', '/admin/media', '/admin/profile']) {
    for (const key of ['Tab', 'Shift+Tab']) {
      await page.goto(server.url + address);
      await test.step(`${address} by ${key}`, async () => {
        // Around once: past the last thing on the page comes the first.
        await step(page, key);
        const first = await page.evaluateHandle(() => document.activeElement);
        const seen = new Set<string>();
        for (let steps = 0; ; steps += 1) {
          expect(steps, 'the focus goes around').toBeLessThan(STEPS_MAX);
          seen.add(await step(page, key));
          if (await first.evaluate((element) => element === document.activeElement)) {
            break;
          }
        }
        expect(seen.size, 'something is reached').toBeGreaterThan(5);
      });
    }
  }
});

test('the skip link leads past the navigation', async ({ page }) => {
  await signIn(page, server);
  await page.goto(`${server.url}/admin/posts/new`);
  await step(page);
  await page.keyboard.press('Enter');
  await step(page);
  const isInMain = await page.evaluate(() => document.activeElement?.closest('main') !== null);
  expect(isInMain).toBe(true);
});
