import { z } from 'zod';
import { isMutationName, type MutationName } from '../mutators/index.ts';
import { menuItemSchema } from '../native-menu.ts';
import type { DownloadState, UploadState } from './media.ts';
import type { SyncState } from './sync.ts';

const mutationName = z.custom<MutationName>((name) => typeof name === 'string' && isMutationName(name));

/** The page itself: what it writes, what is always on its screen, and what the system shows for it. */
export const appMethods = {
  /** Writes one or several mutations in one local transaction: all or none. */
  mutate: z.object({
    mutations: z
      .array(z.object({ name: mutationName, args: z.unknown() }))
      .min(1)
      .max(50_000),
  }),
  /** Opens a web address in the system's browser; https, and http on this machine, only. */
  'host.openExternal': z.object({ url: z.url() }),
  /** What the system's menu bar is to hold: every command, the whole list anew whenever it changes. */
  'menu.show': z.object({ items: z.array(menuItemSchema).max(400) }),
  /** UI state that survives a restart (last view, last brand, theme); small JSON. */
  'settings.set': z.object({ key: z.string().max(80), value: z.json() }),
} as const;

export type AppResults = {
  mutate: { uuids: string[] };
  'host.openExternal': null;
  'menu.show': null;
  'settings.set': null;
};

/** What is always on screen: who, where, and whether everything is safe. Pushed whole when it changes. */
export type AppState = {
  host: 'electron' | 'browser';
  serverUrl: string;
  deviceId: string;
  /** Platforms the server says it connects; empty before it was reached once. */
  platforms: string[];
  session:
    | { state: 'none' }
    /** `expired`: signed in here before, the server wants the password again; everything stays usable. */
    | { state: 'signed_in' | 'expired'; personId: string; email: string; name: string };
  /** Local brands that wait to be given to an organization, after signing in. */
  toAdopt: { id: string; name: string }[];
  /**
   * Where secrets live: the OS keychain; this session's memory only because there is none; a file that the person's
   * passphrase opens, and opened (`passphrase`) or has not yet (`locked`).
   */
  keychain: 'keychain' | 'session_only' | 'passphrase' | 'locked';
  sync: SyncState;
  /**
   * May the lid be closed? `yes`: everything is on a server that is another machine. `this_computer`: the server runs
   * here. `waiting`: writes have not arrived yet. `media_waiting`: nor have files of posts that are planned.
   * `no_account`/`device_held`: nobody else could publish.
   */
  lid: {
    answer:
      | 'yes'
      | 'this_computer'
      | 'waiting'
      | 'media_waiting'
      | 'no_account'
      | 'device_held'
      | 'nothing_planned';
    waiting: number;
  };
  media: {
    /** Where the page finds files: `<base>/thumb/<asset>` (small, WebP) and `<base>/file/<asset>`. */
    base: string;
    /** Files that are on this device and not on the server, oldest first, at most 200. */
    uploads: UploadState[];
    /** Files that come from the server, or will: those somebody looks at, and those of posts to come; at most 200. */
    downloads: DownloadState[];
  };
  /** Where the clock stands still, for tests and screenshots (shared/time/clock.ts); null: it runs. */
  clockStandsAt: string | null;
  settings: Record<string, unknown>;
};
