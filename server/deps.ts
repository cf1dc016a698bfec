import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Config } from './config.ts';
import type { Db } from './db/db.ts';
import type { PageLanguages } from './languages.ts';
import type { Log } from './log.ts';
import type { VaultKeys } from './vault-keys.ts';

/** Who an access token speaks for, once it has been checked. */
export type Caller = { personId: string; sessionId: string; email: string };

/** @throws AppError `unauthorized` (401) when the token is missing, tampered with, expired or signed out */
export type VerifyAccessToken = (token: string) => Promise<Caller>;

/** What every module gets. Narrow it in the module: `(deps: Pick<ServerDeps, 'db' | 'now'>)`. */
export type ServerDeps = {
  config: Config;
  db: Db;
  /** Number of the newest applied migration. */
  migration: number;
  log: Log;
  /** The clock. Tests set it; nothing else in the server reads the time. */
  now: () => Date;
  verifyAccessToken: VerifyAccessToken;
  /** Seal and open secrets at rest with these; the first seals. */
  vaultKeys: VaultKeys;
  /** The words of the few pages people see in a browser. */
  languages: PageLanguages;
  /** The address others reach this server at, without a trailing slash; known once it listens. */
  publicUrl: () => string;
  /** Aborts when the server begins to close: end held polls and loops on it (check `aborted` before listening). */
  closing: AbortSignal;
  /** Registers work for a close, run in reverse order after requests ended and before the database goes. */
  onClose: (name: string, work: () => Promise<void> | void) => void;
};

/** The app as modules see it: routes take zod schemas in `schema`, which validate, type and document them. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** A vertical slice of the server: registers its routes and starts its workers. */
export type ServerModule = (app: App, deps: ServerDeps) => void | Promise<void>;
