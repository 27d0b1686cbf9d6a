// A server of its own for each file of tests: the built binary, an empty data folder, a free port.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const BINARY = resolve(process.env.BLOG_BINARY ?? '../target/debug/lithair-blog');
const START_MILLISECONDS_MAX = 20_000;

export const PASSWORD = 'correct horse battery';

export class Server {
  private constructor(
    readonly url: string,
    readonly setupAddress: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /// A site that nobody has set up.
  static async empty(): Promise<Server> {
    return Server.start(mkdtempSync(join(tmpdir(), 'lithair-e2e-')));
  }

  /// A site with the account `ada`, and a token for it.
  static async withAccount(): Promise<{ server: Server; token: string }> {
    const folder = mkdtempSync(join(tmpdir(), 'lithair-e2e-'));
    const account = (...words: string[]) =>
      execFileSync(BINARY, ['account', ...words, '--data-dir', join(folder, 'data')], {
        cwd: folder,
        env: {},
        input: `${PASSWORD}\n`,
        encoding: 'utf8',
        timeout: START_MILLISECONDS_MAX,
      });
    account('add', '--handle', 'ada', '--name', 'Ada Lovelace', '--role', 'admin', '--password-stdin');
    const token = account('token', '--handle', 'ada').trim();
    return { server: await Server.start(folder), token };
  }

  private static async start(folder: string): Promise<Server> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const child = spawn(BINARY, ['serve', '--addr', `127.0.0.1:${port}`, '--data-dir', join(folder, 'data')], {
      cwd: folder,
      env: { LITHAIR_LOG_LEVEL: 'warn' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    child.stdout?.on('data', (bytes) => (printed += bytes));
    const deadline = Date.now() + START_MILLISECONDS_MAX;
    while (!(await answers(`${url}/readyz`))) {
      if (Date.now() > deadline || child.exitCode !== null) {
        child.kill();
        throw new Error(`${BINARY} did not start`);
      }
      await new Promise((wake) => setTimeout(wake, 20));
    }
    const setupAddress = printed.match(/http\S+setup\?token=\S+/)?.[0] ?? '';
    return new Server(url, setupAddress, child, folder);
  }

  async stop(): Promise<void> {
    const ended = new Promise((wake) => this.child.once('exit', wake));
    this.child.kill('SIGTERM');
    await ended;
    rmSync(this.folder, { recursive: true });
  }
}

/// Writes a post through the API.
export async function post(server: Server, token: string, fields: Record<string, unknown>) {
  const answer = await fetch(`${server.url}/api/v1/posts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ status: 'published', ...fields }),
  });
  if (answer.status !== 201) {
    throw new Error(`${answer.status}: ${await answer.text()}`);
  }
  return (await answer.json()) as { id: string; slug: string; version: number };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((ready) => probe.listen(0, '127.0.0.1', ready));
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return port;
}
