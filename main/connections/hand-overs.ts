import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import type { Row } from '../../shared/kinds/index.ts';

/** The server is done with a request, or has lost it, by now: it gives a platform 25 seconds. */
const SETTLED_MS = 120_000;

/**
 * Accounts that are being given to the server. From the mark on this device sends nothing with one, also after a crash,
 * until it is known who holds it: the server's yes may have been on its way when the line broke.
 */
export type HandOvers = {
  has(connectionId: string): boolean;
  begin(connectionId: string): void;
  /** Written before the request leaves: from here on only the server knows. */
  asked(connectionId: string): void;
  /** Known: the device goes on, or the server has it. */
  end(connectionId: string): void;
  /** Given up before anything was asked; what an earlier call asked stays open. */
  cancel(connectionId: string): void;
  /**
   * Finds out what became of those that an earlier call left open.
   * @param rowOf the connection as this device knows it; null: not on screen
   * @returns accounts that the server holds
   */
  settle(rowOf: (connectionId: string) => Row<'connection'> | null): Promise<string[]>;
};

const SCHEMA = `
  create table if not exists device_hand_overs (connection_id text primary key, asked_at text) strict;
`;
const rawSchema = z.object({ connection_id: z.string(), asked_at: z.string().nullable() });

/** @param holderNow asks the server; null: it cannot be asked now */
export function createHandOvers(deps: {
  db: Database;
  now: () => Date;
  holderNow(connectionId: string): Promise<'server' | 'device' | null>;
}): HandOvers {
  const { db, now } = deps;
  db.exec(SCHEMA);
  const insert = db.prepare('insert or ignore into device_hand_overs values (?, null)');
  const ask = db.prepare('update device_hand_overs set asked_at = ? where connection_id = ?');
  const remove = db.prepare('delete from device_hand_overs where connection_id = ?');
  const cancel = db.prepare('delete from device_hand_overs where connection_id = ? and asked_at is null');
  const one = db.prepare('select 1 from device_hand_overs where connection_id = ?');
  const all = db.prepare('select * from device_hand_overs order by connection_id');
  /** Those a call of this process is about. */
  const open = new Set<string>();

  const laterHolder = async (id: string, askedAt: string) =>
    now().getTime() - Date.parse(askedAt) < SETTLED_MS ? null : deps.holderNow(id);

  return {
    has: (id) => one.get(id) !== undefined,
    begin(id) {
      open.add(id);
      insert.run(id);
    },
    cancel(id) {
      cancel.run(id);
      open.delete(id);
    },
    asked: (id) => void ask.run(now().toISOString(), id),
    end(id) {
      remove.run(id);
      open.delete(id);
    },
    async settle(rowOf) {
      const given: string[] = [];
      for (const raw of all.all()) {
        const { connection_id: id, asked_at } = rawSchema.parse(raw);
        const row = rowOf(id);
        // Another account's: it is settled when that one is on screen.
        if (!row) continue;
        if (asked_at === null) {
          // Cut off before anything was asked; a call that is under way goes on.
          if (!open.has(id)) remove.run(id);
          continue;
        }
        const holder = row.holder === 'device' ? await laterHolder(id, asked_at) : 'server';
        if (holder === null) continue;
        remove.run(id);
        open.delete(id);
        if (holder === 'server') given.push(id);
      }
      return given;
    },
  };
}

/** Whether the server may have said yes although this is what came back. */
export const mayHaveArrived = (error: unknown): boolean =>
  !(error instanceof AppError) || ['offline', 'server_unreachable', 'bad_answer'].includes(error.code);
