// An admin changes the site's settings, and readers see what comes of it.

import { expectAccessible } from './axe';
import { expect, press, signIn, test } from './person';
import { post, Server } from './server';

test.use({ expectedStatuses: [400, 409] });

let server: Server;
let token: string;
test.beforeEach(async () => {
  ({ server, token } = await Server.withAccount());
});
test.afterEach(async () => server?.stop());

test('name, language and time zone are what readers see', async ({ page, reader }) => {
  await post(server, token, { title: 'Late', body: 'Text.', published_at: '2025-12-31T23:30:00Z' });
  await signIn(page, server);
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByLabel('Name').fill('Harbour Notes');
  await page.getByLabel('Description').fill('On ships.');
  await page.getByLabel('Time zone').selectOption('Europe/Paris');
  expect(await press(page, 'Save the site’s settings')).toBe(303);
  await expect(page.getByRole('status')).toContainText('The settings were saved.');
  await expect(page.getByLabel('Time zone')).toHaveValue('Europe/Paris');
  await reader.goto(server.url);
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Harbour Notes');
  await expect(reader.getByText('1 January 2026')).toBeVisible();
});

test('settings that somebody else changed meanwhile are not overwritten unseen', async ({ page }) => {
  await signIn(page, server);
  await page.goto(`${server.url}/admin/settings`);
  await server.api(token, 'PUT', '/site', { name: 'Theirs' });
  await page.getByLabel('Name').fill('Mine');
  expect(await press(page, 'Save the site’s settings')).toBe(409);
  await expect(page.getByRole('alert')).toContainText('Somebody changed the settings meanwhile');
  await expect(page.getByLabel('Name')).toHaveValue('Mine');
  expect(await press(page, 'Save the site’s settings')).toBe(303);
  await expect(page.getByLabel('Name')).toHaveValue('Mine');
});

test('an accent that could hardly be read is made one that can, in light and in dark', async ({ page }) => {
  // What looks at the pages is a script.
  test.skip(test.info().project.name !== 'script');
  await post(server, token, { title: 'Colours', body: 'A [link](https://example.org) in the text.', tags: ['Paint'] });
  await signIn(page, server);
  await page.goto(`${server.url}/admin/settings`);
  await page.getByLabel('Accent colour').fill('#ffee00');
  await page.getByLabel('Footer').fill('Painted *by hand*.');
  await page.getByLabel('CSS for readers’ pages').fill('.lead { letter-spacing: 1px }');
  expect(await press(page, 'Save the appearance')).toBe(303);
  await expect(page.getByText('Readers get #')).toBeVisible();
  await page.getByLabel('CSS for readers’ pages').fill('.site-name { letter-spacing: 3px }');
  expect(await press(page, 'Save the stylesheet')).toBe(303);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const path of ['/', '/posts/colours']) {
      await page.goto(server.url + path);
      await expect(page.getByText('Painted by hand.')).toBeVisible();
      await expect(page.locator('.site-name')).toHaveCSS('letter-spacing', '3px');
      await expectAccessible(page, `${path} in ${colorScheme}`);
    }
  }
});

test('entries of the navigation come in the order that they were given', async ({ page, reader }) => {
  await signIn(page, server);
  await page.goto(`${server.url}/admin/settings`);
  const add = async (entry: number, label: string, address: string) => {
    await page.getByLabel(`Label of entry ${entry}`).fill(label);
    await page.getByLabel(`Address of entry ${entry}`).fill(address);
    expect(await press(page, 'Save the navigation')).toBe(303);
  };
  await add(1, 'Archive', '/archive');
  await add(2, 'Search', '/search');
  expect(await press(page, 'Move entry 2 up')).toBe(303);
  await reader.goto(`${server.url}/archive`);
  const links = reader.getByRole('navigation', { name: 'Site' }).getByRole('link');
  await expect(links).toHaveText(['Search', 'Archive']);
  await expect(links.nth(1)).toHaveAttribute('aria-current', 'page');
  expect(await press(page, 'Remove entry 1')).toBe(303);
  await reader.goto(server.url);
  await expect(links).toHaveText(['Archive']);
});
