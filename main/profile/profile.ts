import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { type ServerInfo, serverInfoSchema } from '../../shared/discovery.ts';
import { AppError } from '../../shared/errors.ts';

/**
 * A profile is one person's folder on one machine:
 *
 *     device.sqlite     what belongs to this device alone: its id, settings, the account last used, device publishes
 *     local.sqlite      brands made before an account
 *     accounts/*.sqlite one replica for each server and account
 *     secrets.sealed    tokens, sealed by a key in the keychain; or secrets.passphrase, which a passphrase opens
 *     desktop.log
 *
 * The facts of a device are in SQLite rather than in JSON files for two reasons: a write is whole or not at all, and
 * the exclusive lock on the file keeps a second desktop off the profile and ends with the process, even by kill -9.
 */
export type Profile = {
  dir: string;
  deviceId: string;
  db: Database.Database;
  server(): string | null;
  setServer(url: string): void;
  /** The account that was signed in last, also while its session has expired; null before one and after signing out. */
  account(): Account | null;
  setAccount(account: Account | null): void;
  /** What a server said about itself when it was last asked, so that a start needs no connection. */
  serverInfo(serverUrl: string): ServerInfo | null;
  setServerInfo(serverUrl: string, info: ServerInfo): void;
  settings(): Record<string, unknown>;
  setSetting(key: string, value: unknown): void;
  close(): void;
};

const accountSchema = z.object({
  serverUrl: z.url(),
  /** Names the server whatever its address is. */
  serverKey: z.string().min(1),
  personId: z.uuid(),
  email: z.string(),
  name: z.string(),
});
export type Account = z.infer<typeof accountSchema>;

const SCHEMA = `
  create table if not exists facts (key text primary key, value text not null) strict, without rowid;
  create table if not exists settings (key text primary key, value text not null) strict, without rowid;
`;
const MAX_SETTING = 100_000;
const MAX_SETTINGS = 500;

/**
 * Opens a profile folder, made if it is not there, for this process alone.
 * @throws AppError `profile_in_use` while another desktop has it open, `profile_unusable` when it cannot be written
 */
export function openProfile(dir: string): Profile {
  const db = lockedDatabase(dir);
  db.exec(SCHEMA);

  const read = (key: string): unknown => {
    const row = z
      .object({ value: z.string() })
      .optional()
      .parse(db.prepare('select value from facts where key = ?').get(key));
    return row ? JSON.parse(row.value) : null;
  };
  const write = (key: string, value: unknown) =>
    db.prepare('insert or replace into facts (key, value) values (?, ?)').run(key, JSON.stringify(value));

  const known = z.uuid().safeParse(read('device_id'));
  const deviceId = known.success ? known.data : uuidv7();
  if (!known.success) write('device_id', deviceId);

  return {
    dir,
    deviceId,
    db,
    server: () => z.url().nullable().catch(null).parse(read('server')),
    setServer: (url) => write('server', url),
    account: () => accountSchema.nullable().catch(null).parse(read('account')),
    setAccount: (account) => write('account', account),
    serverInfo: (serverUrl) =>
      serverInfoSchema
        .nullable()
        .catch(null)
        .parse(read(`server_info ${serverUrl}`)),
    setServerInfo: (serverUrl, info) => write(`server_info ${serverUrl}`, info),
    settings() {
      const rows = z
        .array(z.object({ key: z.string(), value: z.string() }))
        .parse(db.prepare('select key, value from settings order by key').all());
      return Object.fromEntries(rows.map(({ key, value }) => [key, JSON.parse(value)]));
    },
    setSetting(key, value) {
      const text = JSON.stringify(value);
      if (text.length > MAX_SETTING)
        throw new AppError('too_large', 'That is too much for a setting.', { details: { key } });
      if (value === null) {
        db.prepare('delete from settings where key = ?').run(key);
        return;
      }
      db.prepare('insert or replace into settings (key, value) values (?, ?)').run(key, text);
      // A page that writes without end must not fill the disk: the oldest names give way.
      db.prepare(
        `delete from settings where key in
           (select key from settings where key <> ? limit max(0, (select count(*) from settings) - ?))`,
      ).run(key, MAX_SETTINGS);
    },
    close: () => db.close(),
  };
}

function lockedDatabase(dir: string): Database.Database {
  try {
    mkdirSync(join(dir, 'accounts'), { recursive: true, mode: 0o700 });
    chmodSync(dir, 0o700);
    const db = new Database(join(dir, 'device.sqlite'), { timeout: 500 });
    try {
      // The order matters: exclusive before the first read, so that the lock is taken and kept.
      db.pragma('locking_mode = exclusive');
      db.pragma('journal_mode = wal');
      db.pragma('synchronous = full');
      db.exec('begin immediate; commit');
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('SQLITE_BUSY')) {
      throw new AppError('profile_in_use', `Pillarbox is already open with this profile: ${dir}`, {
        details: { dir },
      });
    }
    throw new AppError(
      'profile_unusable',
      `Pillarbox cannot write to its folder ${dir} (${code || error}).`,
      {
        details: { dir },
      },
    );
  }
}
