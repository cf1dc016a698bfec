import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../../tests/support/database.ts';
import { type Line, startTables, type Tables } from './tables/testing.ts';

const id = fc.nat(6);
const value = fc.option(fc.nat(4));
const change = fc.oneof(
  fc.record({ do: fc.constant('insert' as const), id, n: value, m: value }),
  fc.record({ do: fc.constant('update' as const), id, n: value, m: value }),
  fc.record({ do: fc.constant('move' as const), id, to: id, n: value }),
  fc.record({ do: fc.constant('delete' as const), id }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;
const statement = (table: string, made: Change): string => {
  switch (made.do) {
    case 'insert':
      return `insert into ${table} values (${made.id}, ${made.n}, ${made.m}) on conflict do nothing`;
    case 'update':
      return `update ${table} set n = ${made.n}, m = ${made.m} where id = ${made.id}`;
    case 'move':
      return `update ${table} set id = ${made.to}, n = ${made.n} where id = ${made.id}
                and not exists (select from ${table} where id = ${made.to})`;
    case 'delete':
      return `delete from ${table} where id = ${made.id}`;
  }
};

/** Applies messages the strict way: nothing is inserted twice, nothing absent is changed. */
function apply(rows: Map<string, Line['value']>, lines: readonly Line[]): void {
  for (const { key, value: row, headers } of lines) {
    if (key === undefined) continue;
    expect(rows.has(key), `${headers.operation} ${key}`).toBe(headers.operation !== 'insert');
    if (headers.operation === 'delete') rows.delete(key);
    else rows.set(key, { ...rows.get(key), ...row });
  }
}

describe.each(engines)('shapes of a table on %s', (engine) => {
  let tables: Tables;
  beforeAll(async () => {
    // A chunk holds one or two changes, so that transactions are cut everywhere.
    tables = await startTables(engine, { chunkBytes: 300 });
  });
  afterAll(() => tables.close());

  it('hold what SELECT says, whatever is done to the rows in whatever transactions', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(change, { minLength: 1, maxLength: 5 }), { maxLength: 10 }),
        fc.nat(10),
        async (transactions, beginAt) => {
          const table = await tables.table('id int primary key, n int, m int');
          const asked: { query: Record<string, string>; columns: string; where: string }[] = [
            { query: {}, columns: 'id, n, m', where: 'true' },
            { query: { where: 'n > 1', replica: 'full' }, columns: 'id, n, m', where: 'n > 1' },
            {
              query: { where: 'id < 4 or m = 2', columns: 'id,n' },
              columns: 'id, n',
              where: 'id < 4 or m = 2',
            },
          ];
          const shapes = asked.map((shape) => ({
            ...shape,
            handle: '',
            offset: '',
            rows: new Map<string, Line['value']>(),
          }));
          const read = async (shape: (typeof shapes)[number], more: Record<string, string>) => {
            const answer = await tables.get({ table, ...shape.query, ...more });
            expect(answer.status).toBe(200);
            apply(shape.rows, answer.body);
            shape.handle = answer.handle;
            shape.offset = answer.offset;
            return answer.headers.has('electric-up-to-date');
          };
          for (let n = 0; n <= transactions.length; n += 1) {
            if (n === Math.min(beginAt, transactions.length)) {
              for (const shape of shapes) await read(shape, { offset: '-1' });
            }
            const work = transactions[n];
            if (work)
              await tables.run(`begin; ${work.map((one) => statement(table, one)).join('; ')}; commit`);
          }
          await tables.numbered();
          for (const shape of shapes) {
            while (!(await read(shape, { offset: shape.offset, handle: shape.handle })));
            const { rows } = await tables.run(
              `select ${shape.columns} from ${table} where ${shape.where} order by id`,
            );
            const text = (row: object) =>
              Object.fromEntries(
                Object.entries(row).map(([name, it]) => [name, it === null ? null : String(it)]),
              );
            const byId = (a: Line['value'], b: Line['value']) => Number(a?.id) - Number(b?.id);
            expect([...shape.rows.values()].sort(byId)).toEqual(rows.map(text));
          }
        },
      ),
      { numRuns: engine === 'embedded' ? 40 : 10 },
    );
  }, 60_000);
});
