import Sqlite from 'better-sqlite3';
import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Row } from '../../shared/kinds/index.ts';
import type { OlderFilter, OlderPage } from '../../shared/older-comments.ts';
import { engagementScope } from '../../shared/scopes.ts';
import { runQuery } from '../queries/queries.ts';
import { createOlderRows, olderProgress } from './older-rows.ts';
import type { Replica } from './replica.ts';
import type { ServerChange } from './server-rows.ts';
import { type Bench, createBench } from './testing.ts';

const [me, brand, connection] = [uuidv4(), uuidv4(), uuidv4()];
const scope = engagementScope(brand);
const open: OlderFilter = { status: 'open', assignedTo: null };
const time = '2026-05-01T08:00:00.000Z';
const stamps = { created_at: time, updated_at: time, version: 1 };
let bench: Bench;
let replica: Replica;
let offset = 0;
beforeEach(() => {
  bench = createBench();
  replica = bench.open('r');
  serve();
});
afterEach(() => bench.clean());

const comment = (rest: Partial<Row<'comment'>> = {}): Row<'comment'> => ({
  id: uuidv4(),
  brand_id: brand,
  connection_id: connection,
  post_id: null,
  remote_id: uuidv4(),
  parent_remote_id: null,
  url: null,
  author_name: 'Vera',
  author_handle: 'vera.test',
  text: 'How lovely',
  commented_at: time,
  status: 'open',
  assigned_to: null,
  ...stamps,
  ...rest,
});
const replyTo = (to: Row<'comment'>, text = 'Thanks'): Row<'reply'> => ({
  id: uuidv4(),
  brand_id: brand,
  comment_id: to.id,
  connection_id: connection,
  text,
  created_by: me,
  ...stamps,
});
const put = (kind: 'comment' | 'reply', row: Row<'comment'> | Row<'reply'>): ServerChange => ({
  op: 'put',
  kind,
  id: row.id,
  data: row,
});
const leave = (kind: string, id: string): ServerChange => ({ op: 'delete', kind, id });
const tombstone = (kind: string, id: string, reason: string): ServerChange => ({
  op: 'put',
  kind: 'gone',
  id: `${kind}:${id}`,
  data: { reason, at: time },
});
const age = (kind: 'comment' | 'reply', { id }: { id: string }) => [
  tombstone(kind, id, 'aged'),
  leave(kind, id),
];
function serve(...changes: ServerChange[]) {
  offset += 1;
  replica.applyServer(scope, changes, { handle: 'h', offset: `${offset}_0` });
}
const rebuild = (...changes: ServerChange[]) => {
  offset += 1;
  replica.applyServer(scope, changes, { handle: `h${offset}`, offset: `${offset}_0` }, { rebuild: true });
};
const page = (rest: Partial<OlderPage>): OlderPage => ({ comments: [], replies: [], next: null, ...rest });
const list = () =>
  runQuery(replica, 'comments', { brandId: brand, status: 'all', limit: 500 }).map(({ id }) => id);
const older = (filter: OlderFilter = open) =>
  runQuery(replica, 'olderComments', { brandId: brand, ...filter, limit: 2000 });
const olderIds = (filter?: OlderFilter) => older(filter).comments.map(({ id }) => id);
const act = (name: string, args: object) =>
  replica.mutate([{ name, args: { brand_id: brand, ...args } }], me)[0];

describe('a row that leaves', () => {
  it('because it is old moves to the older ones, with its replies', () => {
    const row = comment();
    const reply = replyTo(row);
    serve(put('comment', row), put('reply', reply));
    serve(...age('reply', reply), ...age('comment', row));
    expect(list()).toEqual([]);
    expect(older().comments).toMatchObject([{ id: row.id, replies: [{ id: reply.id }] }]);
    expect(runQuery(replica, 'comment', { id: row.id })).toMatchObject({ replies: [{ text: 'Thanks' }] });
  });

  it.each(['deleted', 'moved'])('%s is gone, from the older ones too', (reason) => {
    const [here, cached] = [comment(), comment()];
    serve(put('comment', here), put('comment', cached));
    serve(...age('comment', cached));
    serve(
      tombstone('comment', here.id, reason),
      leave('comment', here.id),
      tombstone('comment', cached.id, reason),
    );
    expect([...list(), ...olderIds()]).toEqual([]);
  });

  it('without a word was deleted', () => {
    const row = comment();
    serve(put('comment', row));
    serve(leave('comment', row.id));
    expect([...list(), ...olderIds()]).toEqual([]);
  });

  it('and comes back is no longer an older one, also within one batch', () => {
    const row = comment();
    serve(put('comment', row));
    serve(...age('comment', row));
    serve(leave('gone', `comment:${row.id}`), put('comment', { ...row, text: 'changed', version: 2 }));
    expect([list(), olderIds()]).toEqual([[row.id], []]);
    serve(...age('comment', row), leave('gone', `comment:${row.id}`), put('comment', row));
    expect([list(), olderIds()]).toEqual([[row.id], []]);
  });

  it('leaves no tombstone behind: nothing is set aside, whatever kind it speaks of', () => {
    serve(tombstone('post', uuidv4(), 'aged'), tombstone('hologram', 'x', 'deleted'), {
      op: 'put',
      kind: 'gone',
      id: 'odd',
      data: { reason: 'because' },
    });
    serve(leave('gone', 'hologram:x'));
    expect(replica.setAsideCount()).toBe(0);
  });

  it('while this device was away is known by the tombstones of the new snapshot', () => {
    const [aged, deleted, silent, fetched] = [comment(), comment(), comment(), comment()];
    serve(put('comment', aged), put('comment', deleted), put('comment', silent));
    replica.storeOlder(brand, open, page({ comments: [fetched] }));
    rebuild(tombstone('comment', aged.id, 'aged'), tombstone('comment', deleted.id, 'deleted'));
    // What was fetched may have been deleted as well since; it can be fetched again.
    expect([list(), olderIds()]).toEqual([[], [aged.id]]);
    expect(older().state).toBe('more');
    expect(replica.setAsideCount()).toBe(0);
    rebuild(tombstone('comment', aged.id, 'aged'));
    expect(olderIds()).toEqual([aged.id]);
  });
});

describe('older comments that were asked for', () => {
  it('are kept with how far one got, by list', () => {
    const [first, second, done] = [
      comment({ commented_at: '2026-03-02T08:00:00.000Z' }),
      comment({ commented_at: '2026-02-02T08:00:00.000Z' }),
      comment({ status: 'done' }),
    ];
    const next = { before: first.commented_at, before_id: first.id };
    expect(older()).toEqual({ comments: [], state: 'more' });
    replica.storeOlder(brand, open, page({ comments: [first], replies: [replyTo(first)], next }));
    expect(older()).toMatchObject({ comments: [{ replies: [{ text: 'Thanks' }] }], state: 'more' });
    expect(olderProgress(replica.read, brand, open).cursor).toEqual(next);
    replica.storeOlder(brand, open, page({ comments: [second] }));
    expect([olderIds(), older().state]).toEqual([[first.id, second.id], 'complete']);
    const isDone: OlderFilter = { status: 'done', assignedTo: null };
    expect(older(isDone)).toEqual({ comments: [], state: 'more' });
    replica.storeOlder(brand, isDone, page({ comments: [done] }));
    expect(olderIds(isDone)).toEqual([done.id]);
    expect(olderIds({ status: 'open', assignedTo: me })).toEqual([]);
  });

  it('never stand in for what the stream has', () => {
    const row = comment({ text: 'newer' });
    serve(put('comment', row));
    replica.storeOlder(brand, open, page({ comments: [{ ...row, text: 'as it was' }] }));
    expect(olderIds()).toEqual([]);
    serve(leave('comment', row.id));
    expect(olderIds()).toEqual([]);
  });

  it('tell the screens that they are there', () => {
    const told: string[] = [];
    replica.onCommit((kinds) => told.push(...kinds));
    replica.storeOlder(brand, open, page({ comments: [comment()] }));
    expect(told).toEqual(['comment']);
  });

  it('go with their scope, and do not come for a brand that has gone meanwhile', () => {
    const row = comment();
    replica.storeOlder(brand, open, page({ comments: [row] }));
    replica.wipeScope(scope);
    replica.storeOlder(brand, open, page({ comments: [comment()] }));
    expect(older()).toEqual({ comments: [], state: 'more' });
    expect(replica.read.all('select * from older_rows')).toEqual([]);
    expect(replica.read.all('select * from older_pages')).toEqual([]);
  });

  it('of a form this version does not know are as if they were not here', () => {
    const row = comment();
    replica.storeOlder(brand, open, page({ comments: [row], replies: [replyTo(row)] }));
    const db = new Sqlite(replica.file);
    db.exec("update older_rows set data = json_remove(data, '$.version')");
    db.close();
    expect([olderIds(), runQuery(replica, 'comment', { id: row.id })]).toEqual([[], null]);
    expect(() => act('comment.setStatus', { id: row.id, status: 'done' })).toThrowError(
      expect.objectContaining({ code: 'gone' }),
    );
  });

  it('beyond what is kept are let go, oldest first, and asked for again from there', () => {
    const db = new Sqlite(replica.file);
    const cache = createOlderRows(db, () => false, 3);
    const row = (day: number) => comment({ commented_at: `2026-03-0${day}T08:00:00.000Z` });
    const rows = [9, 8, 7, 6, 5].map(row);
    const [, , third, fourth] = rows;
    if (!third || !fourth) return expect.fail();
    cache.store(scope, open, page({ comments: rows, replies: [replyTo(third), replyTo(fourth)] }));
    expect(olderIds()).toEqual(rows.slice(0, 3).map(({ id }) => id));
    expect(replica.read.all("select id from older_rows where kind = 'reply'")).toHaveLength(1);
    const { state, cursor } = olderProgress(replica.read, brand, open);
    expect(state).toBe('more');
    // The next page begins at or above the last one kept, so nothing is left out.
    expect((cursor?.before ?? '') > third.commented_at).toBe(true);
    expect((cursor?.before ?? '') < (rows[1]?.commented_at ?? '')).toBe(true);
    db.close();
  });
});

describe('acting on an older comment', () => {
  let row: Row<'comment'>;
  beforeEach(() => {
    row = comment();
    replica.storeOlder(brand, open, page({ comments: [row], replies: [replyTo(row, 'Earlier')] }));
  });

  it('shows it among the present ones at once, with its earlier replies', () => {
    act('comment.reply', { id: uuidv4(), comment_id: row.id, text: 'Again' });
    expect(olderIds()).toEqual([]);
    const [shown] = runQuery(replica, 'comments', { brandId: brand, status: 'done', limit: 10 });
    expect(shown).toMatchObject({ id: row.id, pending: true });
    expect(shown?.replies.map(({ text }) => text)).toEqual(['Earlier', 'Again']);
  });

  it('survives a restart and every change of the server, until the server shows it', () => {
    const uuid = act('comment.assign', { id: row.id, assigned_to: me }) ?? '';
    serve(put('comment', comment()));
    replica.close();
    replica = bench.open('r');
    serve(put('comment', comment()));
    expect(list()).toContain(row.id);
    expect(runQuery(replica, 'comment', { id: row.id })).toMatchObject({ assigned_to: me, pending: true });
    const batch = replica.sending.take({ count: 9, bytes: 1e6 });
    replica.sending.settle([{ uuid, outcome: { status: 'applied' } }]);
    serve(put('comment', { ...row, assigned_to: me, version: 2 }), {
      op: 'put',
      kind: 'client',
      id: batch?.clientId ?? '',
      data: { mutation_id: batch?.mutations[0]?.id, uuid },
    });
    expect(runQuery(replica, 'comment', { id: row.id })).toMatchObject({ version: 2, pending: false });
    expect(replica.sending.waiting()).toBe(0);
    expect(replica.read.all("select id from older_rows where kind = 'comment'")).toEqual([]);
  });

  it('that is refused puts it back among the older ones', () => {
    const uuid = act('comment.setStatus', { id: row.id, status: 'done' }) ?? '';
    expect([list(), olderIds()]).toEqual([[row.id], []]);
    replica.sending.take({ count: 9, bytes: 1e6 });
    replica.sending.settle([{ uuid, outcome: { status: 'rejected', code: 'forbidden', message: 'No.' } }]);
    expect([list(), olderIds()]).toEqual([[], [row.id]]);
  });

  it('that somebody else deleted takes it away, and the write waits for the server’s word', () => {
    act('comment.setStatus', { id: row.id, status: 'done' });
    serve(tombstone('comment', row.id, 'deleted'));
    expect([...list(), ...olderIds()]).toEqual([]);
    expect(replica.sending.waiting()).toBe(1);
  });
});
