/**
 * A desktop's core in a process of its own, to be killed. It signs in, adds a file from a path unless its library has
 * one, and says what becomes of it: how much was sent in each piece, and when the server has it.
 */
import { resolve } from 'node:path';
import { createCore } from '../../main/core.ts';
import { readLanguages } from '../../main/languages.ts';
import { createLog } from '../../main/log.ts';
import { openProfile } from '../../main/profile/profile.ts';
import { memorySecrets } from '../../main/secrets/secrets.ts';
import type { AppState } from '../../shared/ipc/app.ts';
import type { QueryName } from '../../shared/queries.ts';

export type MediaTask = {
  profile: string;
  serverUrl: string;
  email: string;
  password: string;
  brandId: string;
  /** The file to add; not there: it only waits for what others add. */
  path?: string;
};
/** `gave`: a piece went out from `offset`. */
export type MediaEvent =
  | { event: 'signed in' | 'adding' | 'added' | 'uploaded' }
  | { event: 'gave'; offset: number; bytes: number }
  | { event: 'refused'; code: string }
  | { event: 'stuck'; code: string };

const task = JSON.parse(process.argv[2] ?? '') as MediaTask;
const say = (event: MediaEvent) => process.send?.(event);
const later = (ms: number) => new Promise((done) => setTimeout(done, ms));
const page = { trusted: true };
/** A line that is no loopback, so that there is a middle to be killed in. */
const PIECE_MS = 25;

const core = await createCore({
  host: {
    kind: 'browser',
    mediaBase: '/media/test',
    openExternal: async () => undefined,
    saveFile: async () => true,
    showFiles: async () => undefined,
    printPage: async () => 'cancelled',
  },
  profile: openProfile(task.profile),
  secrets: memorySecrets(),
  serverUrl: task.serverUrl,
  languages: readLanguages(),
  migrationsDir: resolve(import.meta.dirname, '../../migrations/replica'),
  keeperFile: resolve(import.meta.dirname, '../../main/keeper/thread.ts'),
  heicFile: resolve(import.meta.dirname, '../../main/media/heic-thread.ts'),
  log: createLog({ level: process.env.LOG_LEVEL ?? 'silent' }),
  timing: { backoff: { baseMs: 20, maxMs: 200 }, slowMs: 500, tickMs: 100 },
  async fetch(input, init) {
    if (init?.method === 'PATCH') {
      await later(PIECE_MS);
      const offset = Number(new Headers(init.headers).get('upload-offset'));
      say({ event: 'gave', offset, bytes: (init.body as Uint8Array | undefined)?.length ?? 0 });
    }
    return fetch(input, init);
  },
});

function read(name: 'state' | QueryName, args: unknown): unknown {
  let value: unknown;
  const [topic, what] = name === 'state' ? ['state', {}] : ['query', { name, args }];
  core.subscribe(page, topic, what, (message) => {
    if (message.ok) value = message.value;
  })();
  return name === 'state' ? value : (value as { value: unknown } | undefined)?.value;
}
const state = () => read('state', {}) as AppState;

while (state().session.state !== 'signed_in') {
  await core.invoke(page, 'session.signIn', { email: task.email, password: task.password });
  await later(20);
}
say({ event: 'signed in' });
while (!(read('brands', {}) as { id: string }[]).some(({ id }) => id === task.brandId)) await later(20);
const ALL = {
  text: '',
  folder: null,
  tag: null,
  type: null,
  minRating: 0,
  used: null,
  sort: 'newest',
  limit: 10,
};
const files = () =>
  (read('library', { brandId: task.brandId, ...ALL }) as { assets: { uploaded_at: string | null }[] }).assets;
if (task.path && files().length === 0) {
  say({ event: 'adding' });
  const answer = await core.addFile(page, { brandId: task.brandId, name: 'film.mp4' }, { path: task.path });
  if (!answer.ok) say({ event: 'refused', code: answer.error.code });
}
say({ event: 'added' });
for (let told = '', done = false; !done; ) {
  await later(20);
  const stuck = state().media.uploads.find(({ code }) => code !== null)?.code ?? '';
  if (stuck !== told && stuck !== '') say({ event: 'stuck', code: stuck });
  told = stuck;
  done = files().length > 0 && files().every(({ uploaded_at }) => uploaded_at !== null);
}
say({ event: 'uploaded' });
