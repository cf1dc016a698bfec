import type { Database } from 'better-sqlite3';
import { type KindName, kinds, type Row } from '../../shared/kinds/index.ts';
import type { OlderCursor, OlderFilter, OlderPage, OlderState } from '../../shared/older-comments.ts';
import { engagementScope } from '../../shared/scopes.ts';
import type { Reader } from './reader.ts';
import type { AnyRow } from './rows.ts';

/** So many older comments of a brand are kept; beyond, the oldest go first. */
export const OLDER_KEPT = 2000;

/** The cache of older comments and their replies, as the replica writes it. All of it inside the caller's transaction. */
export type OlderRows = {
  /** True when there is anything at all; what follows is not worth its time otherwise. */
  any(): boolean;
  /** Takes a row that leaves the stream because of its age. Other kinds than comments and replies are not kept. */
  keep(kind: KindName, row: AnyRow, scope: string): void;
  drop(kind: KindName, id: string): void;
  /** Drops all of a scope but rows of these keys, `<kind>:<id>`. */
  dropOthers(scope: string, keys: ReadonlySet<string>): void;
  /** Takes a page the server gave. Rows that the stream has are newer and stay what they are. */
  store(scope: string, filter: OlderFilter, page: OlderPage): void;
  /** Lets go of what is too much, oldest first. */
  trim(scope: string): void;
  clear(scope: string): void;
};

const HIGHEST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** @param inStream whether the server's rows have this one */
export function createOlderRows(
  db: Database,
  inStream: (kind: 'comment' | 'reply', id: string) => boolean,
  kept: number = OLDER_KEPT,
): OlderRows {
  const any = db.prepare<[], number>('select 1 from older_rows limit 1').pluck();
  const put = db.prepare(
    `insert into older_rows (kind, id, scope, data) values (?, ?, ?, ?)
     on conflict (kind, id) do update set scope = excluded.scope, data = excluded.data`,
  );
  const drop = db.prepare('delete from older_rows where kind = ? and id = ?');
  const keys = db.prepare<[string], { kind: KindName; id: string }>(
    'select kind, id from older_rows where scope = ?',
  );
  const clear = db.prepare('delete from older_rows where scope = ?');
  const clearPages = db.prepare('delete from older_pages where scope = ?');
  const putPage = db.prepare(
    `insert into older_pages (scope, filter, before_at, before_id, complete) values (?, ?, ?, ?, ?)
     on conflict (scope, filter) do update set before_at = excluded.before_at, before_id = excluded.before_id,
       complete = excluded.complete`,
  );
  const count = db
    .prepare<[string], number>("select count(*) from older_rows where kind = 'comment' and scope = ?")
    .pluck();
  const lastKept = db.prepare<[string, number], { at: string; id: string }>(
    `select at, id from older_rows where kind = 'comment' and scope = ? order by at desc, id desc limit 1 offset ?`,
  );
  const beyond = db
    .prepare<[string, string, string], string>(
      "select id from older_rows where kind = 'comment' and scope = ? and (at, id) < (?, ?)",
    )
    .pluck();
  const dropReplies = db.prepare("delete from older_rows where kind = 'reply' and comment_id = ?");
  const pages = db.prepare<[string], RawPage>('select * from older_pages where scope = ?');

  return {
    any: () => any.get() !== undefined,

    keep(kind, row, scope) {
      if (kind === 'comment' || kind === 'reply') put.run(kind, row.id, scope, JSON.stringify(row));
    },

    drop: (kind, id) => void drop.run(kind, id),

    dropOthers(scope, stay) {
      for (const { kind, id } of keys.all(scope)) if (!stay.has(`${kind}:${id}`)) drop.run(kind, id);
      clearPages.run(scope);
    },

    store(scope, filter, { comments, replies, next }) {
      const store = (kind: 'comment' | 'reply', row: AnyRow) => {
        if (!inStream(kind, row.id)) put.run(kind, row.id, scope, JSON.stringify(row));
      };
      for (const row of comments) {
        dropReplies.run(row.id);
        store('comment', row);
      }
      for (const row of replies) store('reply', row);
      putPage.run(
        scope,
        filterKey(filter),
        next?.before ?? null,
        next?.before_id ?? null,
        next === null ? 1 : 0,
      );
      this.trim(scope);
    },

    trim(scope) {
      if ((count.get(scope) ?? 0) <= kept) return;
      const last = lastKept.get(scope, kept - 1);
      if (!last) return;
      for (const id of beyond.all(scope, last.at, last.id)) {
        dropReplies.run(id);
        drop.run('comment', id);
      }
      // Lists that reached further are asked for again from here; what comes twice is stored once.
      const before_at = new Date(Date.parse(last.at) + 1).toISOString();
      for (const page of pages.all(scope)) {
        if (page.complete || (page.before_at ?? '') < last.at)
          putPage.run(scope, page.filter, before_at, HIGHEST_ID, 0);
      }
    },

    clear(scope) {
      clear.run(scope);
      clearPages.run(scope);
    },
  };
}

type RawPage = { filter: string; before_at: string | null; before_id: string | null; complete: number };

const filterKey = ({ status, assignedTo }: OlderFilter) =>
  assignedTo === null ? status : `${status}:${assignedTo}`;

/** Reads a cached row; undefined also for one that an earlier version of the app kept in another form. */
export function readOlder<K extends KindName>(kind: K, data: string | undefined): Row<K> | undefined {
  if (data === undefined) return undefined;
  return kinds[kind].schema.safeParse(JSON.parse(data)).data as Row<K> | undefined;
}

/** How much of a list is here, and where its next page begins. */
export function olderProgress(
  read: Reader,
  brandId: string,
  filter: OlderFilter,
): { state: OlderState; cursor: OlderCursor | null } {
  const scope = engagementScope(brandId);
  const page = read.get<RawPage>(
    'select * from older_pages where scope = ? and filter = ?',
    scope,
    filterKey(filter),
  );
  if (page?.complete) return { state: 'complete', cursor: null };
  const { count } = read.get<{ count: number }>(
    "select count(*) as count from older_rows where kind = 'comment' and scope = ?",
    scope,
  ) ?? { count: 0 };
  const cursor =
    page?.before_at && page.before_id ? { before: page.before_at, before_id: page.before_id } : null;
  return { state: count >= OLDER_KEPT ? 'full' : 'more', cursor };
}

/** Cached comments that the stream does not have, newest first. */
export function olderComments(
  read: Reader,
  brandId: string,
  { status, assignedTo }: OlderFilter,
  limit: number,
): Row<'comment'>[] {
  return read
    .all<{ data: string }>(
      `select o.data from older_rows o
        where o.kind = 'comment' and o.scope = ? and o.status = ? and (? is null or o.data ->> 'assigned_to' = ?)
          and not exists (select 1 from comments c where c.id = o.id)
        order by o.at desc, o.id desc limit ?`,
      engagementScope(brandId),
      status,
      assignedTo,
      assignedTo,
      limit,
    )
    .flatMap(({ data }) => readOlder('comment', data) ?? []);
}

/** One cached comment that the stream does not have. */
export function olderComment(read: Reader, id: string): Row<'comment'> | undefined {
  const found = read.get<{ data: string }>(
    "select data from older_rows where kind = 'comment' and id = ?",
    id,
  );
  return readOlder('comment', found?.data);
}

/** Cached replies to these comments that the stream does not have. */
export function olderReplies(read: Reader, commentIds: readonly string[]): Row<'reply'>[] {
  if (read.get("select 1 from older_rows where kind = 'reply' limit 1") === undefined) return [];
  return read
    .all<{ data: string }>(
      `select o.data from json_each(?) j join older_rows o on o.comment_id = j.value and o.kind = 'reply'
        where not exists (select 1 from replies r where r.id = o.id)`,
      JSON.stringify(commentIds),
    )
    .flatMap(({ data }) => readOlder('reply', data) ?? []);
}
