import fc from 'fast-check';
import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type KindName, kindNames, kinds, type Row } from '../../shared/kinds/index.ts';
import { planningScope } from '../../shared/scopes.ts';
import { runQuery } from '../queries/queries.ts';
import type { Replica } from './replica.ts';
import type { ServerChange } from './server-rows.ts';
import { type Bench, brandArgs, createBench, pillarArgs, postArgs } from './testing.ts';

const me = uuidv4();
const brand = uuidv4();
const scope = planningScope(brand);
const stamps = {
  created_at: '2026-11-01T08:00:00.000Z',
  updated_at: '2026-11-01T08:00:00.000Z',
  version: 1,
};
let bench: Bench;
let replica: Replica;
beforeEach(() => {
  bench = createBench();
  replica = bench.open('r');
});
afterEach(() => bench.clean());

const put = <K extends KindName>(kind: K, row: Row<K> & { id: string }): ServerChange => ({
  op: 'put',
  kind,
  id: row.id,
  data: row,
});
const brandRow = (name: string) => {
  const { id, organization_id: _, ...args } = brandArgs(brand, { name });
  return put('brand', { id, organization_id: uuidv4(), grace_minutes: 60, ...args, ...stamps });
};
const pillarRow = (name: string, id = uuidv4()) =>
  put('pillar', { ...pillarArgs(brand, { id, name }), ...stamps });
const names = () => runQuery(replica, 'brands', {}).map(({ name }) => name);
const pillars = () => runQuery(replica, 'pillars', { brandId: brand }).map(({ name }) => name);
const whole = { handle: 'h', offset: '0_inf' };

describe('a first snapshot in slices', () => {
  it('shows nothing until it is whole, then all of it at once', () => {
    const told: ReadonlySet<KindName>[] = [];
    replica.snapshot.begin(scope);
    replica.onCommit((touched) => told.push(touched));
    replica.snapshot.add(scope, [brandRow('Bakery')]);
    replica.snapshot.add(scope, [pillarRow('Bread')]);
    expect(names()).toEqual([]);
    expect(told.every((touched) => touched.size === 0)).toBe(true);
    replica.snapshot.finish(scope, whole);
    expect(names()).toEqual(['Bakery']);
    expect(told.at(-1)).toContain('pillar');
    expect(replica.position(scope)).toEqual(whole);
  });

  it('cut short it is begun again from nothing, also after a restart', () => {
    replica.snapshot.begin(scope);
    replica.snapshot.add(scope, [brandRow('Bakery'), pillarRow('Gone meanwhile')]);
    replica.close();
    replica = bench.open('r');
    expect(names()).toEqual([]);
    expect(replica.position(scope)).toBeNull();
    expect(replica.scopes()).toEqual([scope]);
    replica.snapshot.begin(scope);
    replica.snapshot.add(scope, [brandRow('Bakery'), pillarRow('Bread')]);
    replica.snapshot.finish(scope, whole);
    expect(pillars()).toEqual(['Bread']);
  });

  it('of a brand made here leaves what was made on screen', () => {
    const [uuid = ''] = replica.mutate(
      [{ name: 'brand.create', args: brandArgs(brand, { name: 'Mine', organization_id: uuidv4() }) }],
      me,
    );
    replica.mutate([{ name: 'pillar.create', args: pillarArgs(brand, { name: 'Bread' }) }], me);
    const clientId = replica.sending.take({ count: 9, bytes: 1e6 })?.clientId ?? '';
    replica.snapshot.begin(scope);
    replica.snapshot.add(scope, [
      { op: 'put', kind: 'client', id: clientId, data: { id: clientId, mutation_id: 1, uuid } },
    ]);
    replica.snapshot.add(scope, [brandRow('Mine')]);
    expect([names(), pillars()]).toEqual([['Mine'], ['Bread']]);
    expect(replica.sending.waiting()).toBe(2);
    replica.snapshot.finish(scope, whole);
    expect([names(), pillars()]).toEqual([['Mine'], ['Bread']]);
    expect(replica.sending.waiting()).toBe(1);
  });

  it('is wiped whole when it may not go on', () => {
    replica.snapshot.begin(scope);
    replica.snapshot.add(scope, [brandRow('Bakery'), pillarRow('Bread')]);
    replica.wipeScope(scope);
    expect(replica.scopes()).toEqual([]);
    expect(replica.read.all('select 1 from pillars union all select 1 from brands')).toEqual([]);
  });
});

describe('a new snapshot of what is there', () => {
  const same = pillarRow('Bread');
  const old = pillarRow('Old');
  beforeEach(() =>
    replica.applyServer(scope, [brandRow('Bakery'), same, old], { handle: 'h0', offset: '5_0' }),
  );

  it('is shown when it is whole, with what was written in between on top', () => {
    replica.snapshot.begin(scope);
    replica.snapshot.add(scope, [brandRow('Bakery II'), same]);
    replica.mutate(
      [{ name: 'pillar.edit', args: { id: old.id, brand_id: brand, fields: { name: 'Older' } } }],
      me,
    );
    replica.mutate([{ name: 'pillar.create', args: pillarArgs(brand, { name: 'New', position: 9 }) }], me);
    expect([names(), pillars().sort()]).toEqual([['Bakery'], ['Bread', 'New', 'Older']]);
    replica.snapshot.finish(scope, whole);
    // The edited one is gone on the server: the edit waits for its word, without effect.
    expect([names(), pillars().sort()]).toEqual([['Bakery II'], ['Bread', 'New']]);
    expect(replica.sending.waiting()).toBe(2);
  });

  it('cut short leaves everything as it was', () => {
    replica.snapshot.begin(scope);
    replica.snapshot.add(scope, [brandRow('Bakery II')]);
    replica.close();
    replica = bench.open('r');
    expect([names(), pillars().sort()]).toEqual([['Bakery'], ['Bread', 'Old']]);
    expect(replica.position(scope)).toEqual({ handle: 'h0', offset: '5_0' });
  });

  it('takes rows and acknowledgements that went and came in the log behind it', () => {
    replica.snapshot.begin(scope);
    replica.snapshot.add(scope, [brandRow('Bakery'), same, old, pillarRow('Brief', brand)]);
    replica.snapshot.add(scope, [{ op: 'delete', kind: 'pillar', id: brand }, pillarRow('Renamed', old.id)]);
    replica.snapshot.finish(scope, whole);
    expect(pillars().sort()).toEqual(['Bread', 'Renamed']);
  });
});

describe('replaying only what hangs together', () => {
  const everything = () =>
    kindNames.map((kind) => replica.read.all(`select * from ${kinds[kind].table} order by id`));
  const pick = fc.nat({ max: 3 });
  const step = fc.oneof(
    fc.record({ do: fc.constant('create' as const), post: pick }),
    fc.record({ do: fc.constant('edit' as const), post: pick, words: fc.string({ maxLength: 8 }) }),
    fc.record({ do: fc.constant('delete' as const), post: pick }),
    fc.record({ do: fc.constant('serve' as const), post: pick, words: fc.string({ maxLength: 8 }) }),
    fc.record({ do: fc.constant('remove' as const), post: pick }),
    fc.record({ do: fc.constant('ack' as const) }),
    fc.record({ do: fc.constant('reject' as const) }),
    fc.record({ do: fc.constant('discard' as const) }),
  );

  it('shows the same as replaying everything', () => {
    let run = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        replica = bench.open(`run ${run++}`);
        const ids = Array.from({ length: 4 }, () => uuidv4());
        const uuids: string[] = [];
        const write = (name: string, args: unknown) => {
          try {
            uuids.push(...replica.mutate([{ name, args }], me));
          } catch {
            // Refused on the spot: it was there already, or is not there.
          }
        };
        for (const next of steps) {
          const id = 'post' in next ? (ids[next.post] ?? '') : '';
          const at = { handle: 'h', offset: '1_0' };
          if (next.do === 'create') write('post.create', postArgs(brand, { id }));
          if (next.do === 'edit')
            write('post.edit', { id, brand_id: brand, fields: { caption: next.words }, base: {} });
          if (next.do === 'delete') write('post.delete', { id, brand_id: brand, version: 9 });
          if (next.do === 'serve') {
            const { when: _, ...words } = postArgs(brand, { id, caption: next.words });
            const unscheduled = {
              status: 'draft' as const,
              scheduled_at: null,
              wall_time: null,
              time_zone: null,
              schedule_id: null,
              slot_key: null,
              created_by: null,
            };
            replica.applyServer(scope, [put('post', { ...words, ...unscheduled, ...stamps })], at);
          }
          if (next.do === 'remove') replica.applyServer(scope, [{ op: 'delete', kind: 'post', id }], at);
          const sent = replica.sending.take({ count: 1, bytes: 1e6 });
          const first = sent?.mutations[0];
          if (next.do === 'ack' && first && sent) {
            const { clientId } = sent;
            replica.applyServer(
              scope,
              [
                {
                  op: 'put',
                  kind: 'client',
                  id: clientId,
                  data: { id: clientId, mutation_id: first.id, uuid: first.uuid },
                },
              ],
              at,
            );
          }
          if (next.do === 'reject' && first) {
            const outcome = { status: 'rejected', code: 'no', message: 'No.', details: {} } as const;
            replica.sending.settle([{ uuid: first.uuid, outcome }]);
          }
          if (next.do === 'discard' && first && first.name !== 'noop') replica.sending.discard(first.uuid);
        }
        const before = everything();
        replica.close();
        // Opened anew, the first change of a scope replays everything that waits in it.
        replica = bench.open(`run ${run - 1}`);
        replica.applyServer(scope, [], { handle: 'h', offset: '2_0' });
        expect(everything()).toEqual(before);
        replica.close();
      }),
      { numRuns: 40 },
    );
  });
});
