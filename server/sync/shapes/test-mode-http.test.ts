import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTables, type Tables } from './tables/testing.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables('embedded', { pollMs: 2500, chunkBytes: 10_000 });
});
afterAll(() => tables.close());

const refetch = [{ headers: { control: 'must-refetch' } }];
const begin = async (query: Record<string, string>) => tables.get({ ...query, offset: '-1' });
const twoColumns = 'id int primary key, title text';

describe('a shape that ends', () => {
  it('by deletion: held polls and later ones get 409, and the handle never comes back', async () => {
    const table = await tables.table(twoColumns);
    const { handle } = await begin({ table });
    const held = tables.get({ table, offset: '0_inf', handle, live: 'true' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const remove = (query: Record<string, string>) =>
      fetch(`${tables.url()}/v1/shape?${new URLSearchParams(query)}`, { method: 'DELETE' });
    const deleted = await remove({ handle });
    expect([deleted.status, await deleted.text(), deleted.headers.get('cache-control')]).toEqual([
      202,
      '',
      'no-cache',
    ]);
    const answer = await held;
    expect([answer.status, answer.body, answer.handle]).toEqual([409, refetch, '']);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=1, must-revalidate');

    const late = await tables.get({ table, offset: '0_inf', handle });
    expect([late.status, late.body]).toEqual([409, refetch]);
    expect(late.headers.get('cache-control')).toBe('public, max-age=60, must-revalidate');
    expect(late.handle).not.toBe(handle);
    // Offered and there: the next request finds it.
    const next = await tables.get({ table, offset: '-1', handle: late.handle, expired_handle: handle });
    expect([next.status, next.handle]).toEqual([200, late.handle]);

    const absent = await remove({ handle });
    expect([absent.status, await absent.json()]).toEqual([404, { message: 'No existing shape found' }]);
    expect((await remove({ table })).status).toBe(202);
    expect((await remove({ table, where: 'id = 1' })).status).toBe(404);
    const other = await begin({ table, where: 'id = 1' });
    expect((await remove({ table, handle: other.handle })).status).toBe(400);
    expect((await remove({ table, where: 'id = 1', handle: other.handle })).status).toBe(202);
  });

  it('a handle of another shape is answered 409 with the right one', async () => {
    const table = await tables.table(twoColumns);
    const [one, other] = [await begin({ table }), await begin({ table, where: 'id > 1' })];
    const mixed = await tables.get({ table, offset: '0_0', handle: other.handle });
    expect([mixed.status, mixed.handle, mixed.body]).toEqual([409, one.handle, refetch]);
    expect((await tables.get({ table, offset: '-1', handle: other.handle })).status).toBe(200);
  });

  it.each([
    ['TRUNCATE', 'truncate $t'],
    ['a new column', 'alter table $t add column more int'],
    ['a column less', 'alter table $t drop column title'],
    ['another name of a column', 'alter table $t rename column title to name'],
    ['another type', 'alter table $t alter column title type varchar(9)'],
    [
      'a column that came and went',
      'alter table $t add column x int; insert into $t values (7); alter table $t drop column x',
    ],
    ['another key', 'alter table $t drop constraint "$n_pkey"; alter table $t add primary key (id, title)'],
  ])('by %s: everybody begins anew, and what is written goes on', async (_what, ddl) => {
    const table = await tables.table('id int primary key, title text');
    await tables.run(`insert into ${table} values (1, 'a')`);
    const shapes: Record<string, string>[] = [{ table }, { table, where: 'id > 0' }];
    const handles = await Promise.all(shapes.map(async (shape) => (await begin(shape)).handle));
    const held = tables.get({ table, offset: '0_inf', handle: handles[0] ?? '', live: 'true' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    // The writer's session knows the table as it was.
    await tables.run(`insert into ${table} values (2, 'b')`);
    await tables.run(ddl.replaceAll('$t', table).replaceAll('$n', table.slice('electric_test."'.length, -1)));
    await tables
      .run(`insert into ${table} values (3, 'c')`)
      .catch(() => tables.run(`insert into ${table} values (3)`));
    // It had news of its own perhaps before the change.
    const answer = await held;
    expect([200, 409]).toContain(answer.status);
    for (const [index, shape] of shapes.entries()) {
      const handle = handles[index] ?? '';
      const late = await tables.get({ ...shape, offset: '0_inf', handle });
      expect([late.status, late.body]).toEqual([409, refetch]);
      const fresh = await begin(shape);
      expect(fresh.handle).toBe(late.handle);
      const { rows } = await tables.run(`select id::text from ${table} order by id`);
      expect(fresh.body.flatMap(({ value }) => (value ? [value.id] : [])).sort()).toEqual(
        rows.map(({ id }) => id),
      );
    }
    await tables
      .run(`insert into ${table} (id) values (9)`)
      .catch(() => tables.run(`insert into ${table} values (9, 'z')`));
    const { handle } = await begin({ table });
    const [line] = await tables.log({ table, offset: '0_0', handle }, 1);
    expect(line?.value?.id).toBe('9');
  });

  it('a poll that is held over an ALTER TABLE or DROP TABLE is told within moments', async () => {
    for (const ddl of ['alter table $t add column more int', 'drop table $t']) {
      const table = await tables.table(twoColumns);
      const { handle } = await begin({ table });
      const held = tables.get({ table, offset: '0_inf', handle, live: 'true' });
      await new Promise((resolve) => setTimeout(resolve, 100));
      await tables.run(ddl.replace('$t', table));
      const answer = await held;
      expect([answer.status, answer.body, answer.handle]).toEqual([409, refetch, '']);
    }
  });

  it('a table that is dropped and made again is another one', async () => {
    const table = await tables.table(twoColumns);
    const { handle } = await begin({ table });
    await tables.run(`drop table ${table}`);
    const gone = await tables.get({ table, offset: '0_0', handle });
    expect([gone.status, gone.body]).toMatchObject([400, { errors: { table: [/does not exist/] } }]);
    await tables.run(`create table ${table} (${twoColumns})`);
    const again = await tables.get({ table, offset: '0_0', handle });
    expect(again.status).toBe(409);
    expect(again.handle).not.toBe(handle);
  });
});

describe('what caches need', () => {
  it('cache-control by kind of answer, and etags that hold', async () => {
    const table = await tables.table(twoColumns);
    const first = await begin({ table });
    const { handle } = first;
    expect(first.headers.get('cache-control')).toBe(
      'public, max-age=604800, s-maxage=3600, stale-while-revalidate=2629746',
    );
    expect(first.headers.get('etag')).toBe(`"${handle}:-1:0_0"`);
    for (let n = 0; n < 9; n += 1) await tables.run(`insert into ${table} values (${n})`);
    await tables.log({ table, offset: '0_0', handle }, 9);
    expect((await begin({ table })).headers.get('etag')).toBe(first.headers.get('etag'));

    const log = await tables.get({ table, offset: '0_0', handle });
    expect(log.body).toHaveLength(10);
    expect(log.headers.get('cache-control')).toBe('public, max-age=60, stale-while-revalidate=300');
    expect(log.headers.get('etag')).toBe(`"${handle}:0_0:${log.offset}"`);
    const [position = '', op = ''] = log.offset.split('_');
    for (const offset of ['0_0', `${BigInt(position) - 1n}_${op}`]) {
      const { headers } = await tables.get({ table, offset, handle });
      const etag = headers.get('etag') ?? '';
      const again = await tables.get({ table, offset, handle }, { headers: { 'if-none-match': etag } });
      expect([again.status, again.handle, again.headers.get('electric-offset')]).toEqual([
        304,
        handle,
        log.offset,
      ]);
    }
    const live = await tables.get({ table, offset: '0_0', handle, live: '' });
    expect(live.headers.get('cache-control')).toBe('public, max-age=5, stale-while-revalidate=5');
    const quiet = { table, offset: log.offset, handle, live: 'true' };
    const held = await tables.get(quiet);
    const unique = held.headers.get('etag') ?? '';
    expect(unique).not.toBe((await tables.get(quiet)).headers.get('etag'));
  });

  it('HEAD, OPTIONS and headers for browsers', async () => {
    const table = await tables.table(twoColumns);
    const url = `${tables.url()}/v1/shape?${new URLSearchParams({ table, offset: '-1' })}`;
    const head = await fetch(url, { method: 'HEAD', headers: { origin: 'http://app.test' } });
    expect([head.status, await head.text(), head.headers.get('electric-offset')]).toEqual([200, '', '0_0']);
    expect(head.headers.get('access-control-allow-origin')).toBe('http://app.test');
    expect(head.headers.get('access-control-expose-headers')).toContain('electric-handle, electric-has-data');
    const options = await fetch(`${tables.url()}/v1/shape`, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('access-control-max-age')]).toEqual([204, '86400']);
    expect(options.headers.get('access-control-allow-methods')).toBe('GET, POST, HEAD, DELETE, OPTIONS');
    expect(options.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('is healthy and alive, and knows no other path', async () => {
    const health = await fetch(`${tables.url()}/v1/health`);
    expect([health.status, await health.json()]).toEqual([200, { status: 'active' }]);
    expect(health.headers.get('cache-control')).toMatch(/^no-cache, no-store/);
    const alive = await fetch(tables.url());
    expect([alive.status, await alive.text()]).toEqual([200, '']);
    const other = await fetch(`${tables.url()}/v1/other`);
    expect([other.status, await other.text()]).toEqual([404, 'Not found']);
  });
});

describe('chunks', () => {
  it('close with the row that fills them, in the snapshot and in the log, also inside a transaction', async () => {
    const table = await tables.table('id int primary key, title text');
    const insert = (from: number) =>
      tables.run(
        `insert into ${table} select n, repeat('x', 1000) from generate_series(${from}, ${from + 34}) n`,
      );
    await insert(0);
    const sizes: number[] = [];
    const offsets: string[] = [];
    const seen: string[] = [];
    const rest = async (answer: Awaited<ReturnType<typeof begin>>, handle: string) => {
      for (let at = answer; ; ) {
        const rows = at.body.filter(({ key }) => key);
        seen.push(...rows.map(({ value }) => String(value?.id)));
        if (rows.length > 0) sizes.push(JSON.stringify(at.body).length);
        if (at.headers.has('electric-up-to-date')) return at.offset;
        expect(at.body.some(({ headers }) => headers.control === 'up-to-date')).toBe(false);
        offsets.push(at.offset);
        at = await tables.get({ table, offset: at.offset, handle });
      }
    };
    const first = await begin({ table });
    const { handle } = first;
    const end = await rest(first, handle);
    expect(offsets.slice(0, 4)).toEqual(['0_0', '0_1', '0_2', '0_3']);
    expect(end).toBe('0_inf');
    await insert(100);
    await tables.log({ table, offset: '0_inf', handle }, 1);
    await tables.numbered();
    offsets.length = 0;
    await rest(await tables.get({ table, offset: end, handle }), handle);
    expect(new Set(offsets.map((offset) => offset.split('_')[0])).size).toBe(1);
    expect(new Set(seen).size).toBe(70);
    expect(seen).toHaveLength(70);
    for (const size of sizes) expect(size).toBeLessThan(12_000);
    expect(sizes.filter((size) => size > 8_000).length).toBeGreaterThanOrEqual(6);
    // The same chunk, whenever it is asked for.
    const again = await tables.get({ table, offset: '0_1', handle });
    expect(again.body).toEqual((await tables.get({ table, offset: '0_1', handle })).body);
  });
});

describe('a bad request', () => {
  it.each([
    [{}, { table: ["can't be blank"], offset: ["can't be blank"] }],
    [{ table: 'a', offset: 'x' }, { offset: ['has invalid format'] }],
    [{ table: 'a', offset: '5_1' }, { handle: ["can't be blank when offset != -1"] }],
    [{ table: 'a', offset: '-1', live: 'true' }, { live: ["can't be true when offset == -1"] }],
    [
      {
        table: 'a',
        offset: '0_0',
        handle: 'h',
        live: 'true',
        live_sse: 'true',
        experimental_live_sse: 'true',
      },
      {
        live_sse: ['server-sent events are not served; use long-polling'],
        experimental_live_sse: ['server-sent events are not served; use long-polling'],
      },
    ],
    [
      { table: 'a', offset: '-1', subset__limit: '1' },
      { subset__limit: ['subset snapshots are not served'] },
    ],
    [{ table: 'a', offset: '-1', log: 'changes_only' }, { log: ['only full is served'] }],
    [{ table: 'a', offset: '-1', replica: 'most' }, { replica: ['is invalid'] }],
    [
      { table: 'Nope', offset: '-1' },
      {
        table: [
          'Table "public"."nope" does not exist. If the table name contains capitals or special characters you must quote it.',
        ],
      },
    ],
    [
      { table: 'sync.rows', offset: '-1' },
      { table: [expect.stringMatching(/^Table "sync"\."rows" does not exist/)] },
    ],
    [
      { table: 'a-b', offset: '-1' },
      { table: ['Invalid unquoted identifier contains special characters: a-b'] },
    ],
    [{ table: '"a""', offset: '-1' }, { table: [expect.any(String)] }],
    [
      { offset: '-1', table: '$t', columns: 'title' },
      {
        columns: ['The list of columns must include all primary key columns, missing: id'],
      },
    ],
    [
      { offset: '-1', table: '$t', columns: 'id,x,"Y"' },
      {
        columns: ['The following columns are not found on the table: x, Y'],
      },
    ],
    [
      { offset: '-1', table: '$t', where: '1 x 1' },
      { where: ['At location 17: syntax error at or near "x"'] },
    ],
    [
      { offset: '-1', table: '$t', where: 'title = nope' },
      { where: ['At location 8: unknown reference nope'] },
    ],
    [{ offset: '-1', table: '$t', where: 'id = $1' }, { where: ['parameter $1 was not provided'] }],
    [
      { offset: '-1', table: '$t', where: 'id = $2', 'params[2]': '1' },
      {
        params: ['Parameters must be numbered sequentially, starting from 1'],
      },
    ],
    [{ offset: '-1', table: '$t', where: 'id in (select 1)' }, { where: ['Subqueries are not supported'] }],
    [
      { offset: '-1', table: '$t', where: 'id + 1' },
      {
        where: ['argument of WHERE must be type boolean, not type integer'],
      },
    ],
    [{ offset: '-1', table: '$t', where: '1 / (id - 1) > 0' }, { where: ['division by zero'] }],
  ])('%j is answered 400 with the reason', async (query, errors) => {
    const table = await tables.table(twoColumns);
    await tables.run(`insert into ${table} values (1)`);
    const answer = await tables.get({
      ...query,
      ...('table' in query && { table: query.table.replace('$t', table) }),
    });
    expect([answer.status, answer.body]).toEqual([400, { message: 'Invalid request', errors }]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('surrogate-control')).toBe('no-store');
  });

  it('generated columns are refused, chosen or not', async () => {
    const table = await tables.table(
      'id int primary key, n int, twice int generated always as (n * 2) stored',
    );
    const text = async (query: Record<string, string>) =>
      (await tables.get({ table, offset: '-1', ...query })).body;
    expect(await text({})).toMatchObject({
      errors: { columns: [/^The following columns are generated .+ twice\. You can/] },
    });
    expect(await text({ columns: 'id,twice' })).toMatchObject({
      errors: { columns: ['The following columns are generated and cannot be included in the shape: twice'] },
    });
    expect((await tables.get({ table, offset: '-1', columns: 'id,n' })).status).toBe(200);
  });

  it('an offset past the log’s end waits for the log, then is out of bounds', async () => {
    const table = await tables.table(twoColumns);
    const { handle } = await begin({ table });
    const began = Date.now();
    const late = await tables.get({ table, offset: '999999_0', handle });
    expect([late.status, late.body]).toMatchObject([
      400,
      { errors: { offset: ['out of bounds for this shape'] } },
    ]);
    expect(Date.now() - began).toBeGreaterThan(2000);
    await tables.run(`insert into ${table} values (1)`);
    const [line] = await tables.log({ table, offset: '0_0', handle }, 1);
    const next = `${Number(line?.headers.lsn) + 1}_0`;
    const waiting = tables.get({ table, offset: next, handle });
    await tables.run(`insert into ${table} values (2)`);
    expect((await waiting).status).toBe(200);
  });

  it('POST is refused, and DELETE where the settings do not allow it', async () => {
    const post = await fetch(`${tables.url()}/v1/shape?table=a&offset=-1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ limit: 1 }),
    });
    expect([post.status, await post.json()]).toEqual([
      400,
      { message: 'Invalid request', errors: { subset: ['subset snapshots are not served'] } },
    ]);
    const strict = await startTables('embedded', { allowDelete: false });
    expect((await fetch(`${strict.url()}/v1/shape?table=a`, { method: 'DELETE' })).status).toBe(405);
    await strict.close();
  });
});
