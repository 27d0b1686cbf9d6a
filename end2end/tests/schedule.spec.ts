// A post comes by itself at the minute that its writer chose; a schedule is changed, cancelled, and refused when it lies behind.

import { expect, press, signIn, test } from './person';
import { Server } from './server';

// A minute is the least that the field knows.
const MINUTE_MILLISECONDS = 60_000;
test.setTimeout(3 * MINUTE_MILLISECONDS);
test.use({ expectedStatuses: [400, 404] });

let server: Server;
let token: string;
test.beforeEach(async () => {
  ({ server, token } = await Server.withAccount());
});
test.afterEach(async () => server?.stop());

/// The value of a field for a time in Kolkata, half an hour off every full one.
function inKolkata(at: number): string {
  return new Date(at + 330 * MINUTE_MILLISECONDS).toISOString().slice(0, 16);
}

test('a post comes at its time, in the zone of the site', async ({ page, reader }) => {
  await server.api(token, 'PUT', '/site', { time_zone: 'Asia/Kolkata' });
  await signIn(page, server);
  await page.goto(`${server.url}/admin/posts/new`);
  await page.getByLabel('Title').fill('Dawn');
  await page.locator('[name=body]').fill('At last.');
  // At least some seconds away, so that it is not behind when it is sent.
  const at = Math.ceil((Date.now() + 10_000) / MINUTE_MILLISECONDS) * MINUTE_MILLISECONDS;
  await expect(page.getByText('Time zone: Asia/Kolkata').first()).toBeVisible();
  await page.getByLabel('Publish at', { exact: true }).fill(inKolkata(at));
  expect(await press(page, 'Schedule')).toBe(303);
  await expect(page.getByRole('status').first()).toContainText('The post is scheduled.');
  await expect(page.getByLabel('Publish at', { exact: true })).toHaveValue(inKolkata(at));
  await page.goto(`${server.url}/admin/posts?filter=scheduled`);
  await expect(page.getByRole('listitem').filter({ hasText: 'Dawn' })).toContainText(inKolkata(at).replace('T', ' '));

  expect((await reader.goto(`${server.url}/posts/dawn`))?.status()).toBe(404);
  await expect(async () => {
    expect((await reader.goto(`${server.url}/posts/dawn`))?.status()).toBe(200);
  }).toPass({ timeout: 2 * MINUTE_MILLISECONDS });
  expect(Date.now()).toBeGreaterThanOrEqual(at);
  await expect(reader.getByText('At last.')).toBeVisible();
});

test('a schedule is changed and cancelled, and one that lies behind is refused with all that was typed', async ({ page }) => {
  await signIn(page, server);
  await page.goto(`${server.url}/admin/posts/new`);
  await page.getByLabel('Title').fill('Never');
  await page.locator('[name=body]').fill('What I typed.');
  await page.getByLabel('Publish at', { exact: true }).fill('2001-01-01T08:00');
  expect(await press(page, 'Schedule')).toBe(400);
  await expect(page.getByRole('alert')).toContainText('This time has passed');
  await expect(page.getByLabel('Publish at', { exact: true })).toHaveValue('2001-01-01T08:00');
  await expect(page.locator('[name=body]')).toHaveValue('What I typed.');

  await page.getByLabel('Publish at', { exact: true }).fill('2100-01-01T08:00');
  await page.getByLabel('Unpublish at').fill('2100-01-02T08:00');
  expect(await press(page, 'Schedule')).toBe(303);
  await page.getByLabel('Unpublish at').fill('');
  expect(await press(page, 'Change schedule')).toBe(303);
  await expect(page.getByLabel('Unpublish at')).toHaveValue('');
  expect(await press(page, 'Cancel schedule')).toBe(303);
  await expect(page.getByRole('status').first()).toContainText('The schedule is cancelled.');
  await expect(page.getByLabel('Publish at', { exact: true })).toHaveValue('');
  await expect(page.locator('[name=body]')).toHaveValue('What I typed.');
});
