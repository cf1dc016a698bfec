import type { Database } from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import type { KeptWrite } from '../../shared/ipc/sync.ts';
import type { KindName } from '../../shared/kinds/index.ts';
import type { Commit, Rebase } from './commit.ts';
import { removeReadableCopies } from './copies.ts';
import type { Entry, OutboxTable } from './outbox-table.ts';
import { createReader } from './reader.ts';
import { keptWrites } from './report.ts';
import type { ServerRows } from './server-rows.ts';

export type Wiping = {
  /**
   * Removes everything of a scope from this device, copies made before upgrades included. Waiting writes are kept
   * apart and never sent; their numbers are used up as noops.
   */
  wipeScope(scope: string, reason?: string): void;
  /** Writes kept apart by wipes, oldest first. */
  keptWrites(): KeptWrite[];
  keptCount(): number;
  /** Removes one of them for good. @throws AppError `not_found` */
  discardKept(uuid: string): void;
  /**
   * Lets kept writes wait again, in the order they were made and under their own uuids: what the server had decided
   * before it wiped them it will say again.
   * @param actor the person
   * @throws AppError `not_found`, `not_a_member` while their brand is not back; then none is sent
   */
  resendKept(uuids: readonly string[], actor: string | null): void;
};

export function createWiping(deps: {
  db: Database;
  outbox: OutboxTable;
  server: ServerRows;
  commit: Commit;
  rebase: Rebase;
  replay: (entry: Entry, touched: Set<KindName>) => void;
  now: () => Date;
}): Wiping {
  const { db, outbox, server, commit, rebase, replay, now } = deps;
  const keep = db.prepare(
    `insert or ignore into kept_writes (uuid, name, args, version, home, made_at, reason, kept_at)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const countKept = db.prepare<[], number>('select count(*) from kept_writes').pluck();
  const oneKept = db.prepare<[string], { name: string; args: string; version: number }>(
    'select name, args, version from kept_writes where uuid = ?',
  );
  const dropKept = db.prepare('delete from kept_writes where uuid = ?');
  const mergeSearch = ['comments', 'posts'].map((table) =>
    db.prepare(`insert into ${table}_search (${table}_search) values ('optimize')`),
  );
  const dropStream = db.prepare('delete from streams where scope = ?');

  return {
    wipeScope(scope, reason = 'scope_revoked') {
      // Everything, also pages that become free: this is the one place where that is worth its time.
      db.pragma('secure_delete = on');
      commit((touched) => {
        for (const entry of outbox.byHome(scope)) {
          const { uuid, name, args, version, home, madeAt } = entry;
          // What the server applied is there; only what it may not have is worth keeping.
          if (entry.state === 'applied') outbox.remove(entry.seq);
          else {
            keep.run(uuid, name, JSON.stringify(args), version, home, madeAt, reason, now().toISOString());
            if (entry.actor === null) outbox.remove(entry.seq);
            else outbox.blank(entry.seq);
          }
        }
        rebase(scope, touched, { everything: true, change: () => server.clear(scope) });
        dropStream.run(scope);
        // Until its pieces are merged a search index only notes that words are gone.
        for (const merge of mergeSearch) merge.run();
      });
      db.pragma('secure_delete = fast');
      // The log beside the file holds what pages were before.
      db.pragma('wal_checkpoint(truncate)');
      removeReadableCopies(db.name);
    },

    keptWrites: () => keptWrites(createReader(db)),
    keptCount: () => countKept.get() ?? 0,
    resendKept(uuids, actor) {
      commit((touched) => {
        const chosen = keptWrites(createReader(db)).filter(({ uuid }) => uuids.includes(uuid));
        if (chosen.length < new Set(uuids).size) throw gone();
        for (const { uuid, home, madeAt, sendable } of chosen) {
          if (!sendable) throw new AppError('not_a_member', 'You are not in this brand.', { status: 403 });
          const raw = oneKept.get(uuid);
          if (!raw) throw gone();
          const { name, version } = raw;
          dropKept.run(uuid);
          replay(
            outbox.add({ uuid, name, version, args: JSON.parse(raw.args), home, madeAt, actor }),
            touched,
          );
        }
      });
    },
    discardKept(uuid) {
      if (commit(() => dropKept.run(uuid).changes) === 0) throw gone();
    },
  };
}

const gone = () => new AppError('not_found', 'This change is not there any more.', { status: 404 });
