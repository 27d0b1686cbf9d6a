// A reader who has old addresses of a site that moved in finds everything where it is now, with no script at all.

import { resolve } from 'node:path';

import { expect, read, test } from './person';
import { Server } from './server';

const fixture = (path: string) => resolve('../tests/fixtures', path);

const sites = [
  {
    name: 'Hugo',
    content: fixture('hugo'),
    post: ['/blog/posts/harbour/', '/posts/harbour', 'The harbour'],
    page: ['/blog/about/', '/about', 'About'],
    list: ['/blog/tags/boats/', '/tags/boats', 'The harbour'],
  },
  {
    name: 'Jekyll',
    content: fixture('jekyll'),
    post: ['/blog/sea/land/2020/01/02/first-steps.html', '/posts/first-steps', 'First steps'],
    page: ['/blog/recipes/soup.html', '/soup', 'Soup'],
    list: ['/blog/topics/ropes/', '/tags/ropes', 'First steps'],
  },
  {
    name: 'WordPress',
    content: [fixture('wordpress/export.xml'), '--media', fixture('wordpress/uploads')],
    post: ['/?p=12', '/posts/le-caf%C3%A9', 'The quay'],
    page: ['/?page_id=13', '/about', 'About us'],
    list: ['/2020/02/', '/archive/2020/02', 'The quay'],
  },
  {
    name: 'Ghost',
    content: [fixture('ghost/export.json'), '--media', fixture('ghost/images')],
    post: ['/only-html/', '/posts/only-html', 'Only HTML'],
    page: ['/about/', '/about', 'About'],
    list: ['/author/mara/', '/authors/mara-lind', 'Every card'],
  },
];

for (const { name, content, post, page, list } of sites) {
  test(`a site of ${name} moves in and is found at its old addresses`, async ({ reader }) => {
    const { server } = await Server.withAccount({ content });
    const heading = reader.getByRole('heading', { level: 1 });

    for (const [old, current, title] of [post, page]) {
      await read(reader, server.url + old);
      await expect(reader).toHaveURL(server.url + current);
      await expect(heading).toHaveText(title);
    }
    await read(reader, server.url + list[0]);
    await expect(reader).toHaveURL(server.url + list[1]);
    await expect(reader.getByRole('main').getByRole('link', { name: list[2], exact: true }).first()).toBeVisible();
    await reader.goto(server.url);
    await expect(reader.getByRole('main').getByRole('article').first()).toBeVisible();
    await server.stop();
  });
}
