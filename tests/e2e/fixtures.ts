import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { startKeyring, type TestKeyring } from '../support/keyring.ts';

const root = resolve(import.meta.dirname, '../..');

/** A process of the product under test. */
export type Running = {
  /** Everything it printed so far. */
  output(): string;
  /** SIGTERM, then waits for the end. */
  stop(): Promise<void>;
  /** SIGKILL: as a crash. */
  kill(): Promise<void>;
};

export type RunningServer = Running & { url: string };
export type RunningDesktop = Running & { page: Page; profile: string };

type World = {
  /** Starts the server on the world's own data and port; starting again after a stop keeps both. */
  startServer(env?: Record<string, string>): Promise<RunningServer>;
  serverUrl: string;
  /** Starts a desktop and opens its window. The same `profile` name opens the same desktop again. */
  startDesktop(profile: string, env?: Record<string, string>): Promise<RunningDesktop>;
};

async function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? resolvePort(address.port) : reject()));
    });
  });
}

/** Spawns and waits for a line that `ready` accepts. */
async function run<T>(
  args: string[],
  env: Record<string, string>,
  ready: (line: string) => T | undefined,
): Promise<{ child: ChildProcess; value: T; running: Running }> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const value = await new Promise<T>((found, failed) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      output += `${line}\n`;
      const result = ready(line);
      if (result !== undefined) found(result);
    });
    child.once('exit', (code) => failed(new Error(`${args.join(' ')} ended with ${code}:\n${output}`)));
  });
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  return {
    child,
    value,
    running: { output: () => output, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') },
  };
}

export const test = base.extend<{ world: World }, { keyring: TestKeyring }>({
  // A real one: a desktop that is closed and opened again is still signed in.
  keyring: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
    async ({}, use) => {
      const keyring = await startKeyring();
      await use(keyring);
      await keyring.stop();
    },
    { scope: 'worker' },
  ],
  world: async ({ browser, keyring }, use) => {
    const home = await mkdtemp(join(tmpdir(), 'pillarbox-e2e-'));
    const port = await freePort();
    const serverUrl = `http://127.0.0.1:${port}`;
    const started: Running[] = [];
    const contexts: BrowserContext[] = [];

    await use({
      serverUrl,
      async startServer(env = {}) {
        const { running } = await run(
          ['server/main.ts'],
          {
            PORT: String(port),
            PILLARBOX_DATA: join(home, 'server'),
            PUBLISHER_INTERVAL_MS: '250',
            COMMENTS_INTERVAL_MS: '500',
            ...env,
          },
          (line) => (line.startsWith('PILLARBOX_READY') ? true : undefined),
        );
        started.push(running);
        return { ...running, url: serverUrl };
      },
      async startDesktop(name, env = {}) {
        const profile = join(home, name);
        const { value: url, running } = await run(
          ['out/main/browser.js'],
          { ...keyring.env, PILLARBOX_PROFILE: profile, PILLARBOX_SERVER_URL: serverUrl, ...env },
          (line) => /PILLARBOX_URL (\S+)/.exec(line)?.[1],
        );
        started.push(running);
        const context = await browser.newContext();
        contexts.push(context);
        const page = await context.newPage();
        await page.goto(url);
        return {
          ...running,
          page,
          profile,
          async stop() {
            await context.close();
            await running.stop();
          },
        };
      },
    });

    await Promise.all(contexts.map((context) => context.close().catch(() => undefined)));
    await Promise.all(started.reverse().map((running) => running.stop()));
    await rm(home, { recursive: true, force: true });
  },
});

export { expect };

/**
 * axe finds nothing on what is on screen, by WCAG 2.2 A and AA.
 * @param asked `except`: rules that do not hold there, with a reason where it is called; `only`: these rules and no others
 */
export async function expectAccessible(
  page: Page,
  { except = [], only }: { except?: string[] | undefined; only?: string[] | undefined } = {},
): Promise<void> {
  // No page here has frames, and the mode that looks into them opens a tab of its own each time.
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  if (only) axe.withRules(only.filter((rule) => !except.includes(rule)));
  else axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).disableRules(except);
  const { violations } = await axe.analyze();
  expect(
    violations.map(({ id, nodes }) => ({
      id,
      where: nodes.map(({ target, failureSummary }) => ({ target, failureSummary })),
    })),
  ).toEqual([]);
}
