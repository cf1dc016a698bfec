import Database from 'better-sqlite3';
import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followQuery } from '../../shared/follow-query.ts';
import type { LiveMessage } from '../../shared/live-patch.ts';
import type { QueryArgs, QueryName, QueryResult } from '../../shared/queries.ts';
import { planningScope } from '../../shared/scopes.ts';
import type { Replica } from '../replica/replica.ts';
import { type Bench, createBench, pillarArgs } from '../replica/testing.ts';
import { createLiveQueries, type LiveQueries } from './live.ts';
import { runQuery } from './queries.ts';
import { brand, me, scene } from './testing.ts';

let bench: Bench;
let replica: Replica;
beforeEach(() => {
  bench = createBench();
  replica = bench.open('r');
});
afterEach(() => bench.clean());
const { makePost } = scene(() => replica);

describe('live queries', () => {
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  /** What a page shows of a query, each time it changes. */
  function follow<N extends QueryName>(
    live: LiveQueries,
    name: N,
    args: QueryArgs<N>,
    onResult: (result: QueryResult<N>) => void,
  ) {
    const messages: LiveMessage[] = [];
    const stop = followQuery(
      (onMessage) =>
        live.subscribe(name, args, (value) => {
          messages.push(value);
          onMessage({ ok: true, value: JSON.parse(JSON.stringify(value)) });
        }),
      (value) => onResult(value as QueryResult<N>),
    );
    return { messages, stop };
  }

  it('deliver at once, then each change once, and nothing that is the same', async () => {
    const live = createLiveQueries(replica);
    const seen: string[][] = [];
    const { stop } = follow(live, 'pillars', { brandId: brand }, (rows) =>
      seen.push(rows.map((row) => row.name)),
    );
    expect(seen).toEqual([[]]);
    for (const name of ['a', 'b', 'c']) {
      replica.mutate([{ name: 'pillar.create', args: pillarArgs(brand, { name }) }], me);
    }
    await turn();
    expect(seen).toEqual([[], ['a', 'b', 'c']]);
    replica.mutate([{ name: 'pillar.create', args: pillarArgs(uuidv4(), { name: 'of another brand' }) }], me);
    makePost();
    await turn();
    expect(seen).toHaveLength(2);
    stop();
    replica.mutate([{ name: 'pillar.create', args: pillarArgs(brand, { name: 'd' }) }], me);
    await turn();
    expect(seen).toHaveLength(2);
    live.close();
  });

  it('see a write stop waiting', async () => {
    const live = createLiveQueries(replica);
    const id = makePost();
    const pending: boolean[] = [];
    follow(live, 'post', { id }, (post) => pending.push(post?.pending ?? false));
    const sent = replica.sending.take({ count: 1, bytes: 1e6 });
    const {
      pillar: _,
      targets: __,
      pending: ___,
      ...row
    } = runQuery(replica, 'post', { id }) ?? expect.fail();
    const ack = { mutation_id: 1, uuid: sent?.mutations[0]?.uuid };
    replica.applyServer(
      planningScope(brand),
      [
        { op: 'put', kind: 'post', id, data: row },
        { op: 'put', kind: 'client', id: sent?.clientId ?? '', data: ack },
      ],
      { handle: 'h', offset: '1_0' },
    );
    await turn();
    expect(pending).toEqual([true, false]);
    live.close();
  });

  it('send what an edit changed and nothing else; every other row stays the same object', async () => {
    const live = createLiveQueries(replica);
    const ids = Array.from({ length: 50 }, () => makePost());
    const seen: QueryResult<'drafts'>[] = [];
    const { messages } = follow(live, 'drafts', { brandId: brand }, (rows) => seen.push(rows));
    const edited = ids[17] ?? expect.fail();
    const edit = { id: edited, brand_id: brand, fields: { title: 'Sourdough' }, base: { title: 'Rye' } };
    replica.mutate([{ name: 'post.edit', args: edit }], me);
    await turn();
    const [before, after] = seen;
    expect(after?.find(({ id }) => id === edited)?.title).toBe('Sourdough');
    expect(after?.filter((row, at) => row !== before?.[at])).toHaveLength(1);
    expect(messages).toMatchObject([
      { kind: 'whole', seq: 0 },
      { kind: 'patch', seq: 1 },
    ]);
    expect(JSON.stringify(messages[1]).length).toBeLessThan(400);
    expect(JSON.stringify(messages[0]).length).toBeGreaterThan(20_000);
    replica.mutate([{ name: 'post.delete', args: { id: ids[3], brand_id: brand, version: 1 } }], me);
    await turn();
    expect(seen[2]).toHaveLength(49);
    expect(seen[2]?.filter((row) => !after?.includes(row))).toEqual([]);
    live.close();
  });

  it('that failed once say so, and go on at the next commit', async () => {
    let broken = false;
    const live = createLiveQueries({
      ...replica,
      read: {
        ...replica.read,
        all: (...args) => {
          if (broken) throw new Error('disk');
          return replica.read.all(...args);
        },
      },
    });
    const kinds: string[] = [];
    live.subscribe(
      'pillars',
      { brandId: brand },
      ({ kind, seq }) => kinds.push(`${kind} ${seq}`),
      () => kinds.push('fault'),
    );
    broken = true;
    replica.mutate([{ name: 'pillar.create', args: pillarArgs(uuidv4()) }], me);
    await turn();
    broken = false;
    replica.mutate([{ name: 'pillar.create', args: pillarArgs(uuidv4()) }], me);
    await turn();
    // The same result, and the news that it can be had.
    expect(kinds).toEqual(['whole 0', 'fault', 'patch 1']);
    live.close();
  });

  it('leave nothing behind, however often they come and go', async () => {
    let listeners = 0;
    const prepare = vi.spyOn(Database.prototype, 'prepare');
    const live = createLiveQueries({
      ...replica,
      onCommit(listener) {
        listeners += 1;
        const stop = replica.onCommit(listener);
        return () => {
          listeners -= 1;
          stop();
        };
      },
    });
    const post = makePost();
    const all: [QueryName, object][] = [
      ['brands', {}],
      ['drafts', { brandId: brand }],
      ['post', { id: post }],
      ['comments', { brandId: brand, status: 'all', limit: 500 }],
      ['overview', { brandId: brand }],
      ['calendar', { brandId: brand, from: '2026-11-01', to: '2026-11-30', timeZone: 'Europe/Berlin' }],
    ];
    let title = 'Rye';
    const round = async (number: number) => {
      const stops = all.map(([name, args]) => live.subscribe(name, args as never, () => undefined));
      const edit = { id: post, brand_id: brand, fields: { title: `${number}` }, base: { title } };
      title = `${number}`;
      replica.mutate([{ name: 'post.edit', args: edit }], me);
      if (number % 50 === 0) await turn();
      for (const stop of stops) stop();
    };
    for (let number = 0; number < 10; number++) await round(number);
    await turn();
    const prepared = prepare.mock.calls.length;
    for (let number = 10; number < 3000; number++) await round(number);
    await turn();
    expect(live.size()).toBe(0);
    expect(listeners).toBe(1);
    expect(prepare.mock.calls.length).toBe(prepared);
    live.close();
    expect(listeners).toBe(0);
    prepare.mockRestore();
  });

  it('refuse wrong arguments on the spot', () => {
    const live = createLiveQueries(replica);
    expect(() => live.subscribe('pillars', { brandId: 'x' }, () => undefined)).toThrowError(
      expect.objectContaining({ code: 'invalid_args' }),
    );
    live.close();
  });
});
