// A site with something of everything, and every kind of page that it has.

import { fileURLToPath } from 'node:url';

import type { Page } from '@playwright/test';

import { enterPassword, expect, press, signIn } from './person';
import { post, Server } from './server';

const CONTENT = fileURLToPath(new URL('fixtures/site', import.meta.url));
const LONG_WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
const LONG_TITLE = `Pneumonoultramicroscopicsilicovolcanoconiosis, ${LONG_WORD}, and everything else that a title can hold`;

/// Markdown with everything that a text can have.
export const EVERYTHING = `An opening paragraph with a [link](https://example.org), \`code\` and a footnote[^1].

# A first heading

> A quotation of some length, so that it breaks on a phone.

> [!NOTE]
> Something beside the text.

| Name | Value | A long column heading that needs room |
|:-----|------:|:--------------------------------------|
| One  | 1     | Averyveryveryveryverylongwordthatcannotbebrokenanywhere |

## A second heading

\`\`\`rust
// Colours for words of each kind.
fn main() { println!("a line of code that is longer than any telephone is wide, and must scroll by itself"); }
\`\`\`

\`\`\`diff
-before
+after
\`\`\`

Energy is $E = mc^2$, and a long formula scrolls by itself:

$$\\sum_{i=1}^{n} i = \\frac{n(n+1)}{2} = a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r + s + t + u$$

- [x] done
- [ ] to do

1. first
   - inner

### A third heading

${LONG_WORD}, https://example.org/an/address/that/is/longer/than/any/telephone/is/wide/and/has/no/space

霧が出た。船は待つ。 السفن تنتظر

[^1]: The note.
`;

/// A kind of page, and how somebody gets there.
export interface Kind {
  what: string;
  open: (page: Page) => Promise<unknown>;
}

/// A site with something of everything.
export class Site {
  private constructor(
    readonly server: Server,
    private readonly fresh: Server,
    private readonly token: string,
    private readonly deletedId: string,
    private readonly deletedPosition: number,
    private readonly changedId: string,
    private readonly mediaHash: string,
  ) {}

  static async start(): Promise<Site> {
    const { server, token } = await Server.withAccount({ content: CONTENT });
    const tags = ['Ships', 'A rather long tag name', LONG_WORD];
    for (let number = 1; number <= 11; number += 1) {
      await post(server, token, { title: `Post number ${number}`, body: `Text ${number}.`, tags, category: 'Notes' });
    }
    await post(server, token, { title: '霧の港について', body: `${'霧が出た。'.repeat(20)}\n\n## 港\n\n船は待つ。`, language: 'ja', slug: 'fog-ja' });
    await post(server, token, { title: 'الضباب فوق الميناء', body: `السفن تنتظر.\n\n${EVERYTHING}`, language: 'ar', slug: 'fog-ar' });
    const everything = { body: EVERYTHING, tags, category: LONG_WORD, excerpt: LONG_WORD };
    await post(server, token, { ...everything, title: LONG_TITLE, slug: 'everything' });
    for (const number of [1, 2, 3]) {
      const part = { series: `Ships and ${LONG_WORD}`, series_number: number, social_title: 'A card of its own' };
      await post(server, token, { ...part, title: `Part ${number}, ${LONG_WORD}`, body: EVERYTHING, slug: `part-${number}`, pinned: number === 3 });
    }
    await post(server, token, { title: 'About', body: EVERYTHING, kind: 'page', slug: 'about', category: 'Notes' });
    const deleted = await post(server, token, { title: `Gone, ${LONG_TITLE}`, body: 'Gone.', slug: 'gone' });
    const { events } = await (await server.api(token, 'GET', `/posts/${deleted.id}/events`)).json();
    await server.api(token, 'DELETE', `/posts/${deleted.id}`);
    const changed = await post(server, token, { title: 'Changed', body: EVERYTHING, status: 'draft' });
    const body = EVERYTHING.replace('An opening', 'Another').replace('船は待つ。', '').replace('A quotation', LONG_WORD);
    await server.api(token, 'PUT', `/posts/${changed.id}`, { title: `Another ${LONG_WORD}`, body, tags });
    await server.api(token, 'PUT', `/posts/${changed.id}/submission`);
    const { media } = await (await server.api(token, 'GET', '/media')).json();
    await server.api(token, 'PUT', `/posts/${changed.id}/versions/1/name`, { name: LONG_WORD });
    return new Site(server, await Server.empty(), token, deleted.id, events[0].global_position, changed.id, media[0].hash);
  }

  async stop() {
    await this.server.stop();
    await this.fresh.stop();
  }

  /// What everybody sees.
  readersPages(): Kind[] {
    const at = (what: string, path: string, server = this.server): Kind => ({ what, open: (page) => page.goto(server.url + path) });
    return [
      at('home', '/'),
      at('second page', '/page/2'),
      at('post', '/posts/everything'),
      at('form for a comment', '/posts/everything/comments/new'),
      at('post with a picture', '/posts/picture'),
      at('post in Japanese', '/posts/fog-ja'),
      at('post in Arabic', '/posts/fog-ar'),
      at('page', '/about'),
      at('tag', '/tags/ships'),
      at('category', '/categories/notes'),
      at('author', '/authors/ada'),
      at('part of a series', '/posts/part-2'),
      at('series', `/series/ships-and-${encodeURIComponent(LONG_WORD.toLowerCase().replace('ä', 'a'))}`),
      at('archive', '/archive'),
      { what: 'year of the archive', open: (page) => this.openPeriod(page, 'h2') },
      { what: 'month of the archive', open: (page) => this.openPeriod(page, 'h3') },
      at('search', '/search'),
      at('search with hits', '/search?q=text'),
      at('search for a misspelt word', '/search?q=everyhting'),
      at('search without hits', `/search?q=${LONG_WORD}zeppelin`),
      at('not found', '/nothing/here'),
      at('gone', '/posts/gone'),
      at('welcome', '/', this.fresh),
    ];
  }

  private async openPeriod(page: Page, heading: string) {
    await page.goto(`${this.server.url}/archive`);
    const address = await page.locator(`${heading} a`).first().getAttribute('href');
    return page.goto(this.server.url + address);
  }

  /// What leads into the writers' pages. Whoever is signed in is led on.
  entrances(): Kind[] {
    return [
      { what: 'set-up', open: (page) => page.goto(this.fresh.setupAddress) },
      { what: 'refused set-up', open: (page) => this.openRefusedSetUp(page) },
      { what: 'sign-in', open: (page) => page.goto(`${this.server.url}/admin/login`) },
      { what: 'forgotten password', open: (page) => page.goto(`${this.server.url}/admin/forgotten`) },
      { what: 'refused sign-in', open: (page) => this.openRefusedSignIn(page) },
    ];
  }

  /// What a writer sees who is signed in.
  writersPages(): Kind[] {
    const at = (what: string, path: string): Kind => ({ what, open: (page) => page.goto(this.server.url + path) });
    return [
      at('list of posts', '/admin/posts'),
      at('empty list of posts', '/admin/posts?filter=draft'),
      at('search without hits in the list of posts', `/admin/posts?q=${LONG_WORD}zeppelin`),
      at('narrowed list of posts', `/admin/posts?q=text&tag=ships&category=notes&kind=post&sort=-title`),
      at('list of posts whose address asks too much', '/admin/posts?sort=size&kind=thing'),
      at('posts in review', '/admin/posts?filter=review'),
      at('trash', '/admin/posts?filter=trash'),
      at('new post', '/admin/posts/new'),
      { what: 'editor', open: (page) => this.openEditor(page) },
      { what: 'preview links', open: (page) => this.openPreviewLinks(page) },
      { what: 'named versions', open: (page) => this.openNamedVersions(page) },
      { what: 'post in review', open: (page) => this.openPostInReview(page) },
      { what: 'editor with every detail', open: (page) => this.openDetails(page) },
      { what: 'refused post', open: (page) => this.openRefusedPost(page) },
      { what: 'conflict', open: (page) => this.openConflict(page) },
      at('history of the site', '/admin/history'),
      at('history without events', '/admin/history?person=nobody'),
      at('history of a post', `/admin/posts/${this.deletedId}/history`),
      at('version of a post', `/admin/posts/${this.deletedId}/history/${this.deletedPosition}`),
      at('what changed', `/admin/posts/${this.changedId}/compare`),
      at('what changed, side by side', `/admin/posts/${this.changedId}/compare?view=side`),
      at('what changed, rendered', `/admin/posts/${this.changedId}/compare?view=rendered`),
      at('what changed, in the trash', `/admin/posts/${this.deletedId}/compare`),
      at('who wrote what', `/admin/posts/${this.changedId}/words`),
      at('media library', '/admin/media'),
      at('unused media', '/admin/media?filter=unused'),
      at('deleted media', '/admin/media?filter=trash'),
      at('choosing the logo', '/admin/media?for=logo'),
      at('a file of the library', `/admin/media/${this.mediaHash}`),
      at('tags', '/admin/tags'),
      at('search for a tag without hits', '/admin/tags?q=zeppelin'),
      at('a tag', `/admin/tags/${LONG_WORD.toLowerCase().replace('ä', 'a')}`),
      at('comments', '/admin/comments'),
      at('search for a comment without hits', '/admin/comments?status=spam&q=zeppelin'),
      at('people', '/admin/people'),
      at('own account', '/admin/profile'),
      at('settings', '/admin/settings'),
      at('the site as it was', `/?at=${this.deletedPosition}`),
      at('post in the trash', `/admin/posts/${this.deletedId}`),
      at('missing page', '/admin/nothing'),
    ];
  }

  /// The editor, with the way to delete laid open.
  async openEditor(page: Page) {
    await page.goto(`${this.server.url}/admin/posts?q=everything`);
    await page.getByRole('link', { name: LONG_TITLE }).click();
    await page.getByText('Delete…').click();
  }

  private async openPreviewLinks(page: Page) {
    await page.goto(`${this.server.url}/admin/posts/${this.changedId}/previews`);
    await page.getByLabel('For whom, or what for').fill(LONG_WORD);
    await press(page, 'Make a link');
    await expect(page.locator('.issued-link')).toBeVisible();
  }

  private async openNamedVersions(page: Page) {
    await page.goto(`${this.server.url}/admin/posts/${this.changedId}/history?named=true`);
    await page.getByText('Name…').click();
  }

  private async openPostInReview(page: Page) {
    await page.goto(`${this.server.url}/admin/posts/${this.changedId}`);
    await page.getByText('Return with a note…').click();
  }

  /// The editor of a post with a card of its own for links to it.
  private async openDetails(page: Page) {
    await page.goto(`${this.server.url}/admin/posts?q=Part 2`);
    await page.getByRole('link', { name: 'Part 2' }).click();
    await expect(page.getByLabel('Heading of the card')).toBeVisible();
  }

  private async openRefusedSetUp(page: Page) {
    await page.goto(`${this.fresh.url}/admin/setup`);
    for (const [field, value] of Object.entries({ setup_token: 'wrong', site_name: 'Notes', handle: 'ada', name: 'Ada' })) {
      await page.locator(`[name=${field}]`).fill(value);
    }
    for (const field of await page.locator('input[type=password]').all()) {
      await field.fill('a password that is long enough');
    }
    await press(page, 'Set up');
    await expect(page.getByRole('alert')).toBeVisible();
  }

  private async openRefusedSignIn(page: Page) {
    await page.goto(`${this.server.url}/admin/login`);
    await enterPassword(page, 'not the password');
    await expect(page.getByRole('alert')).toBeVisible();
  }

  private async openRefusedPost(page: Page) {
    await page.goto(`${this.server.url}/admin/posts/new`);
    await page.getByLabel('Title').fill(LONG_TITLE);
    await page.locator('[name=body]').fill(EVERYTHING);
    await page.locator('[name=slug]').fill('../etc');
    await page.locator('[name=cover]').fill('no address');
    await press(page, 'Save draft');
    await expect(page.getByRole('alert')).toBeVisible();
  }

  private async openConflict(page: Page) {
    const { id } = await post(this.server, this.token, { title: 'Shared', body: EVERYTHING, status: 'draft' });
    await page.goto(`${this.server.url}/admin/posts/${id}`);
    await this.server.api(this.token, 'PUT', `/posts/${id}`, { title: LONG_TITLE, body: EVERYTHING.replace('船は待つ。', `${LONG_WORD}。`) });
    await page.getByLabel('Title').fill('Mine');
    await page.locator('[name=body]').fill(EVERYTHING.replace('船は待つ。', '船は歌う。'));
    await press(page, 'Save draft');
    await expect(page.getByRole('alert')).toBeVisible();
    await this.server.api(this.token, 'DELETE', `/posts/${id}`);
  }
}

/// Goes through every kind of page, the entrances before signing in.
export async function throughWritersPages(page: Page, site: Site, look: (what: string) => Promise<void>) {
  for (const { what, open } of site.entrances()) {
    await open(page);
    await look(what);
  }
  await signIn(page, site.server);
  for (const { what, open } of site.writersPages()) {
    await open(page);
    await look(what);
  }
}

/// Goes through everything that readers see.
export async function throughReadersPages(page: Page, site: Site, look: (what: string) => Promise<void>) {
  for (const { what, open } of site.readersPages()) {
    await open(page);
    await look(what);
  }
}
