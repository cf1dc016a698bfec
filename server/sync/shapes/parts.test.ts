import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import pg from 'pg';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planningScope } from '../../../shared/scopes.ts';
import { engines, type TestDatabase, testDatabase } from '../../../tests/support/database.ts';
import { keepHouse } from '../housekeeping.ts';
import { SEQUENCER_LOCK } from '../log/sequencer.ts';
import {
  addPillar,
  asMap,
  follow,
  leaveAll,
  makeHouse,
  rowsOf,
  startServer,
  type TestServer,
} from '../testing.ts';

/** Small enough for a handful of rows to make several parts. */
const CHUNK = 1500;

type Message = {
  value?: { kind: string; id: string; data?: string };
  headers: { operation?: string; control?: string };
};

describe.each(engines)('a snapshot in several parts on %s', (engine) => {
  let database: TestDatabase;
  let servers: TestServer[];

  beforeAll(async () => {
    database = await testDatabase(engine);
    // Two processes on one database; parts are fetched from either.
    servers = [];
    for (let n = 0; n < 2; n += 1)
      servers.push(await startServer(database.db, { pollMs: 200, chunkBytes: CHUNK }));
  });
  afterAll(async () => {
    for (const server of servers) await server.close();
    await database.drop();
  });

  const house = async (pillars: number) => {
    const made = await makeHouse(database.db);
    const ids: string[] = [];
    for (let n = 0; n < pillars; n += 1) ids.push((await addPillar(database.db, made.brandId, `p${n}`)).id);
    const scope = planningScope(made.brandId);
    let turn = 0;
    const get = async (query: Record<string, string>) => {
      const answer = await (servers[turn++ % 2] as TestServer).built.app.inject({
        url: `/api/shapes/${scope}`,
        query,
        headers: { authorization: `Bearer ${made.personId}` },
      });
      return {
        status: answer.statusCode,
        handle: String(answer.headers['electric-handle']),
        offset: String(answer.headers['electric-offset']),
        upToDate: answer.headers['electric-up-to-date'] !== undefined,
        body: answer.json<Message[]>(),
      };
    };
    return { ...made, ids, scope, get };
  };
  type Made = Awaited<ReturnType<typeof house>>;

  /** Fetches from the beginning until up-to-date the way a replica does, with `between` before each request but the first. */
  const fetchAll = async ({ get }: Made, between: (part: number) => Promise<void>) => {
    const rows = new Map<string, unknown>();
    const offsets: string[] = [];
    let ends = 0;
    let answer = await get({ offset: '-1' });
    const { handle } = answer;
    for (;;) {
      expect(answer.status).toBe(200);
      expect(answer.handle).toBe(handle);
      expect(answer.body.length).toBeGreaterThan(0);
      for (const [index, { value, headers }] of answer.body.entries()) {
        if (headers.control === 'snapshot-end') {
          ends += 1;
          expect(index).toBe(answer.body.length - 1);
        }
        if (!value) continue;
        if (headers.operation === 'delete') rows.delete(`${value.kind}/${value.id}`);
        else rows.set(`${value.kind}/${value.id}`, JSON.parse(value.data ?? 'null'));
      }
      if (answer.upToDate) return { rows, offsets, ends };
      offsets.push(answer.offset);
      await between(offsets.length);
      await expect.poll(() => database.owner(sql`select from sync.log where position is null`)).toEqual([]);
      answer = await get({ offset: answer.offset, handle });
    }
  };

  it('counts its parts, ends with the last and goes on in the log', async () => {
    const made = await house(12);
    const { rows, offsets, ends } = await fetchAll(made, async () => undefined);
    expect(offsets.length).toBeGreaterThan(3);
    expect(offsets).toEqual(offsets.map((_, part) => `0_${part}`));
    expect(ends).toBe(1);
    expect(rows).toEqual(asMap(await rowsOf(database.db, made.scope)));
  });

  it('says the same part again to whoever asks again, also after changes, and never skips a row', async () => {
    const made = await house(12);
    const first = await made.get({ offset: '-1' });
    const ask = () => made.get({ offset: '0_0', handle: first.handle });
    const keys = ({ body }: { body: Message[] }) => body.map(({ value }) => value?.id);
    const answers = await Promise.all([ask(), ask(), ask(), ask()]);
    const [second] = answers;
    for (const answer of answers)
      expect([answer.status, keys(answer)]).toEqual([200, second && keys(second)]);
    const gone = second?.body.find(({ value }) => value?.kind === 'pillar')?.value?.id ?? '';
    await database.db.tx({ as: 'system' }, (tx) =>
      tx.run(sql`update app.pillars set deleted_at = now() where id = ${gone}`),
    );
    await addPillar(database.db, made.brandId, 'new');
    expect(keys(await ask())).toEqual(second && keys(second).filter((id) => id !== gone));
  });

  it('ends up with what the server has, whatever is written between the parts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.array(
            fc.record({ what: fc.constantFrom('add', 'edit', 'drop', 'drop and add'), at: fc.nat(30) }),
            { maxLength: 4 },
          ),
          { maxLength: 8 },
        ),
        async (rounds) => {
          const made = await house(9);
          const tx = (statement: ReturnType<typeof sql>) =>
            database.db.tx({ as: 'system' }, (open) => open.run(statement));
          const { rows } = await fetchAll(made, async (part) => {
            for (const { what, at } of rounds[part - 1] ?? []) {
              const id = made.ids[at % made.ids.length];
              if (what === 'add') made.ids.push((await addPillar(database.db, made.brandId, 'x')).id);
              if (what === 'edit') await tx(sql`update app.pillars set name = name || '!' where id = ${id}`);
              if (what.startsWith('drop'))
                await tx(sql`update app.pillars set deleted_at = now() where id = ${id}`);
              if (what === 'drop and add')
                await tx(sql`update app.pillars set deleted_at = null, name = 'back' where id = ${id}`);
            }
          });
          expect(rows).toEqual(asMap(await rowsOf(database.db, made.scope)));
        },
      ),
      { numRuns: engine === 'embedded' ? 12 : 4 },
    );
  }, 60_000);

  it('never calls itself up-to-date with one half of a transaction', async () => {
    const made = await house(12);
    const first = await made.get({ offset: '-1' });
    // Nothing gets a place in the log meanwhile.
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    await holder.query(`select pg_advisory_lock(${SEQUENCER_LOCK})`);
    await database.db.tx({ as: 'system' }, (tx) =>
      tx.run(sql`update app.pillars set name = 'both' where brand_id = ${made.brandId}`),
    );
    let answer = first;
    while (!answer.body.some(({ headers }) => headers.control === 'snapshot-end')) {
      answer = await made.get({ offset: answer.offset, handle: first.handle });
    }
    expect(answer.body.some(({ value }) => value?.data?.includes('"both"'))).toBe(true);
    const log = made.get({ offset: answer.offset, handle: first.handle });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await holder.end();
    answer = await log;
    const changed = new Set<string | undefined>();
    for (;;) {
      for (const { value } of answer.body) changed.add(value?.id);
      if (answer.upToDate) break;
      answer = await made.get({ offset: answer.offset, handle: first.handle });
    }
    for (const id of made.ids) expect(changed.has(id)).toBe(true);
  });

  it('is followed by the unmodified client while others write', async () => {
    const made = await house(15);
    const writing = (async () => {
      for (let n = 0; n < 20; n += 1) {
        const { id } = await addPillar(database.db, made.brandId, `w${n}`);
        if (n % 2)
          await database.db.tx({ as: 'system' }, (tx) =>
            tx.run(sql`delete from app.pillars where id = ${id}`),
          );
      }
    })();
    const follower = follow((servers[0] as TestServer).url, made.scope, made.personId);
    await writing;
    const wanted = asMap(await rowsOf(database.db, made.scope));
    await follower.until(() => isDeepStrictEqual(follower.rows, wanted));
    expect([follower.refetches, follower.errors]).toEqual([0, []]);
    follower.stop();
  });

  it('is refused in the middle when rights were lost, or when its cuts were forgotten after a day', async () => {
    const made = await house(12);
    const first = await made.get({ offset: '-1' });
    const second = await made.get({ offset: '0_0', handle: first.handle });
    await keepHouse(database.db);
    expect((await made.get({ offset: '0_1', handle: first.handle })).status).toBe(200);
    await database.owner(sql`update sync.snapshots set at = now() - interval '25 hours'`);
    await keepHouse(database.db);
    for (const offset of ['0_0', second.offset, '0_77']) {
      const late = await made.get({ offset, handle: first.handle });
      expect([late.status, late.body]).toEqual([409, [{ headers: { control: 'must-refetch' } }]]);
    }
    const again = await made.get({ offset: '-1' });
    await leaveAll(database.db, made.personId, made.organizationId);
    expect((await made.get({ offset: '0_0', handle: again.handle })).status).toBe(403);
  });

  it('keeps nothing for a snapshot of one part', async () => {
    const made = await house(0);
    const count = async () =>
      (await database.owner<{ n: number }>(sql`select count(*)::int as n from sync.snapshots`))[0]?.n;
    const before = await count();
    const whole = await makeHouse(database.db);
    const server = await startServer(database.db);
    const answer = await server.built.app.inject({
      url: `/api/shapes/${planningScope(whole.brandId)}?offset=-1`,
      headers: { authorization: `Bearer ${whole.personId}` },
    });
    expect(answer.body).toContain('snapshot-end');
    expect(await count()).toBe(before);
    await server.close();
    expect(made.ids).toEqual([]);
  });
});
