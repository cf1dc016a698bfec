import type { Database } from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import type { FailedWrite } from '../../shared/ipc/sync.ts';
import type { KindName } from '../../shared/kinds/index.ts';
import type { Registry, VersionedWrite } from '../../shared/mutators/registry.ts';
import type { SentMutation, StoredOutcome } from '../../shared/sync-protocol.ts';
import type { Commit, Rebase } from './commit.ts';
import { type Entry, NOOP, type OutboxTable } from './outbox-table.ts';

/** The outbox as the sync engine and the sync screen use it. */
export type Sending = {
  /**
   * The next entries to send, in order, marked as having left.
   * @param limits.count at most so many
   * @param limits.bytes at most so much JSON text, but always one entry
   * @returns null when nothing waits to be sent
   */
  take(limits: {
    count: number;
    bytes: number;
  }): { clientId: string; generation: number; mutations: SentMutation[] } | null;
  /**
   * Records the server's final answers. A rejection takes the write's effect back and keeps its words; an applied
   * entry goes once its scope's stream has shown it.
   * @param clientId under whose name they were sent. What got another name meanwhile is asked again under that: its
   * acknowledgement is looked for there.
   * @returns how many of the answers were about entries that wait
   */
  settle(answers: readonly { uuid: string; outcome: StoredOutcome }[], clientId?: string): number;
  /**
   * The server misses numbers between `lastId` and what was sent. Where all of them are still here they are sent
   * again; else the numbering starts anew under a new client id.
   */
  fillGap(lastId: number): void;
  /** Another copy of this file, or a later state of it, used these numbers: become a new client, keep the uuids. */
  becomeNewClient(): void;
  /** Becomes a new client where a stream acknowledged numbers of ours that were never issued here. */
  checkClient(scope: string): void;
  /** Sets a write aside that no server can take (too large), as if it had been rejected; its number is used up. */
  refuse(uuid: string, reason: { code: string; message: string }): void;
  /** Sends a rejected write again, as a new write with the same words. @throws AppError `not_found`, or its refusal */
  retry(uuid: string): void;
  /** Drops a rejected write for good, or a waiting one and its effect. @throws AppError `not_found`, `already_applied` */
  discard(uuid: string): void;
  /** Rejected writes, newest first. */
  failed(): FailedWrite[];
  /** How many writes the server has not been seen to hold. */
  waiting(): number;
  /** True when there is something to send. */
  hasUnsent(): boolean;
};

export function createSending(deps: {
  db: Database;
  outbox: OutboxTable;
  commit: Commit;
  rebase: Rebase;
  now: () => Date;
  /** Makes a write anew within a transaction. */
  resend: (write: VersionedWrite, actor: string | null, touched: Set<KindName>) => void;
  registry: Registry;
}): Sending {
  const { db, outbox, commit, rebase, now, registry } = deps;
  const keepFailed = db.prepare(
    `insert or replace into failed_writes (uuid, name, args, version, home, made_at, actor, code, message, details,
       failed_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const failed = db.prepare<[], RawFailed>('select * from failed_writes order by failed_at desc, uuid desc');
  const failedOne = db.prepare<[string], RawFailed>('select * from failed_writes where uuid = ?');
  const dropFailed = db.prepare('delete from failed_writes where uuid = ?');
  const waiting = db
    .prepare<[], number>(`select count(*) from outbox where name <> '${NOOP}' and actor is not null`)
    .pluck();
  const issuedBeyond = db.prepare<[string, string, number], number>(
    'select 1 from acks where scope = ? and client_id = ? and mutation_id >= ?',
  );

  const fail = (entry: Entry, reason: { code: string; message: string; details?: unknown }) =>
    keepFailed.run(
      entry.uuid,
      entry.name,
      JSON.stringify(entry.args),
      entry.version,
      entry.home,
      entry.madeAt,
      entry.actor,
      reason.code,
      reason.message,
      JSON.stringify(reason.details ?? {}),
      now().toISOString(),
    );

  return {
    take: ({ count, bytes }) =>
      outbox.unsettled(1).length === 0 && !outbox.hasForeign()
        ? null
        : commit(() => {
            if (outbox.hasForeign()) outbox.renumber();
            const mutations: SentMutation[] = [];
            let size = 0;
            for (const entry of outbox.unsettled(count)) {
              const { id, uuid, name, args, version, madeAt } = entry;
              const mutation = { id, uuid, name, args, version, made_at: madeAt };
              size += Buffer.byteLength(JSON.stringify(mutation));
              if (size > bytes && mutations.length > 0) break;
              outbox.markSent(entry.seq);
              mutations.push(mutation);
            }
            return { clientId: outbox.clientId(), generation: registry.generation, mutations };
          }),

    settle: (answers, clientId = outbox.clientId()) =>
      commit((touched) => {
        const homes = new Map<string, number[]>();
        const touchedHome = (home: string) => {
          const ended = homes.get(home) ?? [];
          homes.set(home, ended);
          return ended;
        };
        let known = 0;
        for (const { uuid, outcome } of answers) {
          const entry = outbox.byUuid(uuid);
          if (!entry) continue;
          known += 1;
          if (entry.clientId !== clientId) continue;
          // A noop has no effect and no scope to show it: its answer is all there is to wait for.
          if (entry.name === NOOP) outbox.remove(entry.seq);
          else if (outcome.status === 'applied') outbox.setState(entry.seq, 'applied');
          else {
            fail(entry, outcome);
            outbox.remove(entry.seq);
            touchedHome(entry.home).push(entry.seq);
          }
          if (outcome.status === 'applied' && outbox.acknowledged(entry.home).length > 0)
            touchedHome(entry.home);
        }
        for (const [home, ended] of homes) rebase(home, touched, { ended });
        return known;
      }),

    fillGap: (lastId) =>
      commit(() => {
        const entries = outbox.after(lastId);
        for (const entry of entries) if (entry.state === 'applied') outbox.setState(entry.seq, 'sent');
        const whole = entries.every((entry, index) => entry.id === lastId + 1 + index);
        if (!whole || entries.length === 0) outbox.renumber();
      }),

    becomeNewClient: () => commit(() => void outbox.renumber()),

    checkClient(scope) {
      if (issuedBeyond.get(scope, outbox.clientId(), outbox.nextId()) !== undefined) outbox.renumber();
    },

    refuse: (uuid, reason) =>
      commit((touched) => {
        const entry = outbox.byUuid(uuid);
        if (!entry || entry.name === NOOP) return;
        fail(entry, reason);
        outbox.blank(entry.seq);
        rebase(entry.home, touched, { ended: [entry.seq] });
      }),

    retry: (uuid) =>
      commit((touched) => {
        const raw = failedOne.get(uuid);
        if (!raw) throw notFound();
        dropFailed.run(uuid);
        deps.resend({ ...raw, args: JSON.parse(raw.args) }, raw.actor, touched);
      }),

    discard: (uuid) =>
      commit((touched) => {
        if (dropFailed.run(uuid).changes > 0) return;
        const entry = outbox.byUuid(uuid);
        if (!entry || entry.name === NOOP) throw notFound();
        if (entry.state === 'applied') {
          throw new AppError('already_applied', 'The server has this change already.', { status: 409 });
        }
        if (entry.actor === null) outbox.remove(entry.seq);
        else outbox.blank(entry.seq);
        rebase(entry.home, touched, { ended: [entry.seq] });
      }),

    failed: () => failed.all().map((raw) => readFailed(raw, registry)),
    waiting: () => waiting.get() ?? 0,
    hasUnsent: () => outbox.unsettled(1).length > 0 || outbox.hasForeign(),
  };
}

type RawFailed = {
  uuid: string;
  name: string;
  args: string;
  version: number;
  made_at: string;
  actor: string | null;
  code: string;
  message: string;
};

function readFailed(raw: RawFailed, registry: Registry): FailedWrite {
  const { name, args } = registry.shown({ ...raw, args: JSON.parse(raw.args) });
  const { uuid, code, message, made_at: madeAt } = raw;
  return { uuid, name, args, code, message, madeAt };
}

const notFound = () =>
  new AppError('not_found', 'There is no such waiting or failed change.', { status: 404 });
