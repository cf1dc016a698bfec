import { z } from 'zod';
import type { ErrorBody } from '../errors.ts';
import type { MutationArgs, MutationName } from '../mutators/index.ts';
import type { Outside } from '../notices.ts';
import { type QueryArgs, type QueryName, type QueryResult, queryArgs } from '../queries.ts';
import { type AppResults, type AppState, appMethods } from './app.ts';
import { type ConnectionsResults, connectionsMethods } from './connections.ts';
import { type ExchangeResults, exchangeMethods } from './exchange.ts';
import { type MediaResults, mediaMethods } from './media.ts';
import { type PeopleResults, peopleMethods } from './people.ts';
import { type PublishingResults, publishingMethods } from './publishing.ts';
import { type SessionResults, sessionMethods } from './session.ts';
import { type SyncResults, syncMethods } from './sync.ts';

/**
 * The one contract between the renderer and the desktop core, carried by Electron's IPC or the browser host's
 * WebSocket. `handle()` (main/ipc/handle.ts) checks the sender, then the arguments against these schemas, then wraps
 * the result as ok or error. Nothing secret ever comes back through it. Each slice has its methods and what they answer
 * in a file of its own.
 */

/** Arguments of every method. */
export const methods = {
  ...appMethods,
  ...sessionMethods,
  ...peopleMethods,
  ...connectionsMethods,
  ...publishingMethods,
  ...exchangeMethods,
  ...mediaMethods,
  ...syncMethods,
} as const;
export type MethodName = keyof typeof methods;

export type MethodResults = AppResults &
  SessionResults &
  PeopleResults &
  ConnectionsResults &
  PublishingResults &
  ExchangeResults &
  MediaResults &
  SyncResults;

/** Subscriptions: a live query, the app's state, or small events. */
export const subscriptions = {
  query: z.discriminatedUnion(
    'name',
    (Object.keys(queryArgs) as QueryName[]).map((name) =>
      z.object({ name: z.literal(name), args: queryArgs[name] }),
    ) as unknown as [z.ZodObject<{ name: z.ZodLiteral<QueryName>; args: z.ZodType }>],
  ),
  state: z.object({}),
  /** Ids of commands that were chosen outside the page: in the native menu, the tray, by a key the system listens for. */
  commands: z.object({}),
  /** What comes from outside the page: an address to show (a deep link, a notification), something to tell. */
  outside: z.object({}),
} as const;
export type SubscriptionName = keyof typeof subscriptions;

/**
 * What the preload bridge (or the browser host's) puts on `window.pillarbox`. Both carriers move JSON values only.
 * A subscription first delivers the present value, then every change, and goes on by itself after a reconnect. What
 * comes of a live query is a `LiveMessage`: its result whole, then patches.
 */
export type DesktopApi = {
  invoke(method: string, args: unknown): Promise<Answer>;
  subscribe(name: string, args: unknown, onMessage: (message: Answer) => void): () => void;
  /**
   * Brings a file a person chose or dropped into a brand's library. The file itself says where it is; no page names paths.
   * @param args `{ brandId, folder? }` @returns `{ assetId, known }`: `known` when the library had these bytes; or
   *   `{ use: 'import' }` @returns `{ token }`: the file is there to be looked into
   */
  addFile(args: unknown, file: File): Promise<Answer>;
};
export type Answer = { ok: true; value: unknown } | { ok: false; error: ErrorBody };

/** The typed face of DesktopApi that the renderer uses (renderer/app/desktop.ts). */
export type Desktop = {
  invoke<M extends MethodName>(method: M, args: z.infer<(typeof methods)[M]>): Promise<MethodResults[M]>;
  mutate<N extends MutationName>(name: N, args: MutationArgs<N>): Promise<void>;
  query<N extends QueryName>(
    name: N,
    args: QueryArgs<N>,
    onResult: (result: QueryResult<N>) => void,
    /** The core could not answer; it tries again by itself and `onResult` follows when it can. */
    onError?: (error: ErrorBody) => void,
  ): () => void;
  state(onState: (state: AppState) => void): () => void;
  commands(onCommand: (id: string) => void): () => void;
  outside(onMessage: (message: Outside) => void): () => void;
  /** @throws AppError why it was not taken */
  addFile(
    args: { brandId: string; folder?: string },
    file: File,
  ): Promise<{ assetId: string; known: boolean }>;
  /** Hands a file over to be looked into. @throws AppError why it could not be read */
  openFile(file: File): Promise<{ token: string }>;
};
