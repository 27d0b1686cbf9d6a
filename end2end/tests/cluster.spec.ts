// What operators of several nodes see, on a real nats-server.

import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

import { expectAccessible } from './axe';
import { expect, signIn, test } from './person';
import { freePort, Server } from './server';

const program = find();
test.skip(program === undefined, 'there is no nats-server (script/setup cluster installs one)');

let folder: string;
let nats: ChildProcess;
let server: Server;

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lithair-nats-'));
  const port = await freePort();
  nats = spawn(program ?? '', ['--addr', '127.0.0.1', '--port', String(port), '--jetstream', '--store_dir', folder], { stdio: 'ignore' });
  const cluster = {
    LITHAIR_CLUSTER_URL: `nats://127.0.0.1:${port}`,
    LITHAIR_CLUSTER_NODE: 'the-first-node',
    LITHAIR_CLUSTER_REPLICAS: '1',
    LITHAIR_CLUSTER_UNSAFE_SYNC: 'true',
    LITHAIR_CLUSTER_WAIT_SECONDS: '20',
  };
  ({ server } = await Server.withAccount({ cluster }));
});
test.afterAll(async () => {
  await server?.stop();
  nats?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the nodes and their log are shown to admins (${colorScheme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await signIn(page, server);
    await page.getByRole('link', { name: 'Nodes' }).click();
    await expect(page.getByRole('main').getByRole('listitem')).toContainText(['the-first-node']);
    await expectAccessible(page, 'the nodes');
    await page.setViewportSize({ width: 320, height: 640 });
    const isWider = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    expect(isWider).toBe(false);
  });
}

test('without the log the page says so, and reading goes on', async ({ page }) => {
  await signIn(page, server);
  nats.kill('SIGKILL');
  await page.goto(`${server.url}/admin/cluster`);
  await expect(page.getByRole('alert')).toBeVisible();
  await expectAccessible(page, 'the nodes without their log');
  await page.goto(server.url);
  await expect(page.getByRole('main')).toBeVisible();
});

/// Where nats-server is, as the tests of several nodes look for it.
function find(): string | undefined {
  const folders = [resolve('../.tools/bin'), ...(process.env.PATH ?? '').split(delimiter)];
  const candidates = [process.env.NATS_SERVER, ...folders.map((folder) => join(folder, 'nats-server'))];
  const found = candidates.find((path) => path !== undefined && isProgram(path));
  if (found === undefined && process.env.NATS_TESTS === 'required') {
    throw new Error('there is no nats-server: run script/setup cluster');
  }
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
