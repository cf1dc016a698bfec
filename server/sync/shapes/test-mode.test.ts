import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../../tests/support/database.ts';
import { startTables, type Tables } from './tables/testing.ts';

describe.each(engines)('a table in test mode on %s', (engine) => {
  let tables: Tables;
  beforeAll(async () => {
    tables = await startTables(engine);
  });
  afterAll(() => tables.close());

  /** A table followed from its snapshot: what has been logged since. */
  const follow = async (columns: string, first: string, query: Record<string, string> = {}) => {
    const table = await tables.table(columns);
    await tables.run(first.replaceAll('$t', table));
    const begun = await tables.get({ table, offset: '-1', ...query });
    const { handle } = begun;
    return {
      table,
      handle,
      begun,
      rows: begun.body.filter(({ key }) => key),
      run: (text: string) => tables.run(text.replaceAll('$t', table)),
      log: (changes: number) => tables.log({ table, offset: '0_0', handle, ...query }, changes),
      get: (more: Record<string, string>, init?: RequestInit) =>
        tables.get({ table, ...query, ...more }, init),
    };
  };

  it('begins with its rows, goes on with its log, and says what each change was', async () => {
    const made = await follow(
      'id int primary key, b bool, c char(5)',
      "insert into $t values (1, true, 'ab')",
    );
    const relation = ['electric_test', made.table.slice('electric_test."'.length, -1)];
    const key = (id: number) => `"electric_test".${made.table.slice('electric_test.'.length)}/"${id}"`;
    expect(made.begun.body).toEqual([
      {
        key: key(1),
        value: { id: '1', b: 'true', c: 'ab   ' },
        headers: { operation: 'insert', relation },
      },
      {
        headers: {
          control: 'snapshot-end',
          xmin: expect.stringMatching(/^\d+$/),
          xmax: expect.stringMatching(/^\d+$/),
          xip_list: expect.any(Array),
        },
      },
    ]);
    expect(made.begun.offset).toBe('0_0');
    const empty = await made.get({ offset: '0_0', handle: made.handle });
    expect([empty.offset, empty.body.length]).toEqual(['0_inf', 1]);

    await made.run(`begin; update $t set b = false; update $t set id = 2; commit`);
    const changes = await made.log(3);
    const lsn = changes[0]?.headers.lsn;
    const txids = changes[0]?.headers.txids;
    expect(lsn).toMatch(/^\d+$/);
    expect(changes).toEqual([
      {
        key: key(1),
        value: { id: '1', b: 'false' },
        headers: { operation: 'update', relation, txids, lsn, op_position: 0 },
      },
      {
        key: key(1),
        value: { id: '1' },
        headers: { operation: 'delete', relation, txids, lsn, op_position: 2, key_change_to: key(2) },
      },
      {
        key: key(2),
        value: { id: '2', b: 'false', c: 'ab   ' },
        headers: {
          operation: 'insert',
          relation,
          txids,
          lsn,
          op_position: 3,
          key_change_from: key(1),
          last: true,
        },
      },
    ]);
    // Between the two halves of a change of key, and in the middle of a transaction.
    for (const [op, left] of [
      [0, 2],
      [1, 2],
      [2, 1],
      [3, 0],
    ]) {
      const { body } = await made.get({ offset: `${lsn}_${op}`, handle: made.handle });
      expect(body.filter((line) => line.key)).toHaveLength(left ?? 0);
    }
    const end = await made.get({ offset: `${lsn}_3`, handle: made.handle });
    expect([end.offset, end.headers.get('electric-has-data')]).toEqual([`${lsn}_3`, 'false']);
    expect(end.body).toEqual([{ headers: { control: 'up-to-date', global_last_seen_lsn: lsn } }]);
  });

  it('writes every type as Postgres does, whatever the session of the writer says', async () => {
    const columns = `id int2 primary key, i8 int8, n numeric(10,2), f float8, t text, v varchar(7), c char(4), u uuid,
      y bytea, d date, ti time(3), ts timestamp, tz timestamptz(3), iv interval, j json, jb jsonb, ints int8[],
      grid int4[][], bools bool[], texts text[], m public.mood, ms public.mood[], cx public.pair, p public.posint, r int4range,
      ip inet, bb bool`;
    await tables.run(`do $$ begin
      create type public.mood as enum ('sad', 'ok'); create type public.pair as (a float8, b text);
      create domain public.posint as int check (value > 0); exception when duplicate_object then null; end $$`);
    const values = (id: number) => `(${id}, 9223372036854775807, 1.5, 1e-7, 'a"b\\c/ü', 'x', 'ab',
      'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', '\\xDEADbeef', '2026-01-02', '03:04:05.678', '2026-01-02 03:04:05.670',
      '2026-01-02 03:04:05+02', '1 day 2 hours', '{"a":  1}', '{"a":1}', '{1,2,null}', '{{1,2},{3,4}}', '{t,f}',
      '{"a b",c}', 'ok', '{sad,ok}', row(1.5, null), 5, '[1,4)', '10.0.0.1', true)`;
    const made = await follow(columns, `insert into $t values ${values(1)}`);
    const other = `set timezone = 'Asia/Tokyo'; set datestyle = 'German'; set intervalstyle = 'postgres';
      set bytea_output = 'escape'; set extra_float_digits = 0;`;
    await tables.run(other);
    await made.run(`insert into $t values ${values(2).replaceAll('2026-01-02', '02.01.2026')}`);
    await tables.run(
      'reset timezone; reset datestyle; reset intervalstyle; reset bytea_output; reset extra_float_digits',
    );
    const [logged] = await made.log(1);
    const expected = {
      id: '1',
      i8: '9223372036854775807',
      n: '1.50',
      f: '1e-07',
      t: 'a"b\\c/ü',
      v: 'x',
      c: 'ab  ',
      u: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
      y: '\\xdeadbeef',
      d: '2026-01-02',
      ti: '03:04:05.678',
      ts: '2026-01-02 03:04:05.67',
      tz: '2026-01-02 01:04:05+00',
      iv: 'P1DT2H',
      j: '{"a":  1}',
      jb: '{"a": 1}',
      ints: '{1,2,NULL}',
      grid: '{{1,2},{3,4}}',
      bools: '{t,f}',
      texts: '{"a b",c}',
      m: 'ok',
      ms: '{sad,ok}',
      cx: '(1.5,)',
      p: '5',
      r: '[1,4)',
      ip: '10.0.0.1',
      bb: 'true',
    };
    expect(made.rows[0]?.value).toEqual(expected);
    expect(logged?.value).toEqual({ ...expected, id: '2', tz: expect.stringMatching(/\+00$/) });
    expect(JSON.parse(made.begun.headers.get('electric-schema') ?? '')).toEqual({
      id: { type: 'int2', pk_index: 0, not_null: true },
      i8: { type: 'int8' },
      n: { type: 'numeric', precision: 10, scale: 2 },
      f: { type: 'float8' },
      t: { type: 'text' },
      v: { type: 'varchar', max_length: 7 },
      c: { type: 'bpchar', length: 4 },
      u: { type: 'uuid' },
      y: { type: 'bytea' },
      d: { type: 'date' },
      ti: { type: 'time', precision: 3 },
      ts: { type: 'timestamp' },
      tz: { type: 'timestamptz', precision: 3 },
      iv: { type: 'interval' },
      j: { type: 'json' },
      jb: { type: 'jsonb' },
      ints: { type: 'int8', dims: 1 },
      grid: { type: 'int4', dims: 2 },
      bools: { type: 'bool', dims: 1 },
      texts: { type: 'text', dims: 1 },
      m: { type: 'mood' },
      ms: { type: 'mood', dims: 1 },
      cx: { type: 'pair' },
      p: { type: 'posint' },
      r: { type: 'int4range' },
      ip: { type: 'inet' },
      bb: { type: 'bool' },
    });
  });

  it('describes intervals, bits and keys of several columns in the key’s order', async () => {
    const made = await follow(
      `b text not null, a int, z varbit(9), "by" bit(3), iv interval day to second(2), iy interval year, e interval(3),
       n numeric(5,-2), primary key (a, b)`,
      'select 1',
    );
    const scale = JSON.parse(made.begun.headers.get('electric-schema') ?? '');
    expect(scale).toEqual({
      a: { type: 'int4', pk_index: 0, not_null: true },
      b: { type: 'text', pk_index: 1, not_null: true },
      z: { type: 'varbit', length: 9 },
      by: { type: 'bit', length: 3 },
      iv: { type: 'interval', fields: 'DAY TO SECOND', precision: 2 },
      iy: { type: 'interval', fields: 'YEAR' },
      e: { type: 'interval', precision: 3 },
      n: { type: 'numeric', precision: 5, scale: -2 },
    });
    await made.run(`insert into $t (a, b, "by") values (7, 'x/"y', b'101')`);
    const [line] = await made.log(1);
    expect(line?.key?.endsWith('/"7"/"x//"y"')).toBe(true);
  });

  it('replica=full carries whole rows and what was there before', async () => {
    const made = await follow('id int primary key, a text, b text', "insert into $t values (1, 'x', 'y')", {
      replica: 'full',
    });
    await made.run("update $t set b = 'z'; ");
    await made.run('delete from $t');
    const [update, remove] = await made.log(2);
    expect(update).toMatchObject({ value: { id: '1', a: 'x', b: 'z' }, old_value: { b: 'y' } });
    expect(Object.keys(update?.old_value ?? {})).toEqual(['b']);
    expect(remove?.value).toEqual({ id: '1', a: 'x', b: 'z' });
    expect(remove).not.toHaveProperty('old_value');
  });

  it('columns: only those, and nothing where none of them changed', async () => {
    const made = await follow(
      'id int primary key, a text, b text, "has,comma" text, "has""quote" text',
      "insert into $t values (1, 'x', 'y', 'z', 'q')",
      { columns: '"id",a,"has,comma","has""quote"' },
    );
    expect(made.rows[0]?.value).toEqual({ id: '1', a: 'x', 'has,comma': 'z', 'has"quote': 'q' });
    expect(Object.keys(JSON.parse(made.begun.headers.get('electric-schema') ?? ''))).toHaveLength(4);
    await made.run("update $t set b = 'unseen'");
    await made.run('update $t set b = b');
    await made.run("update $t set b = 'too', a = 'seen'");
    const changes = await made.log(1);
    expect(changes.map(({ value }) => value)).toEqual([{ id: '1', a: 'seen' }]);
  });

  it('where: rows move in and out as inserts and deletes, also with their key', async () => {
    const made = await follow(
      'id int primary key, n int',
      'insert into $t values (1, 1), (2, 10), (3, null)',
      {
        where: 'n > $1 and id < $2',
        'params[1]': '5',
        'params[2]': '100',
      },
    );
    expect(made.rows.map(({ value }) => value)).toEqual([{ id: '2', n: '10' }]);
    await made.run(`begin; update $t set n = 6 where id = 1; update $t set n = 5 where id = 2;
      update $t set n = n + 1 where id = 2; update $t set n = null where id = 1; insert into $t values (4, 0); commit`);
    await made.run('update $t set id = 200 where id = 2');
    await made.run('update $t set id = 20 where id = 200');
    await made.run('update $t set id = 21, n = 8 where id = 20');
    await made.run('delete from $t');
    const changes = await made.log(9);
    expect(changes.map(({ headers, value }) => [headers.operation, value?.id, headers.op_position])).toEqual([
      ['insert', '1', 0],
      ['delete', '2', 2],
      ['insert', '2', 4],
      ['delete', '1', 6],
      ['delete', '2', 0],
      ['insert', '20', 0],
      ['delete', '20', 0],
      ['insert', '21', 1],
      ['delete', '21', expect.any(Number)],
    ]);
    expect(changes.map(({ headers }) => headers.last ?? false)).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
      false,
      true,
      true,
    ]);
  });

  it('tells rows of a table without a key by all their columns', async () => {
    const made = await follow('b text, a text', "insert into $t values ('x', null)");
    expect(made.rows[0]?.key?.endsWith('/_/"x"')).toBe(true);
    await made.run("begin; update $t set a = 'y'; insert into $t values ('p', 'q'); commit");
    await made.run("delete from $t where a = 'q'");
    const changes = await made.log(4);
    expect(changes.map(({ headers, value }) => [headers.operation, value])).toEqual([
      ['delete', { a: null, b: 'x' }],
      ['insert', { a: 'y', b: 'x' }],
      ['insert', { a: 'q', b: 'p' }],
      ['delete', { a: 'q', b: 'p' }],
    ]);
  });

  it('joins snapshot and log exactly, whoever was writing', async () => {
    const made = await follow('id int primary key, n int', 'select 1', { where: 'n >= 0' });
    const writers = Array.from({ length: 3 }, async (_, writer) => {
      const client = await tables.connect();
      for (let n = 0; n < 30; n += 1) {
        await client.query(`begin; insert into ${made.table} values (${writer * 1000 + n}, ${n});
          update ${made.table} set n = n - 7 where id = ${writer * 1000 + (n >> 1)}; commit`);
      }
      await client.end();
    });
    const shapes: { where: string; handle: string; rows: Map<string, unknown> }[] = [];
    for (let n = 0; n < 6; n += 1) {
      const where = `n >= ${n}`;
      const { handle, body } = await tables.get({ table: made.table, where, offset: '-1' });
      shapes.push({ where, handle, rows: new Map(body.map(({ value }) => [String(value?.id), value?.n])) });
    }
    await Promise.all(writers);
    await tables.numbered();
    for (const { where, handle, rows } of shapes) {
      rows.delete('undefined');
      const { body } = await tables.get({ table: made.table, where, offset: '0_0', handle });
      for (const { headers, value } of body) {
        const id = String(value?.id);
        if (headers.operation === 'insert') expect(rows.has(id), `${id} twice`).toBe(false);
        if (headers.operation === 'delete' || headers.operation === 'update') expect(rows.has(id)).toBe(true);
        if (headers.operation === 'delete') rows.delete(id);
        else if (value) rows.set(id, value.n);
      }
      const { rows: wanted } = await tables.run(`select id::text, n::text from ${made.table} where ${where}`);
      expect(rows).toEqual(new Map(wanted.map(({ id, n }) => [id, n])));
    }
  });

  it('waits for whoever is writing at its first request, without holding up others for long', async () => {
    const table = await tables.table('id int primary key');
    const [open, other] = [await tables.connect(), await tables.connect()];
    await open.query(`begin; insert into ${table} values (1)`);
    const begun = tables.get({ table, offset: '-1' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await other.query(`insert into ${table} values (2)`);
    await open.query(`insert into ${table} values (3); commit`);
    const { body, handle } = await begun;
    const ids = body.flatMap(({ value }) => value?.id ?? []);
    expect(ids.sort()).toEqual(['1', '2', '3']);
    await tables.numbered();
    expect((await tables.get({ table, offset: '0_0', handle })).offset).toBe('0_inf');
    await Promise.all([open.end(), other.end()]);
  });

  it('holds a poll until there is something for it, and answers with it at once', async () => {
    const made = await follow('id int primary key, n int', 'select 1', { where: 'n > 5' });
    const poll = made.get({ offset: '0_inf', handle: made.handle, live: 'true', cursor: '' });
    await made.run('insert into $t values (1, 1)');
    await made.run('insert into $t values (2, 9)');
    const answer = await poll;
    expect(answer.body.map(({ value, headers }) => value ?? headers.control)).toEqual([
      { id: '2', n: '9' },
      'up-to-date',
    ]);
    expect(answer.body[1]?.headers.global_last_seen_lsn).toBe(answer.body[0]?.headers.lsn);
    expect(answer.offset).toBe(`${answer.body[0]?.headers.lsn}_0`);
    expect(answer.headers.get('electric-cursor')).toMatch(/^\d+$/);
    expect(answer.headers.get('electric-schema')).toBeNull();
    const quiet = await made.get({ offset: answer.offset, handle: made.handle, live: 'true' });
    expect([quiet.status, quiet.offset, quiet.headers.get('electric-has-data')]).toEqual([
      200,
      answer.offset,
      'false',
    ]);
  });

  it('is one shape to all who ask for the same, and stays so over a restart', async () => {
    const made = await follow('id int primary key', 'insert into $t values (1)');
    await made.run('insert into $t values (2)');
    await made.log(1);
    const again = await made.get({ offset: '-1' });
    expect([again.handle, again.headers.get('etag')]).toEqual([made.handle, made.begun.headers.get('etag')]);
    expect(again.body).toEqual(made.begun.body);
    for (const [query, same] of [
      [{ columns: 'id' }, false],
      [{ replica: 'full' }, false],
      [{ where: 'id > 0' }, false],
      [{ replica: 'default', log: 'full', foo: 'bar', 'cache-buster': '1', expired_handle: 'x' }, true],
    ] as const) {
      expect((await made.get({ offset: '-1', ...query })).handle === made.handle).toBe(same);
    }
    const before = await made.get({ offset: '0_0', handle: made.handle });
    await tables.restart();
    await made.run('insert into $t values (3)');
    const after = await tables.log({ table: made.table, offset: before.offset, handle: made.handle }, 1);
    expect(after.map(({ value }) => value)).toEqual([{ id: '3' }]);
    expect((await made.get({ offset: '-1' })).handle).toBe(made.handle);
  });

  it('starts at the end with offset=now', async () => {
    const made = await follow('id int primary key', 'insert into $t values (1)');
    const begun = await made.get({ offset: 'now' });
    expect([begun.offset, begun.handle]).toEqual(['0_inf', made.handle]);
    await made.run('insert into $t values (2)');
    const [line] = await made.log(1);
    const now = await made.get({ offset: 'now' });
    expect(now.offset).toBe(`${line?.headers.lsn}_0`);
    expect(now.headers.get('electric-up-to-date')).toBe('');
    expect(now.headers.get('electric-schema')).toContain('int4');
    expect(now.body).toEqual([
      { headers: { control: 'up-to-date', global_last_seen_lsn: expect.any(String) } },
    ]);
  });
});
