import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { Content, Failure } from '../../shared/connectors/contract.ts';
import type { MutationArgs } from '../../shared/mutators/index.ts';

/** What became of something this device sent, as the others will read it. */
export type Result = MutationArgs<'publication.record'>['result'];

export type Plan = {
  /** The publication's id: one subject has one row, however often it is asked for. */
  id: string;
  brandId: string;
  connectionId: string;
  subject: 'target' | 'reply' | 'part';
  subjectId: string;
  postId: string | null;
  /** Set: of a part that follows the post. */
  partId: string | null;
  /** Also decides the key on the platform, so it never changes while something of it may be out. */
  dueAt: string;
  content: Content;
  /** Goes out by itself, and again after a failure that may pass; else a person stands by. */
  auto: boolean;
};

export type Entry = Plan & {
  /**
   * `planned`: certainly not out. `armed`: a call that can post has begun. `unknown`: it may be out. `confirmed` and
   * `rejected` are settled, until a person asks again for a rejected one.
   */
  state: 'planned' | 'armed' | 'unknown' | 'confirmed' | 'rejected';
  tries: number;
  /** When the device acts on it by itself; null is never. */
  nextAt: string | null;
  result: Result | null;
  /** The replica has been told of the result. */
  recorded: boolean;
};

/**
 * What this device sends, durably: a crash between the platform's yes and our record finds the entry again, armed, and
 * asks the platform under the same key instead of sending twice.
 */
export type DeviceLedger = {
  get(id: string): Entry | null;
  /** Adds a plan; one that is there already stays as it is. */
  plan(plan: Plan, nextAt: string | null): void;
  /** A plan in place of one of before that certainly is not out, with nothing tried yet; what may be out stays as it is. */
  planAgain(plan: Plan, nextAt: string | null): void;
  /** New words for something that is certainly not out. */
  reword(id: string, content: Content): void;
  /** It is not to go out any more, and certainly is not out. */
  forget(id: string): void;
  arm(id: string): void;
  settle(
    id: string,
    state: 'confirmed' | 'rejected' | 'unknown',
    result: Result,
    nextAt: string | null,
  ): void;
  /** Writes several things or none. */
  atOnce(work: () => void): void;
  /** Certainly not out; to be tried again. */
  later(id: string, nextAt: string): void;
  /** What was ever to go out by an account. */
  ofConnection(connectionId: string): Entry[];
  /** Somebody else sends what is left of an account: entries that certainly are not out go. */
  drop(connectionId: string): void;
  /** Entries that wait for the device: due ones, and those a crash left behind. */
  due(now: string): Entry[];
  /** Settled entries the replica has not been told of. */
  unrecorded(): Entry[];
  recorded(id: string): void;
  /** The replica lost what it was told: it is told again. */
  tellAgain(id: string): void;
  /** After a start nothing is under way: whatever was armed may be out, and what goes out by itself is looked at. */
  recover(now: string): void;
};

const SCHEMA = `
  create table if not exists device_publications (
    id text primary key, brand_id text not null, connection_id text not null, subject text not null,
    subject_id text not null, post_id text, due_at text not null, content text not null, auto integer not null,
    state text not null, tries integer not null, next_at text, result text, recorded integer not null
  ) strict;
`;

const rawSchema = z.object({
  id: z.string(),
  brand_id: z.string(),
  connection_id: z.string(),
  subject: z.enum(['target', 'reply', 'part']),
  subject_id: z.string(),
  post_id: z.string().nullable(),
  due_at: z.string(),
  content: z.string(),
  auto: z.int(),
  state: z.enum(['planned', 'armed', 'unknown', 'confirmed', 'rejected']),
  tries: z.int(),
  next_at: z.string().nullable(),
  result: z.string().nullable(),
  recorded: z.int(),
  part_id: z.string().nullable(),
});

/** Our own JSON, written below. */
const fromRaw = (value: unknown): Entry => {
  const raw = rawSchema.parse(value);
  return {
    id: raw.id,
    brandId: raw.brand_id,
    connectionId: raw.connection_id,
    subject: raw.subject,
    subjectId: raw.subject_id,
    postId: raw.post_id,
    partId: raw.part_id,
    dueAt: raw.due_at,
    content: JSON.parse(raw.content) as Content,
    auto: raw.auto === 1,
    state: raw.state,
    tries: raw.tries,
    nextAt: raw.next_at,
    result: raw.result === null ? null : (JSON.parse(raw.result) as Result),
    recorded: raw.recorded === 1,
  };
};

const rawOf = (plan: Plan, nextAt: string | null) => ({
  id: plan.id,
  brandId: plan.brandId,
  connectionId: plan.connectionId,
  subject: plan.subject,
  subjectId: plan.subjectId,
  postId: plan.postId,
  partId: plan.partId,
  dueAt: plan.dueAt,
  content: JSON.stringify(plan.content),
  auto: plan.auto ? 1 : 0,
  nextAt,
});

export function createDeviceLedger(db: Database): DeviceLedger {
  db.exec(SCHEMA);
  // A file of before there were parts.
  const columns = db.pragma('table_info(device_publications)') as { name: string }[];
  if (!columns.some(({ name }) => name === 'part_id'))
    db.exec('alter table device_publications add column part_id text');
  const get = db.prepare('select * from device_publications where id = ?');
  const values = `values (@id, @brandId, @connectionId, @subject, @subjectId, @postId, @dueAt, @content, @auto, 'planned', 0,
    @nextAt, null, 0, @partId)`;
  const insert = db.prepare(`insert or ignore into device_publications ${values}`);
  const replace = db.prepare(
    `insert into device_publications ${values} on conflict (id) do update set
       due_at = excluded.due_at, content = excluded.content, auto = excluded.auto, state = 'planned', tries = 0,
       next_at = excluded.next_at, result = null, recorded = 0
     where state in ('planned', 'rejected')`,
  );
  // When the device looks at it stays: a crash from here on finds it again.
  const reword = db.prepare(
    `update device_publications set content = ? where id = ? and state in ('planned', 'rejected')`,
  );
  const forget = db.prepare(
    `delete from device_publications where id = ? and state in ('planned', 'rejected')`,
  );
  const arm = db.prepare(
    `update device_publications set state = 'armed', tries = tries + 1, next_at = null where id = ?`,
  );
  const settle = db.prepare(
    'update device_publications set state = ?, result = ?, next_at = ?, recorded = 0 where id = ?',
  );
  const later = db.prepare(`update device_publications set state = 'planned', next_at = ? where id = ?`);
  const due = db.prepare(
    `select * from device_publications where next_at <= ? and state in ('planned', 'unknown')
      order by next_at, due_at, id`,
  );
  const ofConnection = db.prepare('select * from device_publications where connection_id = ? order by id');
  const drop = db.prepare(`delete from device_publications where connection_id = ? and state = 'planned'`);
  const unrecorded = db.prepare(
    'select * from device_publications where result is not null and recorded = 0',
  );
  const recorded = db.prepare('update device_publications set recorded = ? where id = ?');
  const recover = db.prepare(
    `update device_publications set next_at = ?, state = case when state = 'armed' then 'unknown' else state end
      where state = 'armed' or (state = 'planned' and auto = 1 and next_at is null)`,
  );

  return {
    get(id) {
      const raw = get.get(id);
      return raw === undefined ? null : fromRaw(raw);
    },
    plan: (plan, nextAt) => void insert.run(rawOf(plan, nextAt)),
    planAgain: (plan, nextAt) => void replace.run(rawOf(plan, nextAt)),
    reword: (id, content) => void reword.run(JSON.stringify(content), id),
    forget: (id) => void forget.run(id),
    arm: (id) => void arm.run(id),
    settle: (id, state, result, nextAt) => void settle.run(state, JSON.stringify(result), nextAt, id),
    atOnce: (work) => db.transaction(work)(),
    later: (id, nextAt) => void later.run(nextAt, id),
    ofConnection: (connectionId) => ofConnection.all(connectionId).map(fromRaw),
    drop: (connectionId) => void drop.run(connectionId),
    due: (now) => due.all(now).map(fromRaw),
    unrecorded: () => unrecorded.all().map(fromRaw),
    recorded: (id) => void recorded.run(1, id),
    tellAgain: (id) => void recorded.run(0, id),
    recover: (now) => void recover.run(now),
  };
}

/** A failure in the words of the record. */
export const failed = (
  state: 'failed' | 'unknown' | 'missed' | 'cancelled',
  failure: Pick<Failure, 'code' | 'class' | 'message'>,
): Result => ({
  state,
  error_code: failure.code.slice(0, 80),
  error_class: failure.class,
  error_message: failure.message.slice(0, 2000),
});
