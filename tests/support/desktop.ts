import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import { type Core, createCore } from '../../main/core.ts';
import { readLanguages } from '../../main/languages.ts';
import { createLog } from '../../main/log.ts';
import { openProfile } from '../../main/profile/profile.ts';
import { memorySecrets, type Secrets } from '../../main/secrets/secrets.ts';
import { AppError } from '../../shared/errors.ts';
import type { AppState } from '../../shared/ipc/app.ts';
import type { MethodName, MethodResults } from '../../shared/ipc/index.ts';
import type { MutationArgs, MutationName } from '../../shared/mutators/index.ts';
import type { QueryArgs, QueryName, QueryResult } from '../../shared/queries.ts';

/** The desktop's core on a profile of its own, called as a page would call it. */
export type TestDesktop = {
  core: Core;
  profile: string;
  secrets: Secrets;
  /** Addresses it wanted opened in the system's browser. */
  opened: string[];
  /** Files it saved. */
  saved: { name: string; text: string; bytes: Buffer }[];
  invoke<M extends MethodName>(method: M, args: unknown): Promise<MethodResults[M]>;
  mutate<N extends MutationName>(name: N, args: MutationArgs<N>): Promise<void>;
  /** Adds a file to a brand's library, as a host would. @throws AppError why it was not taken */
  add(
    brandId: string,
    name: string,
    source: Parameters<Core['addFile']>[2],
  ): Promise<{ assetId: string; known: boolean }>;
  /** Hands a file over to be looked into. @returns its token */
  hand(name: string, bytes: Uint8Array): Promise<string>;
  /** What a live query shows now. */
  query<N extends QueryName>(name: N, args: QueryArgs<N>): QueryResult<N>;
  state(): AppState;
  /** Waits until the state is so. */
  until(what: (state: AppState) => unknown, within?: number): Promise<AppState>;
  /** Closes the core; the profile and its secrets stay for `openDesktop({ from })`. */
  close(): Promise<void>;
  remove(): void;
};

export type DesktopOptions = {
  serverUrl?: string;
  /** Opens the profile of a closed desktop again. */
  from?: Pick<TestDesktop, 'profile' | 'secrets'>;
  secrets?: Secrets;
  fetch?: typeof fetch;
  now?: () => Date;
  /** With the example brand. */
  demo?: boolean;
  onOpen?: (url: string) => void;
  /** Writes everything it has to say into this file. */
  logFile?: string;
};

export async function openDesktop(options: DesktopOptions = {}): Promise<TestDesktop> {
  const dir = options.from?.profile ?? mkdtempSync(join(tmpdir(), 'desktop-'));
  const secrets = options.secrets ?? options.from?.secrets ?? memorySecrets();
  const opened: string[] = [];
  const saved: TestDesktop['saved'] = [];
  const core = await createCore({
    host: {
      kind: 'browser',
      mediaBase: '/media/test',
      async openExternal(url) {
        opened.push(url);
        options.onOpen?.(url);
      },
      async saveFile(name, content) {
        const bytes = typeof content === 'string' ? Buffer.from(content) : readFileSync(content.path);
        saved.push({ name, text: bytes.toString(), bytes });
        return true;
      },
      async showFiles(folder, names) {
        for (const name of names) {
          const bytes = readFileSync(join(folder, name));
          saved.push({ name, text: bytes.toString(), bytes });
        }
      },
      async printPage(name, path) {
        const bytes = readFileSync(path);
        saved.push({ name, text: bytes.toString(), bytes });
        return 'saved';
      },
    },
    profile: openProfile(dir),
    secrets,
    serverUrl: options.serverUrl ?? 'http://127.0.0.1:9',
    languages: readLanguages(),
    migrationsDir: resolve(import.meta.dirname, '../../migrations/replica'),
    keeperFile: resolve(import.meta.dirname, '../../main/keeper/thread.ts'),
    heicFile: resolve(import.meta.dirname, '../../main/media/heic-thread.ts'),
    log: options.logFile
      ? createLog({ level: 'trace', file: options.logFile })
      : createLog({ level: process.env.LOG_LEVEL ?? 'silent' }),
    ...(options.fetch ? { fetch: options.fetch } : {}),
    ...(options.demo ? { demo: resolve(import.meta.dirname, '../../main/demo/pictures') } : {}),
    ...(options.now ? { clock: { now: options.now, standsAt: null } } : {}),
    timing: { backoff: { baseMs: 20, maxMs: 200 }, slowMs: 500, tickMs: 100 },
  });
  const page = { trusted: true };

  const first = (name: string, args: unknown): unknown => {
    let value: unknown;
    core.subscribe(page, name, args, (message) => {
      if (!message.ok) throw new AppError(message.error.code, message.error.message);
      value = message.value;
    })();
    return value;
  };
  const desktop: TestDesktop = {
    core,
    profile: dir,
    secrets,
    opened,
    saved,
    async invoke(method, args) {
      const answer = await core.invoke(page, method, args);
      if (answer.ok) return answer.value as never;
      throw new AppError(answer.error.code, answer.error.message, { details: answer.error.details ?? {} });
    },
    async mutate(name, args) {
      await desktop.invoke('mutate', { mutations: [{ name, args }] });
    },
    async add(brandId, name, source) {
      const answer = await core.addFile(page, { brandId, name }, source);
      if (answer.ok) return answer.value as { assetId: string; known: boolean };
      throw new AppError(answer.error.code, answer.error.message, { details: answer.error.details ?? {} });
    },
    async hand(name, bytes) {
      const stream = (async function* () {
        yield bytes;
      })();
      const answer = await core.addFile(page, { use: 'import', name }, { stream, bytes: bytes.length });
      if (answer.ok) return (answer.value as { token: string }).token;
      throw new AppError(answer.error.code, answer.error.message, { details: answer.error.details ?? {} });
    },
    query: (name, args) => (first('query', { name, args }) as { value: never }).value,
    state: () => first('state', {}) as AppState,
    async until(what, within = 15_000) {
      await expect.poll(() => Boolean(what(desktop.state())), { timeout: within, interval: 25 }).toBe(true);
      return desktop.state();
    },
    close: () => core.close(),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
  return desktop;
}
