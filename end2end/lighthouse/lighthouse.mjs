// What Lighthouse says of a reader's home page, a post and a search: 100 of 100 in all four, or this fails.
// Run by script/lighthouse.

import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

const BINARY = resolve(process.env.BLOG_BINARY ?? '../../target/release/lithair-blog');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const CONTENT = resolve(import.meta.dirname, '../tests/fixtures/site');

const WAIT_MILLISECONDS_MAX = 20_000;

const folder = mkdtempSync(join(tmpdir(), 'lithair-lighthouse-'));
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const blog = (...words) => [BINARY, [...words, '--data-dir', join(folder, 'data')], { cwd: folder, env: {}, stdio: 'ignore' }];

// The fixture with what every site says of itself.
cpSync(CONTENT, join(folder, 'site'), { recursive: true });
writeFileSync(join(folder, 'site/config.toml'), 'title = "The Harbour"\ndescription = "What comes in with the tide."\n');
execFileSync(...blog('import', join(folder, 'site')));
const server = spawn(...blog('serve', '--addr', `127.0.0.1:${port}`));
const browser = await launch({ chromePath: CHROMIUM, chromeFlags: ['--headless', '--no-sandbox', '--disable-gpu'] });
try {
  await answers();
  const paths = process.argv.length > 2 ? process.argv.slice(2) : await listed();
  let isPerfect = true;
  for (const path of paths) {
    isPerfect = (await audit(path)) && isPerfect;
  }
  process.exitCode = isPerfect ? 0 : 1;
} finally {
  browser.kill();
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}

/// Whether a page has 100 in all four; says what it has, and what it lacks.
async function audit(path) {
  const { lhr } = await lighthouse(url + path, { port: browser.port, logLevel: 'error', output: 'json' });
  const scores = Object.values(lhr.categories).map(({ title, score }) => [title, Math.round(score * 100)]);
  console.log(`${path.padEnd(24)} ${scores.map(([title, score]) => `${title} ${score}`).join('   ')}`);
  const lacking = Object.values(lhr.audits).filter(({ score, scoreDisplayMode }) => score !== null && score < 1 && ['binary', 'numeric', 'metricSavings'].includes(scoreDisplayMode));
  for (const { id, title, displayValue } of lacking) {
    console.log(`    ${id}: ${title} ${displayValue ?? ''}`);
  }
  return scores.every(([, score]) => score === 100);
}

/// The home page, its first post, and a search that finds it.
async function listed() {
  const home = await (await fetch(url)).text();
  const [post, slug] = home.match(/(?<=href=")\/posts\/([^"]+)/) ?? ['/', ''];
  return ['/', post, `/search?q=${slug}`];
}

async function answers() {
  for (const end = Date.now() + WAIT_MILLISECONDS_MAX; Date.now() < end; await wait(50)) {
    if (await fetch(`${url}/readyz`).then(({ ok }) => ok, () => false)) {
      return;
    }
  }
  throw new Error(`${BINARY} does not answer`);
}

async function freePort() {
  const listener = createServer();
  await new Promise((listening) => listener.listen(0, '127.0.0.1', listening));
  const { port: free } = listener.address();
  await new Promise((closed) => listener.close(closed));
  return free;
}
