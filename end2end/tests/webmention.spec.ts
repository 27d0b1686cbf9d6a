// Another site tells of its page that links to a post, somebody approves it, and readers see it; and it is told of a post that
// links to its own.

import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { mf2 } from 'microformats-parser';

import { expect, press, read, signIn, test } from './person';
import { post, Server } from './server';

const ANSWER_MILLISECONDS_MAX = 10_000;

/// A site on this machine: its pages, and what it was told.
class OtherSite {
  readonly pages = new Map<string, string>();
  readonly told: URLSearchParams[] = [];

  private constructor(private readonly server: HttpServer) {}

  static async start(): Promise<OtherSite> {
    const server = createServer();
    const site = new OtherSite(server);
    server.on('request', async (request, response) => {
      if (request.method === 'POST') {
        let form = '';
        for await (const part of request) {
          form += part;
        }
        site.told.push(new URLSearchParams(form));
        response.writeHead(202).end();
        return;
      }
      const page = site.pages.get(request.url ?? '');
      response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return site;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise((closed) => this.server.close(closed));
  }
}

let server: Server;
let token: string;
let other: OtherSite;
test.beforeAll(async () => {
  ({ server, token } = await Server.withAccount({ settings: { LITHAIR_WEBMENTIONS_ALLOW: '127.0.0.1/32' } }));
  other = await OtherSite.start();
});
test.afterAll(async () => {
  await server?.stop();
  await other?.stop();
});

test('a mention arrives, is approved, and is read', async ({ page, reader }, { project }) => {
  const slug = `fog-${project.name}`;
  const address = `${server.url}/posts/${slug}`;
  await post(server, token, { title: `Fog, ${project.name}`, body: 'The fog came in.', slug });
  other.pages.set(`/${slug}`, `<article class="h-entry"><a class="p-author h-card" href="/ben">Ben</a>
    <h1 class="p-name">What fog does</h1><a class="u-in-reply-to" href="${address}">in reply</a>
    <div class="e-content">It <b>lifts</b>. <script>alert(1)</script></div></article>`);

  // The other site's program finds where to tell, and tells.
  const found = await fetch(address, { signal: AbortSignal.timeout(ANSWER_MILLISECONDS_MAX) });
  const endpoint = found.headers.get('link')?.match(/<([^>]*)>; rel="webmention"/)?.[1];
  const told = await fetch(new URL(endpoint ?? '', address), {
    method: 'POST',
    body: new URLSearchParams({ source: `${other.url}/${slug}`, target: address }),
    signal: AbortSignal.timeout(ANSWER_MILLISECONDS_MAX),
  });
  expect(told.status).toBe(202);

  // Nobody sees it before somebody has looked at it.
  await signIn(page, server);
  await expect(async () => {
    await page.goto(`${server.url}/admin/comments`);
    await expect(page.locator('.inbox-comment')).toContainText('It lifts.', { timeout: 500 });
  }).toPass({ timeout: ANSWER_MILLISECONDS_MAX });
  await expect(page.locator('.inbox-comment')).toContainText('from another site');
  await read(reader, address);
  await expect(reader.locator('.comment')).toHaveCount(0);
  expect(await press(page, 'Approve: Ben')).toBe(303);

  await read(reader, address);
  const mention = reader.locator('.comment');
  await expect(mention).toContainText('Ben');
  await expect(mention).toContainText('replies in What fog does');
  await expect(mention.locator('blockquote')).toHaveText('It lifts.');
  await expect(mention.getByRole('link', { name: 'What fog does' })).toHaveAttribute('rel', 'nofollow ugc noopener');
  const marks = mf2(await (await reader.request.get(address)).text(), { baseUrl: address });
  expect(marks.items[0]?.properties.comment).toEqual([
    expect.objectContaining({
      type: ['h-cite'],
      properties: expect.objectContaining({
        url: [`${other.url}/${slug}`],
        content: ['It lifts.'],
        author: [expect.objectContaining({ properties: { name: ['Ben'], url: [`${other.url}/ben`] } })],
      }),
    }),
  ]);
});

test('a page that a post links to is told of it, and its writer sees what was answered', async ({ page }, { project }) => {
  const target = `${other.url}/quay-${project.name}`;
  other.pages.set(`/quay-${project.name}`, '<link rel="webmention" href="/endpoint"><p>A quay.');
  const { id, slug } = await post(server, token, { title: `Quay, ${project.name}`, body: `See [the quay](${target}).` });
  const forms = () => other.told.map((form) => [form.get('source'), form.get('target')]);
  await expect.poll(forms, { timeout: ANSWER_MILLISECONDS_MAX }).toContainEqual([`${server.url}/posts/${slug}`, target]);
  await signIn(page, server);
  const told = page.getByRole('region', { name: 'What other sites were told' }).getByRole('listitem');
  await expect(async () => {
    await page.goto(`${server.url}/admin/posts/${id}/history`);
    await expect(told).toContainText('Taken', { timeout: 500 });
  }).toPass({ timeout: ANSWER_MILLISECONDS_MAX });
  await expect(told.getByRole('link', { name: target })).toBeVisible();
});

test('a site chooses what it hears and tells', async ({ page, reader }, { project }) => {
  const slug = `mist-${project.name}`;
  await post(server, token, { title: `Mist, ${project.name}`, body: 'Mist.', slug });
  await signIn(page, server);
  const save = async (policy: string, sends: string) => {
    await page.goto(`${server.url}/admin/settings`);
    await page.getByLabel('Whether other sites’ pages').selectOption(policy);
    await page.getByLabel('Tell other sites').selectOption(sends);
    expect(await press(page, 'Save how comments are taken')).toBe(303);
  };
  const takesMentions = async () => {
    await read(reader, `${server.url}/posts/${slug}`);
    return reader.locator('link[rel=webmention]').count();
  };
  expect(await takesMentions()).toBe(1);
  await save('off', 'false');
  expect(await takesMentions()).toBe(0);
  await page.goto(`${server.url}/admin/settings`);
  await expect(page.getByLabel('Tell other sites')).toHaveValue('false');
  await save('moderated', 'true');
  expect(await takesMentions()).toBe(1);
});
