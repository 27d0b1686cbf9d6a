// What is said aloud to whoever doesn't see the page: autosave, merge and upload, each politely.

import type { Page } from '@playwright/test';

import { expectState, field, select, tool, write } from './editor';
import { expect, press, signIn, test } from './person';
import { Server } from './server';

test.use({ expectedStatuses: [400, 409], expectedProblem: /api\/fn|\/admin\/media$|ERR_INTERNET_DISCONNECTED/ });

let server: Server;
let token: string;
test.beforeAll(async () => {
  ({ server, token } = await Server.withAccount());
});
test.afterAll(async () => server?.stop());

test.beforeEach(async ({ page }) => {
  test.slow();
  // A region is read out when something is put into it that was there before, as a screen reader does.
  await page.addInitScript(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    document.addEventListener('DOMContentLoaded', () => {
      const listen = (changes: MutationRecord[]) => {
        for (const { target } of changes) {
          const element = target instanceof Element ? target : target.parentElement;
          const region = element?.closest('[role=status], [aria-live=polite]');
          const said = region?.textContent?.replace(/\s+/g, ' ').trim();
          if (said && heard.at(-1) !== said) {
            heard.push(said);
          }
        }
      };
      new MutationObserver(listen).observe(document, { subtree: true, childList: true, characterData: true });
    });
  });
  await signIn(page, server);
});

const heard = (page: Page) => page.evaluate(() => (window as unknown as { heard: string[] }).heard);

async function expectHeard(page: Page, sentence: RegExp) {
  await expect.poll(async () => (await heard(page)).filter((said) => sentence.test(said)).length, { message: `${sentence}` }).toBeGreaterThan(0);
}

test('autosave says what it does', async ({ page, context }) => {
  await write(page, server, token, 'Fog.', 'Saved');
  await field(page).pressSequentially(' Mist.');
  await expectHeard(page, /^Saved$/);
  await context.setOffline(true);
  await field(page).pressSequentially(' Rain.');
  await expectState(page, 'offline');
  await expectHeard(page, /can’t be reached/);
  await context.setOffline(false);
  await expectState(page, 'saved');
  expect((await heard(page)).at(-1)).toBe('Saved');
  await page.goto(`${server.url}/admin/posts`);
});

test('a merge says that somebody else saved, and what came of it', async ({ page }) => {
  const id = await write(page, server, token, 'First.\n\nMiddle.\n\nLast.', 'Merged');
  await server.api(token, 'PUT', `/posts/${id}`, { title: 'Merged', body: 'First.\n\nMiddle.\n\nLast of all.' });
  await field(page).fill('First of all.\n\nMiddle.\n\nLast.');
  await expectState(page, 'conflict');
  await expectHeard(page, /[Ss]omebody/);
  expect(await press(page, 'Save draft')).toBe(303);
  await expect(field(page)).toHaveValue('First of all.\n\nMiddle.\n\nLast of all.');
  await expectHeard(page, /together with what somebody else saved/);

  // What both changed takes the focus, which is read out by itself.
  await server.api(token, 'PUT', `/posts/${id}`, { title: 'Merged', body: 'First of all.\n\nTheirs.\n\nLast of all.' });
  await field(page).fill('First of all.\n\nMine.\n\nLast of all.');
  await expectState(page, 'conflict');
  expect(await press(page, 'Save draft')).toBe(409);
  await expect(page.getByRole('alert')).toBeFocused();
  await page.getByRole('radio', { name: 'Yours' }).check();
  expect(await press(page, 'Save what was decided')).toBe(303);
  await expect(field(page)).toHaveValue('First of all.\n\nMine.\n\nLast of all.');
  await expectHeard(page, /[Ss]aved/);
  await page.goto(`${server.url}/admin/posts`);
});

test('an upload says that it began, what was refused, and where it ended', async ({ page }) => {
  await write(page, server, token, 'Fog.', 'Pictures');
  await select(page);
  const choose = async (name: string, buffer: Buffer) => {
    await tool(page, 'Image…').click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Upload another…' }).click();
    await (await chooser).setFiles({ name, mimeType: 'image/png', buffer });
  };
  const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  await choose('dot.png', pixel);
  await expectHeard(page, /dot\.png.*is uploaded and in the text/);
  await choose('words.png', Buffer.from('These are words.'));
  await expectHeard(page, /words\.png was not taken/);
  // Until its script is awake, the library’s form is sent as without one.
  await expect(async () => {
    await page.goto(`${server.url}/admin/media`);
    await page.getByLabel('Files', { exact: true }).setInputFiles({ name: 'words.png', mimeType: 'image/png', buffer: Buffer.from('Words.') });
    await page.getByRole('button', { name: 'Add' }).click();
    await expect(page.getByText('Must be one of')).toBeVisible();
    expect((await heard(page)).filter((said) => /words\.png: Must be one of/.test(said))).not.toEqual([]);
  }).toPass();
});
