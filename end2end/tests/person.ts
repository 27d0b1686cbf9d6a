// What people do, and what must never happen meanwhile.

import { expect, test as base, type Page } from '@playwright/test';

import { PASSWORD, type Server, ended } from './server';

interface People {
  /// The statuses of pages, other than success, that the test provokes.
  expectedStatuses: number[];
  /// What else may go wrong, because the test lets it.
  expectedProblem: RegExp | undefined;
  /// Somebody who only reads, in a browser of their own that runs no script.
  reader: Page;
}

/// Fails when the console shows an error, a script throws, a policy is violated, a dialog opens, anything that a page
/// needs is missing, or a page has a status that the test does not name.
export const test = base.extend<People>({
  expectedStatuses: [[], { option: true }],
  expectedProblem: [undefined, { option: true }],
  page: async ({ page, expectedStatuses, expectedProblem }, use) => {
    const problems = watch(page, expectedStatuses);
    await use(page);
    expect(problems.filter((problem) => !expectedProblem?.test(problem))).toEqual([]);
  },
  reader: async ({ browser, expectedStatuses }, use) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    const problems = watch(page, expectedStatuses);
    await use(page);
    await context.close();
    expect(problems).toEqual([]);
  },
});

export { expect };

/// Collects what goes wrong on a page.
function watch(page: Page, expectedStatuses: number[]): string[] {
  const problems: string[] = [];
  page.on('response', (response) => {
    // What an island asks for is refused as a form would be.
    const isSent = response.request().resourceType() === 'xhr' || response.url().includes('/api/fn/');
    const isAsked = response.request().isNavigationRequest() || isSent;
    const isExpected = isAsked && expectedStatuses.includes(response.status());
    if (response.status() >= 400 && !isExpected) {
      problems.push(`${response.status()} ${response.url()}`);
    }
  });
  page.on('console', (message) => {
    // Statuses are judged above, where their addresses are known.
    const isStatus = message.text().includes('responded with a status of');
    if (message.type() === 'error' && !isStatus && !isOfEnded(message.location().url)) {
      problems.push(message.text());
    }
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return problems;
}

function isOfEnded(url: string): boolean {
  return URL.canParse(url) && ended.has(new URL(url).origin);
}

/// The status of what is at that address.
export async function read(page: Page, url: string): Promise<number | undefined> {
  return (await page.goto(url))?.status();
}

/// Fills in the set-up and sends it.
export async function setUp(page: Page, server: Server) {
  await page.goto(server.setupAddress);
  await page.getByRole('group', { name: 'Your site' }).getByLabel('Name').fill('Harbour Notes');
  const account = page.getByRole('group', { name: 'Your account' });
  await account.getByLabel('Handle').fill('ada');
  await account.getByLabel('Name').fill('Ada Lovelace');
  await account.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await account.getByLabel('Password, again').fill(PASSWORD);
  await page.getByRole('button', { name: 'Set up' }).click();
  await expect(page).toHaveURL(/\/admin\/posts/);
}

/// Signs in from the page that asks for it.
export async function enterPassword(page: Page, password = PASSWORD, handle = 'ada') {
  await page.getByLabel('Handle').fill(handle);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function signIn(page: Page, server: Server) {
  await page.goto(`${server.url}/admin/login`);
  await enterPassword(page);
  await expect(page).toHaveURL(/\/admin\/posts/);
}

/// Sends a form by one of its buttons, and answers with the status of what came back.
export async function press(page: Page, name: string | RegExp): Promise<number> {
  const answered = page.waitForResponse((response) => {
    const request = response.request();
    // Islands send more than this form.
    return request.method() === 'POST' && request.isNavigationRequest();
  });
  await page.getByRole('button', { name, exact: true }).click();
  return (await answered).status();
}
