import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../../tests/support/database.ts';
import { createOwnerDb, type OwnerDb } from '../../../db/db.ts';
import { checkWhere, readWhere } from './where.ts';

let database: TestDatabase;
let owner: OwnerDb;
beforeAll(async () => {
  database = await testDatabase();
  owner = createOwnerDb(database.url);
  await owner.tx(async (tx) => {
    const { raw } = await import('sql-template-tag');
    await tx.run(
      raw(`create table public.t (id int, title text, at timestamptz, tags text[], "Odd name" text, "values" int);
           create table public.secrets (word text)`),
    );
  });
});
afterAll(async () => {
  await owner.close();
  await database.drop();
});

const read = async (text: string, params: string[] = []): Promise<string> => {
  try {
    const sql = readWhere(text, new Map(params.map((value, index) => [index + 1, value])));
    await checkWhere(owner, { text, sql, table: { schema: 'public', name: 't' } });
    return 'ok';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
};

describe('a where clause', () => {
  it.each([
    ["title LIKE 'foo%' OR (id = 1 AND NOT title ILIKE '%;%')"],
    ['id IN (1, 2) AND id BETWEEN SYMMETRIC 3 AND 1'],
    ['id NOT IN (1) and id = ANY (ARRAY[1,2]) and id <> all (array[3])'],
    ['title IS DISTINCT FROM \'x\' and (id > 1) IS NOT UNKNOWN and "Odd name" is null'],
    ['"values" > 1 and values > 1'],
    ["lower(title) || upper('x') = coalesce(title, 'y') and greatest(id, 2) = 2"],
    ["at > '2026-01-01'::timestamptz - interval '1 day' and at::date = '2026-01-01'"],
    ["at at time zone 'UTC' < '2026-01-01' and id::numeric(10, 2) = 1.50 and cast(id as varchar(3)) = '1'"],
    ["tags @> '{a}' and tags[1] = 'select' and tags && array['b']"],
    ["title = $$it's; select$$ or title = E'a\\'; b' or title = 'it''s'"],
    ['case when id = 1 then true else false end'],
    ['title = $1 and id = $2::int and $1 = $1', ['a', '1']],
    ['id > 1 -- the end'],
    ['|/ id::float8 > 2 and id & 3 = 1 and id # 1 > 0 and ~id < 0 and 2 ^ id > 1'],
  ])('%s is read', async (text, params: string[] = []) => {
    expect(await read(text, params)).toBe('ok');
  });

  it.each([
    ['id = (select 1)', 'Subqueries are not supported'],
    ['exists (table secrets)', 'Subqueries are not supported'],
    ['id in (values (1))', 'Subqueries are not supported'],
    ['id in (with x as (delete from secrets returning 1) table x)', 'Subqueries are not supported'],
    ['id = /* */ 1', 'At location 20: comments are not supported'],
    ['true; drop table secrets', 'At location 19: syntax error at or near ";"'],
    ['true) or (true', 'At location 19: syntax error at or near ")"'],
    ['true union all', expect.stringContaining('syntax error')],
    ['true limit 1', expect.stringContaining('syntax error')],
    ['true order by 1', expect.stringContaining('syntax error')],
    ['id =', 'At location 19: syntax error at end of input'],
    ["title = 'open", expect.stringContaining('unterminated quoted string')],
    ['pg_sleep(1) is null', 'At location 0: unknown or unsupported function pg_sleep'],
    ['"pg_sleep" (1) is null', 'At location 0: unknown or unsupported function "pg_sleep"'],
    [
      "pg_catalog.pg_read_file('/etc/passwd') > ''",
      'At location 0: unknown reference pg_catalog.pg_read_file',
    ],
    ['title > current_user', 'At location 8: unknown reference current_user'],
    ['secrets.word is null', 'At location 0: unknown reference secrets.word'],
    ['"Nope" = 1', 'At location 0: unknown reference Nope'],
    ['id', 'argument of WHERE must be type boolean, not type integer'],
    ['id = title', expect.stringContaining('operator does not exist')],
    ['title = $1', 'parameter $1 was not provided'],
  ])('%s is refused', async (text, why) => {
    expect(await read(text)).toEqual(why);
  });

  it('takes a parameter as a value, whatever is in it', () => {
    const hostile = new Map([
      [1, `'nonexistent' OR TRUE`],
      [2, `\\' OR true --`],
    ]);
    expect(readWhere('title = $1 OR title=$2', hostile)).toBe(
      `title = '''nonexistent'' OR TRUE' OR title= E'\\\\'' OR true --'`,
    );
    // In a text it is none.
    expect(readWhere("title = '$1'", new Map())).toBe("title = '$1'");
  });
});
