// How readers come upon posts: from one to the next, by date, by feed; and what search engines read.

import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { mf2 } from 'microformats-parser';

import { expect, test } from './person';
import { post, Server } from './server';

let server: Server;
let token: string;
test.beforeAll(async () => {
  ({ server, token } = await Server.withAccount());
  const cover = await server.upload(token, 'quay.svg', 'image/svg+xml', PICTURE, 'A quay');
  const posts: [string, string, object][] = [
    ['Masts', '2025-03-10', { tags: ['Ships', 'Wood'] }],
    ['Hulls', '2025-11-02', { tags: ['Ships', 'Wood'], cover: cover.path, cover_alt: 'A quay', category: 'Craft' }],
    ['Fog & <mist>', '2026-01-05', { tags: ['Weather'], authors: ['Ben'] }],
    ['Sails', '2026-01-20', { tags: ['Ships'], language: 'fr' }],
  ];
  for (const [title, date, fields] of posts) {
    const body = `About [${title}](/archive).\n\n![A quay](${cover.path})\n\nA note[^1].\n\n[^1]: Of it.`;
    await post(server, token, { title, body, published_at: `${date}T12:00:00Z`, ...fields });
  }
});
test.afterAll(async () => server?.stop());

const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><rect width="40" height="30"/></svg>';

test('from post to post', async ({ reader }) => {
  await reader.goto(`${server.url}/posts/hulls`);
  const steps = reader.getByRole('navigation', { name: 'Posts before and after' });
  await steps.getByRole('link', { name: 'Next post' }).click();
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Fog & <mist>');
  await steps.getByRole('link', { name: 'Previous post' }).click();
  const related = reader.getByRole('region', { name: 'Related posts' }).getByRole('link');
  // The rarer of the tags that they share counts more.
  await expect(related).toHaveText(['Masts', 'Sails']);
  await related.first().click();
  await expect(reader).toHaveURL(/masts$/);
  await expect(steps.getByRole('link', { name: 'Previous post' })).toHaveCount(0);
});

test('by year and month', async ({ reader }) => {
  await reader.goto(server.url);
  await reader.getByRole('navigation', { name: 'Site' }).getByRole('link', { name: 'Archive' }).click();
  await reader.getByRole('navigation', { name: 'Years' }).getByRole('link', { name: '2025' }).click();
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('2025');
  await expect(reader.getByRole('main').getByRole('listitem').filter({ hasText: /Masts|Hulls/ })).toHaveCount(2);
  await reader.getByRole('navigation', { name: 'Months' }).getByRole('link', { name: 'March' }).click();
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('March 2025');
  await expect(reader.getByRole('link', { name: 'Masts' })).toBeVisible();
  await expect(reader.getByRole('link', { name: 'Hulls' })).toHaveCount(0);
  await reader.getByRole('navigation', { name: 'Where this is' }).getByRole('link', { name: 'Archive' }).click();
  await expect(reader).toHaveURL(/archive$/);
});

test('every page names its feeds, and a parser of somebody else reads them', async ({ reader }) => {
  const cases: [string, string, number][] = [
    ['/', 'Lithair Blog', 4],
    ['/tags/ships', 'Ships – Lithair Blog', 3],
    ['/categories/craft', 'Craft – Lithair Blog', 1],
    ['/authors/ben', 'Ben – Lithair Blog', 1],
  ];
  for (const [page, title, posts] of cases) {
    await reader.goto(server.url + page);
    const feed = async (type: string) => {
      const link = reader.locator(`link[rel=alternate][type="${type}"]`).first();
      const answer = await reader.request.get(new URL((await link.getAttribute('href')) ?? '', server.url).href);
      expect(answer.headers()['content-type']).toContain(type);
      return answer.text();
    };
    const atom = parseAtomFeed(await feed('application/atom+xml'));
    expect([atom.title?.value ?? atom.title, atom.entries?.length], page).toEqual([title, posts]);
    const rss = parseRssFeed(await feed('application/rss+xml'));
    expect([rss.title, rss.items?.length], page).toEqual([title, posts]);
    const json = parseJsonFeed(JSON.parse(await feed('application/feed+json')));
    expect([json.title, json.items?.length], page).toEqual([title, posts]);
  }
});

test('what a feed says of a post is whole, and the same in every format', async ({ reader }) => {
  const get = async (path: string) => (await reader.request.get(server.url + path)).text();
  const atom = parseAtomFeed(await get('/tags/wood/feed.xml')).entries?.[0];
  const rss = parseRssFeed(await get('/tags/wood/rss.xml')).items?.[0];
  const json = parseJsonFeed(JSON.parse(await get('/tags/wood/feed.json'))).items?.[0];
  const address = `${server.url}/posts/hulls`;
  expect([atom?.links?.[0]?.href, rss?.link, json?.url]).toEqual([address, address, address]);
  expect(new Set([atom?.id, rss?.guid?.value, json?.id]).size).toBe(1);
  const [inAtom, inRss, inJson] = [atom?.links?.find((link) => link.rel === 'enclosure'), rss?.enclosures?.[0], json?.attachments?.[0]];
  expect([inAtom?.href, inAtom?.length]).toEqual([inRss?.url, inRss?.length]);
  expect([inJson?.url, inJson?.size_in_bytes]).toEqual([inRss?.url, inRss?.length]);
  const picture = await reader.request.get(inRss?.url ?? '');
  expect([picture.headers()['content-type'], (await picture.body()).length]).toEqual([inRss?.type, inRss?.length]);
  const text = json?.content_html ?? '';
  expect(rss?.content?.encoded).toBe(text);
  expect(text).toContain(`href="${server.url}/archive"`);
  expect(text).not.toMatch(/(href|src|srcset)="[/#]/);
});

/// What a parser of microformats finds first at an address.
async function marks(address: string) {
  const answer = await fetch(address);
  const { items } = mf2(await answer.text(), { baseUrl: address });
  return { all: items, first: items[0] ?? { type: [], properties: {} } };
}

test('what other sites read of a post is marked in its page', async ({ reader }) => {
  const address = `${server.url}/posts/hulls`;
  await reader.goto(address);
  const { all, first } = await marks(address);
  expect(all.map((item) => item.type)).toEqual([['h-entry']]);
  expect(first.properties).toMatchObject({
    name: ['Hulls'],
    url: [address],
    uid: [address],
    published: ['2025-11-02T12:00:00Z'],
    updated: [expect.stringMatching(/^20\d\d-.*Z$/)],
    summary: [expect.stringContaining('About Hulls.')],
    category: expect.arrayContaining(['Craft', 'Ships', 'Wood']),
    featured: [expect.objectContaining({ alt: 'A quay', value: expect.stringMatching(/^http.*\/quay\..*svg$/) })],
    content: [expect.objectContaining({ html: expect.stringContaining(`href="${server.url}/archive"`) })],
    author: [{ type: ['h-card'], properties: { name: ['Ada Lovelace'], url: [`${server.url}/authors/ada`] }, value: 'Ada Lovelace' }],
  });
});

test('the site is a feed of entries to them, in every list', async ({ reader }) => {
  for (const [path, name, count] of [['/', 'Lithair Blog', 4], ['/tags/ships', 'Tag Ships', 3]] as const) {
    await reader.goto(server.url + path);
    const { all, first } = await marks(server.url + path);
    expect(all.map((item) => item.type), path).toEqual([['h-feed']]);
    expect(first.properties, path).toMatchObject({ name: [name], url: [server.url + path] });
    expect(first.children?.length, path).toBe(count);
    const hulls = first.children?.find((entry) => entry.properties.name?.[0] === 'Hulls');
    expect(hulls, path).toMatchObject({
      type: ['h-entry'],
      properties: {
        url: [`${server.url}/posts/hulls`],
        uid: [`${server.url}/posts/hulls`],
        published: ['2025-11-02T12:00:00Z'],
        updated: [expect.any(String)],
        summary: [expect.stringContaining('About Hulls.')],
        category: ['Ships', 'Wood'],
        featured: [expect.stringMatching(/^http.*\/quay\..*svg$/)],
        author: [expect.objectContaining({ type: ['h-card'] })],
      },
    });
  }
});

test('what search engines read says who wrote what, and when', async ({ reader }) => {
  await reader.goto(`${server.url}/posts/hulls`);
  const data = JSON.parse((await reader.locator('script[type="application/ld+json"]').textContent()) ?? '');
  const [article, way] = data['@graph'];
  expect(article).toMatchObject({
    '@type': 'BlogPosting',
    headline: 'Hulls',
    url: `${server.url}/posts/hulls`,
    datePublished: '2025-11-02T12:00:00Z',
    keywords: ['Ships', 'Wood'],
    articleSection: 'Craft',
  });
  expect((await reader.request.get(article.image)).ok()).toBe(true);
  expect((await reader.request.get(article.author[0].url)).ok()).toBe(true);
  expect(way.itemListElement.map((step: { name: string }) => step.name)).toEqual(['Lithair Blog', 'Craft', 'Hulls']);
  const sitemap = await (await reader.request.get(`${server.url}/sitemap.xml`)).text();
  for (const address of ['/', '/archive', '/tags/ships', '/authors/ben', '/categories/craft', '/posts/hulls']) {
    expect(sitemap).toContain(`<loc>${server.url}${address}</loc><lastmod>20`);
  }
});
