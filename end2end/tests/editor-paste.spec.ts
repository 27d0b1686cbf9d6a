// What writers paste: formatted text, addresses, far too much.

import { expectState, field, select, write } from './editor';
import { expect, signIn, test } from './person';
import { Server } from './server';

let server: Server;
let token: string;
test.beforeAll(async () => {
  ({ server, token } = await Server.withAccount());
});
test.afterAll(async () => server?.stop());

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test.beforeEach(async ({ page }) => {
  test.slow();
  await signIn(page, server);
});

/// Puts something on the clipboard as another program would.
async function copy(page: import('@playwright/test').Page, plain: string, html?: string) {
  await page.evaluate(
    async ([plain, html]) => {
      const kinds: Record<string, Blob> = { 'text/plain': new Blob([plain ?? ''], { type: 'text/plain' }) };
      if (html !== undefined) {
        kinds['text/html'] = new Blob([html], { type: 'text/html' });
      }
      await navigator.clipboard.write([new ClipboardItem(kinds)]);
    },
    [plain, html] as const,
  );
}

const HTML = `<h2>Weather</h2><p>Some <b>fog</b>, <a href="https://example.org/fog">more</a> and <code>mist</code>.</p>
<ul><li>one</li><li>two<ul><li>inner</li></ul></li></ul><blockquote><p>Ships wait.</p></blockquote>
<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>
<pre><code>let x = 1;</code></pre><p><img src="https://example.org/fog.png" alt="Fog"></p><script>window.hacked = true</script>`;

const MARKDOWN = `## Weather

Some **fog**, [more](https://example.org/fog) and \`mist\`.

- one
- two
  - inner

> Ships wait.

| a | b |
| --- | --- |
| 1 | 2 |

\`\`\`
let x = 1;
\`\`\`

![Fog](https://example.org/fog.png)`;

test('formatted text becomes Markdown, and undo takes it back', async ({ page }) => {
  // The preview may show the picture before the text is taken back.
  await page.route('https://example.org/**', (route) => route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }));
  await write(page, server, token, '');
  await copy(page, 'Weather', HTML);
  await field(page).focus();
  await page.keyboard.press('Control+v');
  await expect(field(page)).toHaveValue(MARKDOWN);
  await expect(page.locator('.uploads-said')).toContainText('Pasted with its formatting');
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  await page.keyboard.press('Control+z');
  await expect(field(page)).toHaveValue('');
  await page.keyboard.press('Control+Shift+v');
  await expect(field(page)).toHaveValue('Weather');
});

test('plain text stays as it is, also in code', async ({ page }) => {
  await write(page, server, token, '```\n\n```');
  await copy(page, 'a *b* c', '<meta charset="utf-8"><div><span>a *b* c</span></div>');
  await select(page);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+v');
  await expect(field(page)).toHaveValue('```\n\n```\na *b* c');
  await copy(page, 'let x', '<p><b>let</b> x</p>');
  await field(page).evaluate((element: HTMLTextAreaElement) => element.setSelectionRange(4, 4));
  await page.keyboard.press('Control+v');
  await expect(field(page)).toHaveValue('```\nlet x\n```\na *b* c');
});

test('an address over words makes them a link', async ({ page }) => {
  await write(page, server, token, 'See this, please.');
  await copy(page, 'https://example.org/fog');
  await select(page, 'this');
  await page.keyboard.press('Control+v');
  await expect(field(page)).toHaveValue('See [this](https://example.org/fog), please.');
});

test('ten megabytes are refused whole, and the text is as it was', async ({ page }) => {
  await write(page, server, token, 'What was there.');
  await copy(page, 'ten bytes.'.repeat(1_000_000));
  await select(page);
  await page.keyboard.press('Control+v');
  await expect(page.locator('.uploads-said')).toContainText('Nothing was pasted: with it the text would have 10000015 characters');
  await expect(field(page)).toHaveValue('What was there.');
  await page.keyboard.type(' And more.');
  await expectState(page, 'saved');
});

test('a text that got too long some other way is not cut off, says so, and is saved once it is shorter', async ({ page }) => {
  const id = await write(page, server, token, 'Short.');
  await field(page).evaluate((element: HTMLTextAreaElement) => {
    element.value = 'x'.repeat(2_000_001);
    element.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await expect(page.locator('[data-limit]')).toContainText('This text has 2000001 characters; at most 2000000 can be saved.');
  await expectState(page, 'toolong');
  await page.getByRole('button', { name: 'Save draft' }).click();
  await expect(field(page)).toBeFocused();
  await expect(page).toHaveURL(`${server.url}/admin/posts/${id}`);
  await field(page).fill('Short again.');
  await expect(page.locator('[data-limit]')).toBeEmpty();
  await expectState(page, 'saved');
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false, expectedStatuses: [400] });

  test('a text that is too long comes back whole, with what is wrong', async ({ page }) => {
    await page.goto(`${server.url}/admin/posts/new`);
    await page.getByLabel('Title').fill('Long');
    await field(page).fill('x'.repeat(2_000_001));
    await page.getByRole('button', { name: 'Save draft' }).click();
    await expect(page.getByRole('alert')).toContainText('at most 2000000 characters');
    expect((await field(page).inputValue()).length).toBe(2_000_001);
  });
});
