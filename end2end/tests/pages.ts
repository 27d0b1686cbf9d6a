// A site with something of everything, and the addresses of every kind of page.

import { post, Server } from './server';

const EVERYTHING = `An opening paragraph with a [link](https://example.org), \`code\` and a footnote[^1].

# A first heading

> A quotation of some length, so that it breaks on a phone.

| Name | Value | A long column heading that needs room |
|:-----|------:|:--------------------------------------|
| One  | 1     | Averyveryveryveryverylongwordthatcannotbebrokenanywhere |

## A second heading

\`\`\`rust
fn main() { println!("a line of code that is longer than any telephone is wide, and must scroll by itself"); }
\`\`\`

- [x] done
- [ ] to do

### A third heading

![A grey square](/media/none/none.png)

Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft.

[^1]: The note.
`;

export async function siteWithEverything(): Promise<{ server: Server; token: string; paths: Record<string, string> }> {
  const { server, token } = await Server.withAccount();
  const tags = ['Ships', 'A rather long tag name'];
  for (let number = 1; number <= 11; number += 1) {
    await post(server, token, { title: `Post number ${number}`, body: `Text ${number}.`, tags, category: 'Notes' });
  }
  await post(server, token, { title: '霧の港について', body: '霧が出た。\n\n## 港\n\n船は待つ。', language: 'ja' });
  await post(server, token, { title: 'الضباب فوق الميناء', body: 'السفن تنتظر.', language: 'ar', slug: 'fog-ar' });
  await post(server, token, { title: 'Pneumonoultramicroscopicsilicovolcanoconiosis and everything', body: EVERYTHING, tags, slug: 'everything' });
  await post(server, token, { title: 'About', body: EVERYTHING, kind: 'page', slug: 'about' });
  const gone = await post(server, token, { title: 'Gone', body: 'Gone.' });
  await fetch(`${server.url}/api/v1/posts/${gone.id}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
  });
  const paths = {
    home: '/',
    'second page': '/page/2',
    post: '/posts/everything',
    'post in Arabic': '/posts/fog-ar',
    page: '/about',
    tag: '/tags/ships',
    category: '/categories/notes',
    author: '/authors/ada',
    archive: '/archive',
    search: '/search',
    'search with hits': '/search?q=text',
    'search without hits': '/search?q=zeppelin',
    'not found': '/nothing/here',
    gone: '/posts/gone',
  };
  return { server, token, paths };
}

/// What a signed-in writer sees.
export const WRITERS_PATHS = {
  posts: '/admin/posts',
  'empty trash': '/admin/posts?filter=trash',
  'new post': '/admin/posts/new',
};
