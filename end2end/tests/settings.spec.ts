// An admin changes the site's settings, and readers see what comes of it.

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
