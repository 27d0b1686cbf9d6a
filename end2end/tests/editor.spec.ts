// The editor's tools, by pointer and by keyboard.

import { expectAccessible } from './axe';
import { expectState, field, select, selected, tool, toolbar, write } from './editor';
import { expect, press, signIn, test } from './person';
import { post, Server } from './server';

let server: Server;
let token: string;
test.beforeAll(async () => {
  ({ server, token } = await Server.withAccount());
});
test.afterAll(async () => server?.stop());

test.beforeEach(async ({ page }) => {
  // The islands may be asked for the first time.
  test.slow();
  await signIn(page, server);
});

test('buttons and keys format what is selected, and undo takes it back', async ({ page }) => {
  await write(page, server, token, 'Ships wait in the fog.');
  await select(page, 'wait');
  await tool(page, 'Bold').click();
  await expect(field(page)).toHaveValue('Ships **wait** in the fog.');
  expect(await selected(page)).toBe('wait');
  await page.keyboard.press('Control+i');
  await expect(field(page)).toHaveValue('Ships ***wait*** in the fog.');
  await page.keyboard.press('Control+z');
  await expect(field(page)).toHaveValue('Ships **wait** in the fog.');
  await tool(page, 'Undo').click();
  await expect(field(page)).toHaveValue('Ships wait in the fog.');
  await tool(page, 'Redo').click();
  await expect(field(page)).toHaveValue('Ships **wait** in the fog.');
  await select(page, 'fog');
  await page.keyboard.press('Control+Alt+2');
  await expect(field(page)).toHaveValue('## Ships **wait** in the fog.');
  await page.keyboard.press('Control+Shift+Digit8');
  await expect(field(page)).toHaveValue('- Ships **wait** in the fog.');
  await expectState(page, 'saved');
  await page.reload();
  await expect(field(page)).toHaveValue('- Ships **wait** in the fog.');
});

test('every tool writes what it is called', async ({ page }) => {
  await write(page, server, token, 'fog');
  for (const [name, expected] of Object.entries({
    'Heading 1': '# fog',
    'Heading 3': '### fog',
    Italic: '*fog*',
    Strikethrough: '~~fog~~',
    Code: '`fog`',
    List: '- fog',
    'Numbered list': '1. fog',
    'Task list': '- [ ] fog',
    Quote: '> fog',
    'Block of code': '```\nfog\n```',
    'Line across': 'fog\n\n---\n\n',
    Footnote: 'fog[^1]\n\n[^1]: ',
  })) {
    await field(page).fill('fog');
    await select(page, 'fog');
    await tool(page, name).click();
    await expect(field(page), name).toHaveValue(expected);
  }
});

test('a list goes on at Enter, and ends at an empty entry', async ({ page }) => {
  await write(page, server, token, 'Before');
  await select(page);
  await page.keyboard.type('\n\n1. one');
  await page.keyboard.press('Enter');
  await page.keyboard.type('two');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.type('After');
  await expect(field(page)).toHaveValue('Before\n\n1. one\n2. two\nAfter');
});

test('the toolbar is one stop of the Tab key, the arrows go along it, and nothing holds the keyboard', async ({ page }) => {
  await write(page, server, token, 'fog');
  await page.getByLabel('Title').focus();
  await page.keyboard.press('Tab');
  await expect(tool(page, 'Heading 1')).toBeFocused();
  const names = await toolbar(page).getByRole('button').evaluateAll((all) => all.map((button) => button.getAttribute('aria-label')));
  for (const name of names.slice(1)) {
    await page.keyboard.press('ArrowRight');
    await expect(tool(page, name ?? '')).toBeFocused();
  }
  await page.keyboard.press('ArrowRight');
  await expect(tool(page, 'Heading 1')).toBeFocused();
  await page.keyboard.press('End');
  await expect(tool(page, 'Keyboard shortcuts')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(field(page)).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(field(page)).not.toBeFocused();
  await expect(field(page)).toHaveValue('fog');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await expect(tool(page, 'Keyboard shortcuts')).toBeFocused();
});

test('words and minutes are counted as for readers, with and without a script', async ({ page, browser, reader }) => {
  const id = await write(page, server, token, 'one *two* [three](https://example.org/not/counted)', 'Counted');
  const counts = page.locator('.editor-counts');
  await expect(counts).toHaveText('3 words, 1 min read');
  await field(page).fill('霧が出た。 a bell');
  await expect(counts).toHaveText('6 words, 1 min read');
  await field(page).fill('word '.repeat(500));
  await expect(counts).toHaveText('500 words, 3 min read');
  await expectState(page, 'saved');
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await signIn(plain, server);
  await plain.goto(`${server.url}/admin/posts/${id}`);
  await expect(plain.locator('.editor-counts')).toHaveText('500 words, 3 min read');
  await expect(plain.locator('[role=toolbar]')).toBeHidden();
  await context.close();
  await press(page, 'Publish');
  await reader.goto(`${server.url}/posts/counted`);
  await expect(reader.getByText('3 min read')).toBeVisible();
  await expect(reader.locator('[data-line]')).toHaveCount(0);
});

test('a dialog lists the keys', async ({ page }) => {
  await write(page, server, token, 'fog');
  await select(page);
  await page.keyboard.press('Control+/');
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('row', { name: 'Bold Ctrl+B' })).toBeVisible();
  await expectAccessible(page, 'the keys');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(field(page)).toBeFocused();
});

test('a table is asked for and put in by the keyboard alone', async ({ page }) => {
  await write(page, server, token, 'Before');
  await select(page);
  await tool(page, 'Table…').focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Insert a table' });
  await expect(dialog.getByLabel('Rows')).toBeFocused();
  await expectAccessible(page, 'the table');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('1');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('2');
  await dialog.getByLabel('Columns are set').selectOption('At the end');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(field(page)).toHaveValue('Before\n\n| Column 1 | Column 2 |\n| --: | --: |\n|          |          |');
  await expect(field(page)).toBeFocused();
  expect(await selected(page)).toBe('Column 1');
  await page.keyboard.press('Control+z');
  await expect(field(page)).toHaveValue('Before');
});

test('another post is found by its title and linked to', async ({ page }) => {
  await post(server, token, { title: 'Harbour lights', body: 'x', slug: 'harbour-lights' });
  await post(server, token, { title: 'Harbour plans', body: 'x', slug: 'harbour-plans', status: 'draft' });
  await write(page, server, token, 'See the lights and more.');
  await select(page, 'the lights');
  await page.keyboard.press('Control+k');
  const dialog = page.getByRole('dialog', { name: 'Insert a link' });
  await expect(dialog.getByLabel('Address, or words to look for')).toBeFocused();
  await page.keyboard.type('harbour');
  await expect(dialog.getByRole('status')).toHaveText('2 found');
  await expect(dialog.getByRole('button', { name: 'Harbour plans' })).toContainText('Draft: readers can’t follow it yet');
  await expectAccessible(page, 'the link');
  await dialog.getByRole('button', { name: 'Harbour lights' }).click();
  await expect(field(page)).toHaveValue('See [the lights](/posts/harbour-lights) and more.');

  await select(page, 'more');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('zeppelins');
  await expect(dialog.getByRole('status')).toHaveText('Nothing has these words in its title.');
  await dialog.getByLabel('Address, or words to look for').fill('https://example.org/a(b)');
  await page.keyboard.press('Enter');
  await expect(field(page)).toHaveValue('See [the lights](/posts/harbour-lights) and [more](<https://example.org/a(b)>).');

  await select(page);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('lights');
  await expect(dialog.getByRole('status')).toHaveText('1 found');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(field(page)).toHaveValue(/\[Harbour lights\]\(\/posts\/harbour-lights\)$/);
});

test('the preview shows what stands at the cursor', async ({ page }) => {
  const sections = Array.from({ length: 40 }, (_, number) => `## Section ${number}\n\n${'Some words of it. '.repeat(12)}`);
  await write(page, server, token, sections.join('\n\n'));
  const shows = (number: number) => expect(page.locator('.preview-pane').getByRole('heading', { name: `Section ${number} Permalink` })).toBeInViewport();
  await select(page, '## Section 39');
  await page.keyboard.press('ArrowRight');
  await shows(39);
  await select(page, '## Section 20');
  await page.keyboard.press('ArrowRight');
  await shows(20);
  await page.keyboard.type('# ');
  await expect(page.locator('.live-preview-message')).toHaveText('Preview updated');
  await page.keyboard.press('Control+Home');
  await shows(0);
});

test('full screen leaves the text and its preview, the text alone just this, and Esc brings the page back', async ({ page }) => {
  await write(page, server, token, 'fog');
  await tool(page, 'Full screen').click();
  await expect(page.getByLabel('Title')).toBeHidden();
  await expect(page.locator('.preview-pane')).toBeVisible();
  await expect(tool(page, 'Full screen')).toHaveAttribute('aria-pressed', 'true');
  await expect(field(page)).toBeFocused();
  await expectAccessible(page, 'full screen');
  await tool(page, 'Text alone').click();
  await expect(page.locator('.preview-pane')).toBeHidden();
  await expectAccessible(page, 'the text alone');
  await page.setViewportSize({ width: 320, height: 640 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await field(page).focus();
  await page.keyboard.press('End');
  await page.keyboard.type(' and mist');
  await page.keyboard.press('Control+s');
  await expectState(page, 'saved');
  await page.keyboard.press('Escape');
  await expect(page.getByLabel('Title')).toBeVisible();
  await expect(field(page)).toHaveValue('fog and mist');
  await expect(tool(page, 'Text alone')).toHaveAttribute('aria-pressed', 'false');
});

test('saving by the keyboard is a version of its own, and leaves its writer where they are', async ({ page }) => {
  const id = await write(page, server, token, 'fog');
  await select(page);
  await page.keyboard.type(' at sea');
  await page.keyboard.press('Control+s');
  await expectState(page, 'saved');
  await page.keyboard.type(' and on land');
  await page.keyboard.press('Control+s');
  await expectState(page, 'saved');
  await expect(field(page)).toBeFocused();
  await expect(page).toHaveURL(`${server.url}/admin/posts/${id}`);
  const { events } = await (await server.api(token, 'GET', `/posts/${id}/events`)).json();
  expect(events.filter(({ kind }: { kind: string }) => kind === 'PostEdited').length).toBeGreaterThanOrEqual(2);
  expect(await (await server.api(token, 'GET', `/posts/${id}`)).json()).toMatchObject({ body: 'fog at sea and on land' });
});

test('a new post is saved by the keyboard', async ({ page }) => {
  await write(page, server, token, 'another');
  await page.goto(`${server.url}/admin/posts/new`);
  await expect(toolbar(page)).toBeVisible();
  await page.getByLabel('Title').fill('By hand');
  await field(page).fill('Typed.');
  await page.keyboard.press('Control+s');
  await expectState(page, 'saved');
  await expect(page).toHaveURL(/\/admin\/posts\/[0-9a-f-]{36}$/);
  await page.reload();
  await expect(field(page)).toHaveValue('Typed.');
});

test('a page that is loaded again has the text that belongs to its version', async ({ page }) => {
  const id = await write(page, server, token, 'first');
  await field(page).fill('second');
  await expectState(page, 'saved');
  await server.api(token, 'PUT', `/posts/${id}`, { title: 'Fog', body: 'third, by somebody else' });
  await page.reload();
  await expect(toolbar(page)).toBeVisible();
  await expect(field(page)).toHaveValue('third, by somebody else');
  await page.goto('about:blank');
  await page.goBack();
  await expect(toolbar(page)).toBeVisible();
  await expect(field(page)).toHaveValue('third, by somebody else');
});
