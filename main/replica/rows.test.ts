import Database from 'better-sqlite3';
import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRowStore, type RowStore } from './rows.ts';
import { addSearchText } from './search-text.ts';
import { type Bench, createBench, pillarArgs } from './testing.ts';

const stamp = '2026-11-01T08:00:00.000Z';
const pillar = (name: string, id = uuidv4()) => ({
  ...pillarArgs(uuidv4(), { id, name }),
  created_at: stamp,
  updated_at: stamp,
  version: 1,
});

let bench: Bench;
let db: Database.Database;
let rows: RowStore;
beforeEach(() => {
  bench = createBench();
  bench.open('r').close();
  db = new Database(bench.file('r'));
  addSearchText(db);
  rows = createRowStore(db);
});
afterEach(() => {
  db.close();
  bench.clean();
});

const changes = () => db.prepare<[], number>('select total_changes()').pluck().get() ?? 0;
const names = () => db.prepare('select name from pillars order by name').pluck().all();

describe('rows written at once', () => {
  it('are not written again where they end as they were', () => {
    const [same, other, gone] = [pillar('same'), pillar('other'), pillar('gone')];
    for (const row of [same, other, gone]) rows.put('pillar', row, 's');
    const before = changes();
    rows.atOnce(() => {
      for (const row of [same, other, gone]) expect(rows.delete('pillar', row.id, 's')).toBe(true);
      expect(rows.get('pillar', same.id)).toBeUndefined();
      rows.put('pillar', { ...same, name: 'for a moment' }, 's');
      rows.put('pillar', same, 's');
      rows.put('pillar', { ...other, name: 'renamed' }, 's');
      expect(rows.get('pillar', other.id)).toMatchObject({ name: 'renamed' });
    });
    expect(changes() - before).toBe(2);
    expect(names()).toEqual(['renamed', 'same']);
  });

  it('of another scope stay, and one that came and went leaves nothing', () => {
    const [theirs, brief] = [pillar('theirs'), pillar('brief')];
    rows.put('pillar', theirs, 'elsewhere');
    rows.atOnce(() => {
      expect(rows.delete('pillar', theirs.id, 's')).toBe(false);
      rows.put('pillar', brief, 's');
      expect(rows.delete('pillar', brief.id, 'elsewhere')).toBe(false);
      expect(rows.delete('pillar', brief.id, 's')).toBe(true);
      expect(rows.delete('pillar', brief.id, 's')).toBe(false);
      expect(rows.ids('pillar', 's')).toEqual([]);
    });
    expect(names()).toEqual(['theirs']);
  });

  it('are all written when one of them is asked for by scope', () => {
    const row = pillar('row');
    rows.atOnce(() => {
      rows.put('pillar', row, 's');
      expect(rows.ids('pillar', 's')).toEqual([row.id]);
      expect(rows.clear('pillar', 's')).toBe(1);
    });
    expect(names()).toEqual([]);
  });
});
