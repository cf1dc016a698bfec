import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from '../shared/errors.ts';
import { address, onOff, type Setting, type Settings, type Values, web } from '../shared/settings.ts';
import { type Clock, createClock, isInstant } from '../shared/time/clock.ts';
import { CONNECTORS } from './connectors/list.ts';
import type { S3Place } from './modules/media/s3.ts';

/** Default port of the server; the desktop's default address names it too. */
export const DEFAULT_PORT = 4820;

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, { error: 'must be a whole number' })
    .transform(Number)
    .refine((number) => number >= min && number <= max, { error: `must be from ${min} to ${max}` });

/** Schemas that are never served as they are. */
const OWN_SCHEMAS = /^(app|identity|secrets|sync|sandbox|shape_test|information_schema|pg_.*)$/;
const schemas = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .refine((names) => names.every((name) => name !== '' && !OWN_SCHEMAS.test(name)), {
    error: 'must name schemas, comma separated, and none of the server or the database',
  });

/** @returns the keys of `id:base64,id:base64`, or undefined when any of them is not valid */
export function parseVaultKeys(text: string): { id: string; key: Buffer }[] | undefined {
  const keys: { id: string; key: Buffer }[] = [];
  for (const part of text.split(',')) {
    const [id, encoded = ''] = part.trim().split(':');
    const key = Buffer.from(encoded, 'base64');
    if (!id || !/^[\w-]{1,32}$/.test(id) || key.length !== 32 || keys.some((known) => known.id === id))
      return;
    keys.push({ id, key });
  }
  return keys;
}

const vaultKeys = z.string().transform((text, context) => {
  const keys = parseVaultKeys(text);
  if (keys) return keys;
  const message = 'must be "id:key[,id:key]" with different ids and keys of 32 bytes in base64';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** What the server itself reads, in the order of the help text. Nothing else reads the environment. */
const OWN = {
  PORT: {
    schema: wholeNumber(0, 65_535),
    fallback: String(DEFAULT_PORT),
    help: 'Port to listen on; 0 takes a free one.',
  },
  HOST: {
    schema: z.string(),
    fallback: '127.0.0.1',
    help: 'Address to listen on. 0.0.0.0 lets other machines in: put TLS in front.',
  },
  PUBLIC_URL: {
    schema: web,
    shown: 'http://HOST:PORT',
    help: 'Address others reach this server at: invitations, redirects and public pages use it.',
  },
  PILLARBOX_DATA: {
    schema: z.string().transform((path) => resolve(path.replace(/^~(?=$|[/\\])/, homedir()))),
    shown: 'the folder for application data of this system',
    help: 'Data home: the embedded database, media and the key file.',
  },
  DATABASE_URL: {
    // Not by the URL parser: an address of a Unix socket (`postgres://user@/db?host=/folder`) has no host.
    schema: z.string().regex(/^postgres(ql)?:\/\/\S+$/, {
      error: 'must be an address starting with postgres:// or postgresql://',
    }),
    shown: 'the embedded PostgreSQL',
    help: 'A PostgreSQL 15 or newer to use instead of the embedded one.',
  },
  ELECTRIC_URL: {
    schema: web,
    shown: 'the built-in shape endpoint',
    help: 'An Electric sync service for reads, behind the same gateway.',
  },
  ELECTRIC_SECRET: { schema: z.string(), help: "The Electric service's secret." },
  SUPABASE_URL: {
    schema: web,
    shown: 'the built-in accounts',
    help: 'A Supabase project that keeps the accounts.',
  },
  SUPABASE_ANON_KEY: {
    schema: z.string(),
    help: "The Supabase project's anonymous key; needed with SUPABASE_URL.",
  },
  PILLARBOX_VAULT_KEYS: {
    schema: vaultKeys,
    shown: 'a key file in the data home',
    help: 'Keys that seal platform tokens, "id:base64 of 32 bytes", comma separated. The first seals, all open.',
  },
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be fatal, error, warn, info, debug, trace or silent',
    }),
    fallback: 'info',
    help: 'How much is logged: fatal, error, warn, info, debug, trace or silent.',
  },
  PUBLISHER: { schema: onOff, fallback: 'on', help: 'Whether this process publishes what is due.' },
  PUBLISHER_INTERVAL_MS: {
    schema: wholeNumber(50, 600_000),
    fallback: '2000',
    help: 'Milliseconds between two scans for what is due.',
  },
  PILLARBOX_NOW: {
    schema: z
      .string()
      .refine(isInstant, { error: 'must be an instant like 2026-11-18T10:40:00Z' })
      .transform((text) => createClock(text)),
    shown: "the system's clock",
    help: 'For tests and screenshots: the instant at which the clock of this server stands still. Nothing is published then.',
  },
  FEEDS_INTERVAL_MS: {
    schema: wholeNumber(50, 3_600_000),
    fallback: '15000',
    help: 'Milliseconds between two looks for feeds that are due.',
  },
  COMMENTS_INTERVAL_MS: {
    schema: wholeNumber(50, 3_600_000),
    fallback: '60000',
    help: 'Milliseconds between two looks for new comments.',
  },
  COMMENTS_WINDOW_DAYS: {
    schema: wholeNumber(1, 36_500),
    fallback: '90',
    help: 'Days without activity after which a comment is no longer kept on every desktop; it is loaded on demand.',
  },
  MEDIA_MAX_FILE_MB: {
    schema: wholeNumber(1, 100_000),
    fallback: '1024',
    help: 'The largest file a library takes, in MiB.',
  },
  MEDIA_QUOTA_MB: {
    schema: wholeNumber(1, 100_000_000),
    fallback: '51200',
    help: "How much room an organization's files may take on this server, in MiB.",
  },
  MEDIA_S3_URL: {
    schema: web.refine((text) => new URL(text).pathname.length > 1, {
      error: 'must end with the name of the bucket',
    }),
    shown: 'the data home',
    help: 'A bucket for the files of libraries, on a service that speaks S3: its address with the bucket as the path.',
  },
  MEDIA_S3_REGION: { schema: z.string(), fallback: 'us-east-1', help: "That bucket's region." },
  MEDIA_S3_KEY_ID: {
    schema: z.string(),
    help: 'Id of a key that may read, write and delete in it; needed with MEDIA_S3_URL.',
  },
  MEDIA_S3_SECRET: { schema: z.string(), help: "That key's secret; needed with MEDIA_S3_URL." },
  SMTP_URL: {
    schema: address(['smtp:', 'smtps:']),
    shown: 'none: no mail is sent',
    help: 'Where mail about posts that did not go out is handed over: smtp://user:password@host:587, or smtps://.',
  },
  MAIL_FROM: {
    schema: z.string().regex(/^[^\r\n]*[^\s@]+@[^\s@]+$|^[^\r\n<]*<[^\s@<>]+@[^\s@<>]+>$/, {
      error: 'must be a mail address',
    }),
    help: 'The sender of that mail: Pillarbox <pillarbox@example.org>. Needed with SMTP_URL.',
  },
  MAIL_WAIT_SECONDS: {
    schema: wholeNumber(0, 3600),
    fallback: '180',
    help: 'How long a failure waits for others of its brand, so that they go in one mail.',
  },
  MAIL_INTERVAL_MS: {
    schema: wholeNumber(50, 3_600_000),
    fallback: '15000',
    help: 'Milliseconds between two looks for mail to send.',
  },
  PRIVATE_HOSTS: {
    schema: onOff,
    shown: 'on where HOST and PUBLIC_URL are this machine only, else off',
    help: 'Whether a service address that a person types in may be plain http or inside a private network.',
  },
  PILLARBOX_SHAPE_TEST_SCHEMAS: {
    schema: schemas,
    shown: 'none: there is no such endpoint',
    help: 'For tests of shape clients: serves every table of these schemas at /v1/shape, to anybody. This machine only.',
  },
  PILLARBOX_SHAPE_TEST_CHUNK_BYTES: {
    schema: wholeNumber(1, 1024 ** 3),
    fallback: String(10 * 1024 * 1024),
    help: 'How much JSON an answer of /v1/shape holds.',
  },
  PILLARBOX_SHAPE_TEST_ALLOW_DELETE: {
    schema: onOff,
    fallback: 'off',
    help: 'Whether DELETE /v1/shape forgets a shape.',
  },
} satisfies Settings;

const OF_CONNECTORS: Settings = Object.assign({}, ...CONNECTORS.map(({ settings }) => settings));

export type Config = {
  port: number;
  host: string;
  /** Undefined: the address that is listened on. Known for sure only then; use `publicUrl` of a running server. */
  publicUrl: string | undefined;
  /** Absolute path. */
  dataHome: string;
  databaseUrl: string | undefined;
  electric: { url: string; secret: string | undefined } | undefined;
  supabase: { url: string; anonKey: string } | undefined;
  /** Undefined: use the key file in the data home. The first key seals, all of them open. */
  vaultKeys: { id: string; key: Buffer }[] | undefined;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** What the server takes for the present; the publisher is off by one that stands still. */
  clock: Clock;
  publisher: { enabled: boolean; intervalMs: number };
  /** `windowDays`: without activity, until a comment leaves the projection. */
  comments: { intervalMs: number; windowDays: number };
  feeds: { intervalMs: number };
  /** `s3`: where whole files are; undefined: in the data home. */
  media: { maxFileMb: number; quotaMb: number; s3: S3Place | undefined };
  /** What the connectors are configured with, by the names of their settings. */
  connectors: Readonly<Record<string, unknown>>;
  /** Undefined: no mail is sent. */
  mail: { url: string; from: string; waitMs: number; intervalMs: number } | undefined;
  /** Addresses that people type in may lie in private networks. */
  privateHosts: boolean;
  /** Undefined: there is no endpoint for tests of shape clients. */
  shapeTest: { schemas: string[]; chunkBytes: number; allowDelete: boolean } | undefined;
};

/**
 * Reads the environment once.
 * @throws AppError config_invalid that names every bad variable and what is wrong with it (never its value)
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const problems: string[] = [];
  const parsed = <S extends Settings>(settings: S) =>
    Object.fromEntries(
      Object.entries(settings).map(([name, { schema, fallback }]) => {
        // An empty variable is an unset one: that is how shells and compose files switch one off.
        const text = env[name]?.trim() || fallback;
        if (text === undefined) return [name, undefined];
        const result = schema.safeParse(text);
        if (!result.success) problems.push(`${name} ${result.error.issues[0]?.message ?? 'is not valid'}`);
        return [name, result.data];
      }),
    ) as Values<S>;
  const read = parsed(OWN);
  const connectors = parsed(OF_CONNECTORS);
  if (read.SUPABASE_URL && !read.SUPABASE_ANON_KEY)
    problems.push('SUPABASE_ANON_KEY is needed with SUPABASE_URL');
  if (read.SMTP_URL && !read.MAIL_FROM) problems.push('MAIL_FROM is needed with SMTP_URL');
  if (read.MEDIA_S3_URL && !(read.MEDIA_S3_KEY_ID && read.MEDIA_S3_SECRET))
    problems.push('MEDIA_S3_KEY_ID and MEDIA_S3_SECRET are needed with MEDIA_S3_URL');
  const local = isLoopback(read.HOST) && (!read.PUBLIC_URL || isLoopback(new URL(read.PUBLIC_URL).hostname));
  // It asks nobody who they are.
  if (read.PILLARBOX_SHAPE_TEST_SCHEMAS && (!local || env.NODE_ENV === 'production')) {
    problems.push(
      'PILLARBOX_SHAPE_TEST_SCHEMAS must not be set where others reach this server (HOST, PUBLIC_URL) or NODE_ENV is production',
    );
  }
  if (problems.length > 0) {
    throw new AppError(
      'config_invalid',
      `The configuration is not valid:\n${problems.map((line) => `  ${line}`).join('\n')}`,
      {
        details: { problems },
      },
    );
  }
  return {
    port: read.PORT,
    host: read.HOST,
    publicUrl: read.PUBLIC_URL,
    dataHome: read.PILLARBOX_DATA ?? defaultDataHome(process.platform, env),
    databaseUrl: read.DATABASE_URL,
    electric: read.ELECTRIC_URL ? { url: read.ELECTRIC_URL, secret: read.ELECTRIC_SECRET } : undefined,
    supabase:
      read.SUPABASE_URL && read.SUPABASE_ANON_KEY
        ? { url: read.SUPABASE_URL, anonKey: read.SUPABASE_ANON_KEY }
        : undefined,
    vaultKeys: read.PILLARBOX_VAULT_KEYS,
    logLevel: read.LOG_LEVEL,
    clock: read.PILLARBOX_NOW ?? createClock(null),
    publisher: { enabled: read.PUBLISHER && !read.PILLARBOX_NOW, intervalMs: read.PUBLISHER_INTERVAL_MS },
    comments: { intervalMs: read.COMMENTS_INTERVAL_MS, windowDays: read.COMMENTS_WINDOW_DAYS },
    feeds: { intervalMs: read.FEEDS_INTERVAL_MS },
    media: {
      maxFileMb: read.MEDIA_MAX_FILE_MB,
      quotaMb: read.MEDIA_QUOTA_MB,
      s3:
        read.MEDIA_S3_URL && read.MEDIA_S3_KEY_ID && read.MEDIA_S3_SECRET
          ? {
              url: read.MEDIA_S3_URL,
              region: read.MEDIA_S3_REGION,
              keyId: read.MEDIA_S3_KEY_ID,
              secret: read.MEDIA_S3_SECRET,
            }
          : undefined,
    },
    connectors,
    mail:
      read.SMTP_URL && read.MAIL_FROM
        ? {
            url: read.SMTP_URL,
            from: read.MAIL_FROM,
            waitMs: read.MAIL_WAIT_SECONDS * 1000,
            intervalMs: read.MAIL_INTERVAL_MS,
          }
        : undefined,
    // A server that only this machine reaches may reach this machine; one behind a proxy has a public address.
    privateHosts: read.PRIVATE_HOSTS ?? local,
    shapeTest: read.PILLARBOX_SHAPE_TEST_SCHEMAS && {
      schemas: read.PILLARBOX_SHAPE_TEST_SCHEMAS,
      chunkBytes: read.PILLARBOX_SHAPE_TEST_CHUNK_BYTES,
      allowDelete: read.PILLARBOX_SHAPE_TEST_ALLOW_DELETE,
    },
  };
}

const isLoopback = (host: string) => /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(host);

/** The per-user folder for application data, by each system's own convention. */
export function defaultDataHome(platform: NodeJS.Platform, env: Record<string, string | undefined>): string {
  const home = homedir();
  if (platform === 'win32')
    return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'Pillarbox', 'server');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Pillarbox', 'server');
  const xdg = env.XDG_DATA_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.local', 'share'), 'pillarbox', 'server');
}

/** What `--help` prints: each variable with its default and meaning. */
export function configHelp(): string {
  const lines = Object.entries<Setting>({ ...OWN, ...OF_CONNECTORS }).map(
    ([name, { fallback, shown, help }]) =>
      `  ${name}\n      ${help}\n      Default: ${fallback ?? shown ?? 'none'}`,
  );
  return ['Pillarbox server. It is configured by environment variables:', '', ...lines, ''].join('\n');
}
