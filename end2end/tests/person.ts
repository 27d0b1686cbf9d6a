// What a person does, and what must never happen meanwhile.

import { expect, test as base, type Page } from '@playwright/test';

import { PASSWORD, type Server } from './server';

/// Fails when the console shows an error, a script throws, or a policy is violated. Answers that a test asks for
/// (a 410, a refused form) are told to the console as well; a test names the statuses that it expects.
export const test = base.extend<{ expectedStatuses: number[] }>({
  expectedStatuses: [[], { option: true }],
  page: async ({ page, expectedStatuses }, use) => {
    const problems: string[] = [];
    page.on('console', (message) => {
      const isExpected = expectedStatuses.some((status) => message.text().includes(`status of ${status}`));
      if (message.type() === 'error' && !isExpected) {
        problems.push(message.text());
      }
    });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('dialog', (dialog) => {
      problems.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await use(page);
    expect(problems).toEqual([]);
  },
});

export { expect };

export async function setUp(page: Page, server: Server) {
  await page.goto(server.setupAddress);
  await page.getByLabel('Name').first().fill('Harbour Notes');
  await page.getByLabel('Handle').fill('ada');
  await page.getByLabel('Name').nth(1).fill('Ada Lovelace');
  for (const field of await page.locator('input[type=password]').all()) {
    await field.fill(PASSWORD);
  }
  await page.locator('main form button').last().click();
  await expect(page).toHaveURL(/\/admin\/posts/);
}

export async function signIn(page: Page, server: Server) {
  await page.goto(`${server.url}/admin/login`);
  await page.locator('[name=handle]').fill('ada');
  await page.locator('[name=password]').fill(PASSWORD);
  await page.locator('main form button').click();
  await expect(page).toHaveURL(/\/admin\/posts/);
}

/// Presses one of the editor's buttons.
export async function press(page: Page, action: string) {
  await page.locator(`button[name=action][value=${action}]`).first().click();
}
