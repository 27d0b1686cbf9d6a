// The editor as a writer meets it.

import type { Page } from '@playwright/test';

import { expect, test } from './person';
import { post, type Server } from './server';

/// Without optimisation the islands take their time to be compressed, for whoever asks first.
const AWAKE_MILLISECONDS_MAX = 45_000;

export const field = (page: Page) => page.locator('[name=body]');
export const toolbar = (page: Page) => page.getByRole('toolbar', { name: 'Formatting' });
export const tool = (page: Page, name: string) => toolbar(page).getByRole('button', { name, exact: true });

/// Opens the editor for a draft with that text, and waits until its tools are there.
export async function write(page: Page, server: Server, token: string, body: string, title = 'Fog'): Promise<string> {
  const { id } = await post(server, token, { title, body, status: 'draft' });
  await page.goto(`${server.url}/admin/posts/${id}`);
  const hasIslands = (await page.locator('script').count()) > 0;
  test.skip(!hasIslands && process.env.BLOG_ISLANDS !== 'required', 'this server was built without islands: run script/islands, then build it again');
  await expect(toolbar(page)).toBeVisible({ timeout: AWAKE_MILLISECONDS_MAX });
  return id;
}

/// Selects the first place where those words stand; without words, puts the cursor at the text's end.
export async function select(page: Page, words?: string) {
  await field(page).evaluate((element: HTMLTextAreaElement, words) => {
    const start = words === undefined ? element.value.length : element.value.indexOf(words);
    element.focus();
    element.setSelectionRange(start, start + (words?.length ?? 0));
  }, words);
}

/// What is selected.
export async function selected(page: Page): Promise<string> {
  return field(page).evaluate((element: HTMLTextAreaElement) => element.value.slice(element.selectionStart, element.selectionEnd));
}

export async function expectState(page: Page, state: string) {
  await expect(page.locator('.autosave-state')).toHaveAttribute('data-state', state);
}
