import {
  FetchError,
  isChangeMessage,
  isControlMessage,
  type Message,
  Shape,
  ShapeStream,
  type ShapeStreamOptions,
} from '@electric-sql/client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { engines } from '../../../tests/support/database.ts';
import { startTables, type Tables } from './tables/testing.ts';

type Params = NonNullable<ShapeStreamOptions['params']>;
type Options = Partial<ShapeStreamOptions>;

const until = (check: () => void) => vi.waitFor(check, 10_000);

/** What somebody would do with tables of their own and the unmodified client. */
describe.each(engines)('the unmodified client on a table of %s', (engine) => {
  let tables: Tables;
  let aborter = new AbortController();
  beforeAll(async () => {
    tables = await startTables(engine, { pollMs: 20_000, chunkBytes: 10_000 });
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  });
  afterEach(() => {
    aborter.abort('done');
    aborter = new AbortController();
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await tables.close();
  });

  const streamOf = (params: Params, options: Options = {}) =>
    new ShapeStream({ url: `${tables.url()}/v1/shape`, params, signal: aborter.signal, ...options });

  /** A table of issues, with what tests do to it. */
  const issues = async () => {
    const table = await tables.table('id int primary key, title text not null, priority int not null');
    const run = (text: string, values: unknown[] = []) => tables.run(text.replaceAll('$t', table), values);
    return {
      table,
      run,
      insert: (...ids: number[]) =>
        run(`insert into $t select id, 'title ' || id, 10 from unnest($1::int[]) id`, [ids]),
      rename: (id: number, title: string) => run('update $t set title = $2 where id = $1', [id, title]),
      remove: (id: number) => run('delete from $t where id = $1', [id]),
    };
  };
  const row = (id: number, title = `title ${id}`) => ({ id, title, priority: 10 });
  const sorted = (shape: Shape) =>
    shape.currentRows.toSorted((a, b) => Number(a.id) - Number(b.id)) as Record<string, unknown>[];

  /** Hands one message after the other to `take` until it says it is done. */
  const each = (stream: ShapeStream, take: (message: Message, nth: number) => Promise<boolean> | boolean) =>
    new Promise<void>((resolve, reject) => {
      let nth = -1;
      stream.subscribe(async (messages) => {
        for (const message of messages) {
          if (isChangeMessage(message)) nth += 1;
          try {
            if (await take(message, nth)) return resolve();
          } catch (error) {
            return reject(error);
          }
        }
      }, reject);
    });

  it('syncs an empty table, then what comes', async () => {
    const { table, insert } = await issues();
    const requested: URL[] = [];
    const shape = new Shape(
      streamOf(
        { table },
        {
          fetchClient: (input, init) => {
            requested.push(new URL(String(input)));
            return fetch(input, init);
          },
        },
      ),
    );
    expect(await shape.rows).toEqual([]);
    await until(() => expect(requested.at(-1)?.searchParams.has('live')).toBe(true));
    expect(requested[0]?.searchParams.get('offset')).toBe('-1');
    expect(requested.at(-1)?.searchParams.has('cursor')).toBe(true);
    const polls = requested.length;
    await new Promise((resolve) => setTimeout(resolve, 1200));
    // The poll is held; looking again within the server is nobody else's matter.
    expect(requested).toHaveLength(polls);
    await insert(1, 2);
    await until(() => expect(sorted(shape)).toEqual([row(1), row(2)]));
  });

  it('merges updates and takes deletes, one after the other and in one transaction', async () => {
    const { table, insert, rename, remove, run } = await issues();
    await insert(1);
    const shape = new Shape(streamOf({ table }));
    expect(await shape.rows).toEqual([row(1)]);
    await insert(2);
    await insert(3);
    await remove(3);
    await rename(2, 'new');
    await until(() => expect(sorted(shape)).toEqual([row(1), row(2, 'new')]));
    const seen: unknown[] = [];
    shape.subscribe(({ rows }) => seen.push(rows.length));
    await run(`begin; insert into $t values (7, 'a', 10), (8, 'b', 10); delete from $t where id < 3;
      update $t set id = 9 where id = 8; commit`);
    await until(() => expect(sorted(shape)).toEqual([row(7, 'a'), row(9, 'b')]));
    // Nothing between the two states was shown.
    expect(seen).toEqual([2]);
  });

  it('asks for nothing while its subscriber is busy, and goes on afterwards', async () => {
    const { table, insert } = await issues();
    await insert(1);
    const fetching = vi.fn((...args: Parameters<typeof fetch>) => fetch(...args));
    let calls = 0;
    await each(streamOf({ table }, { fetchClient: fetching }), async (message, nth) => {
      if (!isChangeMessage(message)) return false;
      if (nth === 0) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        calls = fetching.mock.calls.length;
        await insert(2);
        await new Promise((resolve) => setTimeout(resolve, 100));
        expect(fetching.mock.calls.length).toBe(calls);
        return false;
      }
      expect(fetching.mock.calls.length).toBeGreaterThan(calls);
      return true;
    });
  });

  it('gives several clients the same, and one that was away just the rest', async () => {
    const { table, insert, rename } = await issues();
    await insert(1, 2, 3);
    const [one, two] = [new Shape(streamOf({ table })), new Shape(streamOf({ table }))];
    await Promise.all([one.rows, two.rows]);
    await rename(2, 'again');
    await until(() => expect(sorted(one)[1]).toEqual(row(2, 'again')));
    await until(() => expect(sorted(two)).toEqual(sorted(one)));
    const { shapeHandle: handle, lastOffset: offset } = one.stream;
    await insert(...Array.from({ length: 9 }, (_, n) => 10 + n));
    await until(() => expect(one.currentRows).toHaveLength(12));
    const caught: string[] = [];
    await each(streamOf({ table }, { ...(handle && { handle }), offset }), (message) => {
      if (isChangeMessage(message)) caught.push(message.headers.operation);
      return isControlMessage(message) && message.headers.control === 'up-to-date';
    });
    expect(caught).toEqual(Array(9).fill('insert'));
  });

  it('follows a where with parameters, chosen columns and whole rows', async () => {
    const { table, insert, rename } = await issues();
    await insert(1, 2);
    const shape = new Shape(
      streamOf({
        table,
        where: 'title = $1 OR title LIKE $2',
        params: ['title 1', 'foo%'],
        columns: ['id', 'title'],
      }),
    );
    expect(await shape.rows).toEqual([{ id: 1, title: 'title 1' }]);
    await rename(1, 'bar');
    await rename(2, 'foo 2');
    await until(() => expect(sorted(shape)).toEqual([{ id: 2, title: 'foo 2' }]));
    const full: Message[] = [];
    const stream = streamOf({ table, replica: 'full' });
    stream.subscribe((messages) => void full.push(...messages));
    await until(() => expect(stream.isUpToDate).toBe(true));
    await rename(1, 'baz');
    await until(() =>
      expect(full.filter(isChangeMessage).at(-1)).toMatchObject({
        value: row(1, 'baz'),
        old_value: { title: 'bar' },
      }),
    );
  });

  it('parses values of many types, now and later', async () => {
    const table =
      await tables.table(`i2 int2 primary key, i8 int8, f8 float8, b bool, j json, jb jsonb, ints int8[],
      grid int8[][], fs float8[], bools bool[], js jsonb[], t varchar(9), at timestamptz`);
    const insert = (id: number) =>
      tables.run(`insert into ${table} values (${id}, 9223372036854775807, 4.5, true, '{"foo":"bar"}', '{"a":[1]}',
        '{1,2}', '{{1},{2}}', '{Infinity,-Infinity,NaN}', '{t,f}', array['{"x":1}'::jsonb], 'x', '2026-01-02 03:04+00')`);
    await insert(1);
    const shape = new Shape(streamOf({ table }));
    await shape.rows;
    await insert(2);
    await until(() => expect(shape.currentRows).toHaveLength(2));
    const expected = {
      i8: 9223372036854775807n,
      f8: 4.5,
      b: true,
      j: { foo: 'bar' },
      jb: { a: [1] },
      ints: [1n, 2n],
      grid: [[1n], [2n]],
      fs: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN],
      bools: [true, false],
      js: [{ x: 1 }],
      t: 'x',
      at: '2026-01-02 03:04:00+00',
    };
    expect(shape.currentRows.toSorted((a, b) => Number(a.i2) - Number(b.i2))).toEqual([
      { i2: 1, ...expected },
      { i2: 2, ...expected },
    ]);
  });

  it('reads a large snapshot and a large log in chunks of about their size', async () => {
    const { table, run } = await issues();
    const big = (from: number) =>
      run(`insert into $t select n, repeat('y', 1000), 1 from generate_series($1::int, $1::int + 34) n`, [
        from,
      ]);
    await big(0);
    const sizes: number[] = [];
    const shape = new Shape(
      streamOf(
        { table },
        {
          fetchClient: async (...args) => {
            const answer = await fetch(...args);
            const text = await answer.clone().text();
            if (answer.status === 200 && text.includes('"key"')) sizes.push(text.length);
            return answer;
          },
        },
      ),
    );
    expect(await shape.rows).toHaveLength(35);
    expect(sizes.length).toBeGreaterThanOrEqual(4);
    const before = sizes.length;
    await big(100);
    await until(() => expect(shape.currentRows).toHaveLength(70));
    expect(sizes.length).toBeGreaterThanOrEqual(before + 4);
    for (const size of sizes) expect(size).toBeLessThan(12_000);
  });

  it('ends with the server’s words where the request is wrong', async () => {
    const { table } = await issues();
    const stream = streamOf({ table, where: '1 x 1' }, { onError: () => undefined });
    const failed = await new Promise<Error>((resolve) => stream.subscribe(() => undefined, resolve));
    expect(failed).toBeInstanceOf(FetchError);
    expect(failed).toMatchObject({
      status: 400,
      json: {
        message: 'Invalid request',
        errors: { where: ['At location 17: syntax error at or near "x"'] },
      },
    });
    expect(stream.isConnected()).toBe(false);
  });

  it('begins anew when its shape was deleted, truncated or altered', async () => {
    for (const end of ['delete', 'truncate $t', 'alter table $t add column more int']) {
      const { table, insert, remove, run } = await issues();
      await insert(1);
      const codes: number[] = [];
      const fetchClient = async (...args: Parameters<typeof fetch>) => {
        const answer = await fetch(...args);
        codes.push(answer.status);
        return answer;
      };
      const shape = new Shape(streamOf({ table }, { fetchClient }));
      expect(await shape.rows).toEqual([row(1)]);
      const handle = shape.stream.shapeHandle;
      await until(() => expect(codes.length).toBeGreaterThanOrEqual(2));
      if (end === 'delete') {
        await remove(1);
        await fetch(`${tables.url()}/v1/shape?handle=${handle}`, { method: 'DELETE' });
      } else await run(end);
      await insert(5);
      await until(() => expect(shape.currentRows.some(({ id }) => id === 5)).toBe(true));
      expect(codes).toContain(409);
      expect(shape.stream.shapeHandle).not.toBe(handle);
      expect(sorted(shape).map(({ id }) => id)).toEqual(end.startsWith('alter') ? [1, 5] : [5]);
    }
  });

  it('does not fetch anew when the server is restarted', async () => {
    const { table, insert } = await issues();
    await insert(1);
    const messages: Message[] = [];
    const stream = streamOf(
      { table },
      { backoffOptions: { initialDelay: 50, maxDelay: 100, multiplier: 1 } },
    );
    stream.subscribe((batch) => void messages.push(...batch));
    await until(() => expect(stream.isUpToDate).toBe(true));
    const handle = stream.shapeHandle;
    await tables.restart();
    await insert(2);
    await until(() => expect(messages.filter(isChangeMessage)).toHaveLength(2));
    expect(stream.shapeHandle).toBe(handle);
    expect(messages.some((m) => isControlMessage(m) && m.headers.control === 'must-refetch')).toBe(false);
  });
});
