// A server of its own for each file of tests: the built binary, an empty data folder, a free port.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const BINARY = resolve(process.env.BLOG_BINARY ?? '../target/debug/lithair-blog');
const START_MILLISECONDS_MAX = 20_000;
const STOP_MILLISECONDS_MAX = 10_000;
const ANSWER_MILLISECONDS_MAX = 10_000;
/// How an import ends of which some came in and some did not.
const SOME_FAILED = 3;

export const PASSWORD = 'correct horse battery';

/// The addresses of servers that their tests have ended. A page that is open still may ask one in vain.
export const ended = new Set<string>();

/// What a site holds before it is served.
interface Beginning {
  /// The name of the account `ada`.
  name?: string;
  /// The handles of editors beside `ada`, with the same password.
  editors?: string[];
  /// What to import, and how.
  content?: string | string[];
  /// Settings other than the usual ones.
  settings?: Record<string, string>;
  /// Settings with which it is the first node of a cluster.
  cluster?: Record<string, string>;
}

export class Server {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
    private readonly output: { text: string },
  ) {}

  /// A site that nobody has set up.
  static async empty(): Promise<Server> {
    return Server.start(newFolder());
  }

  /// A site with the account `ada`, and a token for it.
  static async withAccount({ name = 'Ada Lovelace', editors = [], content, settings, cluster }: Beginning = {}): Promise<{ server: Server; token: string }> {
    const folder = newFolder();
    const run = (env: Record<string, string>, ...words: string[]) =>
      execFileSync(BINARY, [...words, '--data-dir', join(folder, 'data')], {
        cwd: folder,
        env,
        input: `${PASSWORD}\n`,
        encoding: 'utf8',
        timeout: START_MILLISECONDS_MAX,
        stdio: ['pipe', 'pipe', 'pipe'],
      });
    run({}, 'account', 'add', '--handle', 'ada', '--name', name, '--role', 'admin', '--password-stdin');
    for (const handle of editors) {
      run({}, 'account', 'add', '--handle', handle, '--name', handle, '--role', 'editor', '--password-stdin');
    }
    const token = run({}, 'account', 'token', '--handle', 'ada').trim();
    if (content !== undefined) {
      try {
        run({}, 'import', ...[content].flat());
      } catch (error) {
        // Some of what is imported is broken on purpose.
        if ((error as { status?: number }).status !== SOME_FAILED) {
          throw error;
        }
      }
    }
    if (cluster !== undefined) {
      run(cluster, 'cluster', 'init');
    }
    return { server: await Server.start(folder, { ...settings, ...cluster }), token };
  }

  private static async start(folder: string, settings: Record<string, string> = {}): Promise<Server> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    ended.delete(url);
    const child = spawn(BINARY, ['serve', '--addr', `127.0.0.1:${port}`, '--data-dir', join(folder, 'data')], {
      cwd: folder,
      // Each file of tests signs in more often than one person does in a minute.
      env: { LITHAIR_LOG_LEVEL: 'warn', LITHAIR_SIGN_IN_ATTEMPTS_PER_MINUTE: '1000', ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { text: '' };
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (bytes) => (output.text += bytes));
    }
    const server = new Server(url, child, folder, output);
    const deadline = Date.now() + START_MILLISECONDS_MAX;
    while (!(await answers(`${url}/readyz`))) {
      if (Date.now() > deadline || child.exitCode !== null) {
        child.kill('SIGKILL');
        throw new Error(`${BINARY} did not start: ${output.text}`);
      }
      await new Promise((wake) => setTimeout(wake, 20));
    }
    return server;
  }

  /// The address with the one-time token, as the console shows it.
  get setupAddress(): string {
    const address = this.output.text.match(/http\S+\/admin\/setup\?token=\S+/)?.[0];
    if (address === undefined) {
      throw new Error(`the console shows no address for the set-up: ${this.output.text}`);
    }
    return address;
  }

  /// Ends it as an operator does. Whatever was asked of it, it has to end well and must not have failed inside.
  async stop(): Promise<void> {
    ended.add(this.url);
    const exited = new Promise((wake) => this.child.once('exit', wake));
    const isRunning = this.child.exitCode === null && this.child.signalCode === null;
    const impatience = setTimeout(() => this.child.kill('SIGKILL'), STOP_MILLISECONDS_MAX);
    if (isRunning) {
      this.child.kill('SIGTERM');
      await exited;
    }
    clearTimeout(impatience);
    rmSync(this.folder, { recursive: true });
    const { exitCode, signalCode } = this.child;
    if (exitCode !== 0 || /"level":"ERROR"|panicked at/.test(this.output.text)) {
      throw new Error(`the server failed (${exitCode ?? signalCode}): ${this.output.text}`);
    }
  }

  /// Asks the API.
  async api(token: string, method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MILLISECONDS_MAX),
    });
  }

  /// Adds a picture to the library, with what it shows.
  async upload(token: string, name: string, type: string, content: BlobPart, alt = '') {
    const body = new FormData();
    body.append('alt', alt);
    body.append('file', new Blob([content], { type }), name);
    const headers = { authorization: `Bearer ${token}` };
    const signal = AbortSignal.timeout(ANSWER_MILLISECONDS_MAX);
    const answer = await fetch(`${this.url}/api/v1/media`, { method: 'POST', headers, body, signal });
    if (answer.status !== 201) {
      throw new Error(`${answer.status}: ${await answer.text()}`);
    }
    return (await answer.json()) as { hash: string; path: string };
  }
}

/// Writes a post through the API, published unless the fields say otherwise.
export async function post(server: Server, token: string, fields: Record<string, unknown>) {
  const answer = await server.api(token, 'POST', '/posts', { status: 'published', ...fields });
  if (answer.status !== 201) {
    throw new Error(`${answer.status}: ${await answer.text()}`);
  }
  return (await answer.json()) as { id: string; slug: string; version: number };
}

/// A port at which nobody listens, below those that systems give to connections that go out: one of those could be taken
/// before the server listens there.
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 10_000);
    const probe = createServer();
    const isFree = await new Promise<boolean>((told) => {
      probe.once('error', () => told(false));
      probe.listen(port, '127.0.0.1', () => told(true));
    });
    await new Promise((closed) => probe.close(closed));
    if (isFree) {
      return port;
    }
  }
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'lithair-e2e-'));
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(ANSWER_MILLISECONDS_MAX) })).ok;
  } catch {
    return false;
  }
}
