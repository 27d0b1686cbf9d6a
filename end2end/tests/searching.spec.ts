// Somebody looks for something on the site, in a browser that runs no script; and reads it in a language of their own.

import type { Page } from '@playwright/test';

import { expect, test } from './person';
import { post, Server } from './server';

let server: Server;
let token: string;
test.beforeAll(async () => {
  ({ server, token } = await Server.withAccount());
  const posts: [string, string, object?][] = [
    ['The harbour at night', 'Lighthouses were built of granite. The keeper was running.', { tags: ['Ships'] }],
    ['Un café au port', 'On y parle de bateaux.', { language: 'fr' }],
    ['霧の港', 'ここは東京です。霧が出た。', { language: 'ja' }],
    ['Ropes', 'A rope is no anchor. The anchor is down.'],
    ['Anchors', 'Granite holds no anchor.', { tags: ['Iron'] }],
  ];
  for (const [title, body, fields] of posts) {
    await post(server, token, { title, body, ...fields });
  }
});
test.afterAll(async () => server?.stop());

async function lookFor(reader: Page, words: string) {
  await reader.getByRole('search').getByRole('searchbox').fill(words);
  await reader.getByRole('search').getByRole('button', { name: 'Search' }).click();
}

const hits = (reader: Page) => reader.getByRole('main').getByRole('article').getByRole('heading');

test('what is looked for is found in its forms, and shown where it stands', async ({ reader }) => {
  await reader.goto(server.url);
  const cases: [string, string[]][] = [
    ['lighthouse', ['The harbour at night']],
    ['cafe bateau', ['Un café au port']],
    ['東京', ['霧の港']],
    ['anchors', ['Anchors', 'Ropes']],
    ['anchor -rope', ['Anchors']],
    ['"holds no anchor"', ['Anchors']],
    ['tag:iron', ['Anchors']],
  ];
  for (const [words, titles] of cases) {
    await lookFor(reader, words);
    await expect(hits(reader), words).toHaveText(titles);
    await expect(reader.getByLabel('Words to look for')).toHaveValue(words);
  }
  await lookFor(reader, 'granite');
  await expect(reader.locator('mark')).toHaveText(['Granite', 'granite']);
  await hits(reader).filter({ hasText: 'harbour' }).getByRole('link').click();
  await expect(reader).toHaveURL(`${server.url}/posts/the-harbour-at-night`);
});

test('whoever finds nothing is helped, and nothing that is typed is an error', async ({ reader }) => {
  await reader.goto(`${server.url}/search`);
  await lookFor(reader, 'lighthuose harbuor');
  await expect(reader.getByRole('status')).toContainText('harbour');
  await expect(hits(reader)).toHaveText(['The harbour at night']);
  await lookFor(reader, 'zeppelin');
  await expect(reader.getByRole('status')).toHaveText('Nothing found for “zeppelin”.');
  await reader.getByRole('link', { name: 'Or look through the archive.' }).click();
  await expect(reader).toHaveURL(`${server.url}/archive`);
  for (const words of ['"', '"" - *', 'NEAR(a b', 'title:x AND (', "'; drop table posts --", '-', '%00', '\u202e', '<b>']) {
    await reader.goto(`${server.url}/search?q=${encodeURIComponent(words)}`);
    await expect(reader.getByLabel('Words to look for'), words).toHaveValue(words);
  }
});

test('what readers may not see is not found', async ({ reader }) => {
  const draft = await post(server, token, { title: 'Dredger', body: 'Mud.', status: 'draft' });
  await reader.goto(`${server.url}/search?q=dredger`);
  await expect(hits(reader)).toHaveCount(0);
  await server.api(token, 'PUT', `/posts/${draft.id}/publication`);
  await reader.reload();
  await expect(hits(reader)).toHaveText(['Dredger']);
  await server.api(token, 'DELETE', `/posts/${draft.id}`);
  await reader.reload();
  await expect(hits(reader)).toHaveCount(0);
});

test.describe('somebody who reads French', () => {
  test.use({ locale: 'fr-FR' });

  test('reads the words around a text in French, and the text as it was written', async ({ page }) => {
    await page.goto(`${server.url}/posts/ropes`);
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect(page.locator('.post-facts')).toHaveAttribute('lang', 'fr');
    await expect(page.locator('.post-facts')).toContainText('min de lecture');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ropes');
    await page.getByRole('searchbox', { name: 'Rechercher sur ce site' }).fill('granite');
    await page.getByRole('button', { name: 'Rechercher' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Recherche');
    await expect(hits(page)).toHaveCount(2);
  });
});
