// A reader says something without a script or an account, and somebody who works here decides on it.

import { expect, press, read, signIn, test } from './person';
import { post, Server } from './server';

test.use({ expectedStatuses: [400, 410] });

let server: Server;
let token: string;
test.beforeAll(async () => {
  ({ server, token } = await Server.withAccount());
});
test.afterAll(async () => server?.stop());

test('a comment is written, approved, answered, changed and deleted', async ({ page, reader }, { project }) => {
  const slug = `fog-${project.name}`;
  await post(server, token, { title: `Fog, ${project.name}`, body: 'The fog came in.', slug });
  const address = `${server.url}/posts/${slug}`;

  // What can't be taken comes back with what was typed.
  await read(reader, address);
  await reader.getByLabel('Name').fill('Ann');
  await reader.getByLabel('E-mail').fill('ann@example.org');
  await reader.getByLabel('Website').fill('no address at all');
  await reader.getByLabel('Comment', { exact: true }).fill('Is it *still* there? <b>Loud</b>');
  expect(await press(reader, 'Send the comment')).toBe(400);
  await expect(reader.getByRole('alert')).toContainText('Your comment was not sent');
  await expect(reader.getByLabel('Comment', { exact: true })).toHaveValue('Is it *still* there? <b>Loud</b>');
  await reader.getByLabel('Website').fill('ann.example');
  expect(await press(reader, 'Send the comment')).toBe(303);
  await expect(reader.getByRole('status')).toContainText('Thank you');
  const own = await reader.locator('.comment-link').innerText();
  await read(reader, address);
  await expect(reader.locator('.comment')).toHaveCount(0);

  // Somebody looks at it, approves it, and answers.
  await signIn(page, server);
  await page.getByRole('link', { name: 'Comments (1 waiting)' }).click();
  await expect(page.locator('.inbox-comment')).toContainText('ann@example.org');
  await expect(page.locator('.inbox-comment')).toContainText('<b>Loud</b>');
  expect(await press(page, 'Approve: Ann')).toBe(303);
  await page.getByRole('link', { name: /^Approved/ }).click();
  await page.getByText('Reply…').click();
  await page.getByLabel('Your reply').fill('Until noon.');
  expect(await press(page, 'Send the reply')).toBe(303);
  await expect(page.getByRole('status')).toContainText('Your reply is there');

  // Readers see both, and follow the way to answer.
  await read(reader, address);
  await expect(reader.getByRole('heading', { name: '2 comments' })).toBeVisible();
  await expect(reader.locator('.comment em')).toHaveText('still');
  await expect(reader.locator('.comment-depth-1')).toContainText('in reply to Ann');
  await expect(reader.getByText('ann@example.org')).toHaveCount(0);
  await reader.getByRole('link', { name: 'Reply to Ann' }).click();
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Reply to Ann');

  // Its writer changes it, and takes it away.
  await read(reader, own);
  await expect(reader.getByText('Everybody can read it.')).toBeVisible();
  await reader.getByLabel('Comment', { exact: true }).fill('Never mind.');
  expect(await press(reader, 'Save the change')).toBe(303);
  await expect(reader.getByRole('status')).toContainText('changed');
  expect(await press(reader, 'Delete it')).toBe(303);
  expect(await read(reader, own)).toBe(410);
  await read(reader, address);
  await expect(reader.locator('.comment').first()).toContainText('not there any more');
  await expect(reader.locator('.comment-depth-1')).toContainText('Until noon.');

  // Whoever writes here closes the post.
  await page.goto(`${server.url}/admin/posts?q=${slug.replace('-', ' ')}`);
  await page.getByRole('link', { name: `Fog, ${project.name}` }).click();
  expect(await press(page, 'Close comments')).toBe(303);
  await read(reader, address);
  await expect(reader.getByLabel('Name')).toHaveCount(0);
  await expect(reader.getByText('Comments are closed.')).toBeVisible();
});

test('comments can be turned off, and take no word that is held', async ({ page, reader }, { project }) => {
  const slug = `mist-${project.name}`;
  await post(server, token, { title: `Mist, ${project.name}`, body: 'Mist.', slug });
  await signIn(page, server);
  const save = async (policy: string) => {
    await page.goto(`${server.url}/admin/settings`);
    await page.getByLabel('Whether readers can comment').selectOption(policy);
    await page.getByLabel('Words that hold a comment').fill('casino');
    expect(await press(page, 'Save how comments are taken')).toBe(303);
  };
  const say = async (text: string) => {
    await read(reader, `${server.url}/posts/${slug}`);
    await reader.getByLabel('Name').fill('Ben');
    await reader.getByLabel('Comment', { exact: true }).fill(text);
    expect(await press(reader, 'Send the comment')).toBe(303);
  };
  await save('open');
  await say('Hello.');
  await expect(reader.getByText('Everybody can read it.')).toBeVisible();
  await say('A casino.');
  await expect(reader.getByText('It waits until somebody has looked at it.')).toBeVisible();
  await save('off');
  await read(reader, `${server.url}/posts/${slug}`);
  await expect(reader.getByText('Hello.')).toHaveCount(0);
  await save('moderated');
});
