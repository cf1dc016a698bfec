import type { Database } from 'better-sqlite3';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';

/** A write that waits: made here, not yet shown by the stream of its home scope. */
export type Entry = {
  /** Order in which writes were made, and are replayed. */
  seq: number;
  clientId: string;
  /** Place in that client's numbering. */
  id: number;
  uuid: string;
  name: string;
  args: unknown;
  /** Version of the arguments: that of the app which made it. They are upgraded where they are read. */
  version: number;
  home: string;
  madeAt: string;
  actor: string | null;
  /** `pending`: never left. `sent`: may have arrived. `applied`: the server said so, the stream has not shown it yet. */
  state: 'pending' | 'sent' | 'applied';
  tries: number;
};

export type NewEntry = Pick<Entry, 'uuid' | 'name' | 'args' | 'version' | 'home' | 'madeAt' | 'actor'>;

/** The outbox's rows and the numbering they get. Everything here runs inside the caller's transaction. */
export type OutboxTable = {
  clientId(): string;
  /** The number the next entry gets; numbers from it on were never issued under this client id. */
  nextId(): number;
  add(entry: NewEntry): Entry;
  last(): Entry | undefined;
  byUuid(uuid: string): Entry | undefined;
  bySeq(seq: number): Entry | undefined;
  byHome(scope: string): Entry[];
  /** Entries of this scope or brand prefix in the order they were made (`brand:<id>:`). */
  byHomePrefix(prefix: string): Entry[];
  /** Entries of the present client whose outcome is not known, by number. Writes made before an account never are among them. */
  unsettled(limit: number): Entry[];
  /** True when entries carry a client id that is not the present one and still have to be sent. */
  hasForeign(): boolean;
  /** Entries under the present client id with greater numbers, whatever their state, by number. */
  after(id: number): Entry[];
  /** Makes another write of an entry that never left. */
  rewrite(seq: number, change: Pick<Entry, 'uuid' | 'args' | 'madeAt'>): void;
  /** Names and versions among the entries. */
  versions(): Pick<Entry, 'name' | 'version'>[];
  setState(seq: number, state: Entry['state']): void;
  markSent(seq: number): void;
  /**
   * Turns an entry into a `noop`, because its number must still be used up at the server. It gets a uuid of its own:
   * the write it stood for may live on in a copy of this file, and must not be answered for by this.
   */
  blank(seq: number): void;
  remove(seq: number): void;
  /** A new name to the server: entries still to be sent are numbered from 1 in the order they were made. */
  renumber(): string;
  /** Entries acknowledged by what the streams showed (see main/sync/SPEC.md, A1). */
  acknowledged(scope: string): Entry[];
};

export const NOOP = 'noop';

type Raw = {
  seq: number;
  client_id: string;
  id: number;
  uuid: string;
  name: string;
  args: string;
  version: number;
  home: string;
  made_at: string;
  actor: string | null;
  state: Entry['state'];
  tries: number;
};

const read = (raw: Raw): Entry => ({
  seq: raw.seq,
  clientId: raw.client_id,
  id: raw.id,
  uuid: raw.uuid,
  name: raw.name,
  args: JSON.parse(raw.args),
  version: raw.version,
  home: raw.home,
  madeAt: raw.made_at,
  actor: raw.actor,
  state: raw.state,
  tries: raw.tries,
});

export function createOutboxTable(db: Database): OutboxTable {
  const all = (sql: string) => {
    const statement = db.prepare<unknown[], Raw>(`select * from outbox ${sql}`);
    return (...values: unknown[]) => statement.all(...values).map(read);
  };
  const one = (sql: string) => {
    const many = all(`${sql} limit 1`);
    return (...values: unknown[]) => many(...values)[0];
  };
  const run = (sql: string) => db.prepare<unknown[]>(sql);

  const getMeta = db.prepare<unknown[], string>('select value from meta where key = ?').pluck();
  const setMeta = run(
    'insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
  );
  const clientId = () => {
    const known = getMeta.get('client_id');
    if (known !== undefined) return known;
    const made = uuidv4();
    setMeta.run('client_id', made);
    return made;
  };
  const nextId = () => Number(getMeta.get('next_id') ?? '1');

  const insert = run(
    `insert into outbox (client_id, id, uuid, name, args, version, home, made_at, actor)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const last = one('order by seq desc');
  const byUuid = one('where uuid = ?');
  const bySeq = one('where seq = ?');
  const byHome = all('where home = ? order by seq');
  const byHomePrefix = all('where home >= ? and home < ? order by seq');
  const unsettled = all(
    "where client_id = ? and state <> 'applied' and actor is not null order by id limit ?",
  );
  const foreign = one("where client_id <> ? and state <> 'applied' and actor is not null");
  const after = all('where client_id = ? and id > ? order by id');
  const rewrite = run('update outbox set uuid = ?, args = ?, made_at = ? where seq = ?');
  const versions = db.prepare<[], Pick<Entry, 'name' | 'version'>>(
    `select distinct name, version from outbox where name <> '${NOOP}'`,
  );
  const setState = run('update outbox set state = ? where seq = ?');
  const markSent = run("update outbox set state = 'sent', tries = tries + 1 where seq = ?");
  const blank = run(`update outbox set uuid = ?, name = '${NOOP}', args = 'null', home = '' where seq = ?`);
  const remove = run('delete from outbox where seq = ?');
  const toSend = all("where state <> 'applied' order by seq");
  const number = run('update outbox set client_id = ?, id = ? where seq = ?');
  const acknowledged = all(
    `where home = ? and (
       exists (select 1 from acks a where a.scope = outbox.home and a.uuid = outbox.uuid)
       or state = 'applied' and exists (select 1 from acks a where a.scope = outbox.home
            and a.client_id = outbox.client_id and a.mutation_id >= outbox.id))
     order by seq`,
  );

  return {
    clientId,
    nextId,
    add(entry) {
      const id = nextId();
      const { uuid, name, args, version, home, madeAt, actor } = entry;
      const client = clientId();
      const { lastInsertRowid } = insert.run(
        client,
        id,
        uuid,
        name,
        JSON.stringify(args ?? null),
        version,
        home,
        madeAt,
        actor,
      );
      setMeta.run('next_id', String(id + 1));
      return { ...entry, seq: Number(lastInsertRowid), clientId: client, id, state: 'pending', tries: 0 };
    },
    last: () => last(),
    byUuid: (uuid) => byUuid(uuid),
    bySeq: (seq) => bySeq(seq),
    byHome: (scope) => byHome(scope),
    byHomePrefix: (prefix) => byHomePrefix(prefix, `${prefix}\u{10ffff}`),
    unsettled: (limit) => unsettled(clientId(), limit),
    hasForeign: () => foreign(clientId()) !== undefined,
    after: (id) => after(clientId(), id),
    rewrite: (seq, { uuid, args, madeAt }) =>
      void rewrite.run(uuid, JSON.stringify(args ?? null), madeAt, seq),
    versions: () => versions.all(),
    setState: (seq, state) => void setState.run(state, seq),
    markSent: (seq) => void markSent.run(seq),
    blank: (seq) => void blank.run(uuidv7(), seq),
    remove: (seq) => void remove.run(seq),
    renumber() {
      const client = uuidv4();
      setMeta.run('client_id', client);
      const entries = toSend();
      for (const [index, entry] of entries.entries()) number.run(client, index + 1, entry.seq);
      setMeta.run('next_id', String(entries.length + 1));
      return client;
    },
    acknowledged: (scope) => acknowledged(scope),
  };
}
