import type { Database } from 'better-sqlite3';
import { v4 as uuidv4 } from 'uuid';
import { NOOP } from './outbox-table.ts';
import { insertKnown, type Salvage } from './salvage.ts';

type Waiting = { seq: number; client_id: string; id: number; uuid: string };

/** Set in a file whose waiting writes were changed from outside: their effect has to be made anew. */
const REPLAY = 'replay';

/**
 * Brings the writes of the file that is in use into an older copy of it. What waits in both is as it is in the file;
 * what waits in the copy alone is sent again and answered by the server as it was then; what the file knows to be
 * refused, kept apart or discarded no longer waits. All get new numbers under a new client id.
 * @returns how many writes wait in the file
 */
export function carryOver(copy: Database, present: Salvage): number {
  const client = uuidv4();
  /** Until all are there and can be numbered. */
  const arriving = uuidv4();
  const waiting = copy.prepare<[], Waiting>('select seq, client_id, id, uuid from outbox');
  const drop = copy.prepare('delete from outbox where seq = ?');
  const update = copy.prepare(
    'update outbox set name = ?, args = ?, version = ?, made_at = ?, actor = ?, state = ? where uuid = ?',
  );
  const number = copy.prepare('update outbox set client_id = ?, id = ? where seq = ?');
  const meta = copy.prepare('insert or replace into meta (key, value) values (?, ?)');

  return copy
    .transaction(() => {
      const discarded = new Set(
        present.outbox.filter(({ name }) => name === NOOP).map((entry) => `${entry.client_id} ${entry.id}`),
      );
      const settled = new Set([...present.failed, ...present.kept].map(({ uuid }) => uuid));
      copy.prepare('delete from outbox where name = ?').run(NOOP);
      for (const { seq, uuid, client_id, id } of waiting.all())
        if (settled.has(uuid) || discarded.has(`${client_id} ${id}`)) drop.run(seq);

      const entries = present.outbox
        .filter(({ name }) => name !== NOOP)
        .sort((a, b) => Number(a.seq) - Number(b.seq));
      for (const [index, { seq: _, ...entry }] of entries.entries()) {
        const state = entry.state === 'pending' ? 'pending' : 'sent';
        const { name, args, version, made_at, actor, uuid } = entry;
        if (update.run(name, args, version ?? 1, made_at, actor, state, uuid).changes === 0)
          insertKnown(copy, 'outbox', { ...entry, state, client_id: arriving, id: index + 1 });
      }
      // Acknowledgements of the old name are not looked for under the new one: whatever may have arrived is asked again.
      copy.prepare("update outbox set state = 'sent' where state = 'applied'").run();
      const all = waiting.all().sort((a, b) => a.seq - b.seq);
      for (const [index, { seq }] of all.entries()) number.run(client, index + 1, seq);
      meta.run('client_id', client);
      meta.run('next_id', String(all.length + 1));

      for (const row of present.failed) insertKnown(copy, 'failed_writes', row);
      for (const row of present.kept) insertKnown(copy, 'kept_writes', row);
      for (const { key, value } of present.settings)
        copy.prepare('insert or replace into settings (key, value) values (?, ?)').run(key, value);
      meta.run(REPLAY, '1');
      return entries.length;
    })
    .immediate();
}

/** Scopes whose waiting writes have to be applied anew, once: after a file was rebuilt or restored. */
export function takeReplays(db: Database): string[] {
  if (db.prepare('delete from meta where key = ?').run(REPLAY).changes === 0) return [];
  return db
    .prepare<[], string>("select scope from base_rows union select home from outbox where home <> ''")
    .pluck()
    .all();
}

/** Says that the waiting writes of this file have no effect in it yet. */
export const markReplay = (db: Database): void =>
  void db.prepare('insert or replace into meta (key, value) values (?, ?)').run(REPLAY, '1');
