import { existsSync, writeFileSync } from 'node:fs';
import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Row } from '../../shared/kinds/index.ts';
import { engagementScope, personScope } from '../../shared/scopes.ts';
import { runQuery } from '../queries/queries.ts';
import type { Replica } from './replica.ts';
import { type Bench, createBench, pillarArgs } from './testing.ts';
import { ack, brand, me, person, put, scope, start } from './testing-posts.ts';

let bench: Bench;
let replica: Replica;
beforeEach(() => {
  bench = createBench();
  replica = bench.open('r');
});
afterEach(() => bench.clean());
const { applied, create, drafts, edit, post, rowOf, take } = person(() => replica);

const pillarRow = (): Row<'pillar'> => ({
  ...pillarArgs(brand),
  created_at: '2026-11-01T08:00:00.000Z',
  updated_at: '2026-11-01T08:00:00.000Z',
  version: 1,
});

describe("a scope's stream", () => {
  it('puts server rows under waiting writes and replays them', () => {
    const { id, uuid } = create({ title: 'Mine', caption: 'one two three' });
    const server = rowOf(id);
    const { clientId } = take();
    edit(id, { title: 'Mine, edited' });
    // Somebody else's caption arrives together with the acknowledgement of the create.
    const theirs = { ...server, caption: 'one two four', version: 2 };
    replica.applyServer(scope, [put('post', theirs), ack(clientId, 1, uuid)], start);
    expect(post(id)).toMatchObject({
      title: 'Mine, edited',
      caption: 'one two four',
      version: 3,
      pending: true,
    });
    expect(replica.sending.waiting()).toBe(1);
    expect(replica.position(scope)).toEqual(start);
  });

  it('merges long text with an edit that waits', () => {
    const { id, uuid } = create({ caption: 'First line. Second line.' });
    const { clientId } = take();
    edit(id, { caption: 'First line, better. Second line.' }, { caption: 'First line. Second line.' });
    const theirs = { ...rowOf(id), caption: 'First line. Second line, longer.', version: 2 };
    replica.applyServer(scope, [put('post', theirs), ack(clientId, 1, uuid)], start);
    expect(post(id)?.caption).toBe('First line, better. Second line, longer.');
  });

  it('leaves a write that no longer applies to the server, without effect', () => {
    const { id } = create();
    take();
    const row = rowOf(id);
    replica.applyServer(scope, [put('post', row)], start);
    expect(post(id)?.title).toBe('Rye');
    expect(replica.sending.waiting()).toBe(1);
    // Deleted by somebody else while an edit waits.
    edit(id, { title: 'Too late' });
    replica.applyServer(scope, [{ op: 'delete', kind: 'post', id }], { handle: 'h1', offset: '5_1' });
    expect(replica.sending.waiting()).toBe(2);
  });

  it('does not touch the writes of other scopes', () => {
    const { id } = create({ title: 'Mine' });
    replica.applyServer(engagementScope(brand), [], start);
    expect(post(id)).toMatchObject({ title: 'Mine', pending: true });
  });

  it('rebuilds by difference and never shows an empty table', () => {
    const [kept, gone] = [create({ title: 'Kept' }), create({ title: 'Gone' })];
    const rows = [rowOf(kept.id), rowOf(gone.id)];
    const { clientId } = take();
    replica.applyServer(scope, [...rows.map((row) => put('post', row)), ack(clientId, 2, gone.uuid)], start);
    applied(kept.uuid);
    expect(replica.sending.waiting()).toBe(0);
    const seen: string[][] = [];
    replica.onCommit(() => seen.push(drafts()));
    const fresh = create({ title: 'Unsent' });
    replica.applyServer(
      scope,
      [put('post', rowOf(kept.id))],
      { handle: 'h2', offset: '0_inf' },
      { rebuild: true },
    );
    expect(seen).toEqual([
      ['Unsent', 'Gone', 'Kept'],
      ['Unsent', 'Kept'],
    ]);
    expect(post(fresh.id)?.pending).toBe(true);
  });

  it('sets rows aside that it cannot read, counts them and goes on', () => {
    const good = { ...pillarRow(), name: 'Good' };
    replica.applyServer(
      scope,
      [
        put('pillar', { ...pillarRow(), color: 'red' } as never),
        put('hologram', { id: uuidv4() }),
        put('comment', { id: uuidv4() }),
        { op: 'put', kind: 'pillar', id: 'x', data: '{not json' },
        { op: 'put', kind: 'pillar', id: uuidv4(), data: good },
        put('pillar', good),
      ],
      start,
    );
    expect(replica.setAsideCount()).toBe(5);
    expect(runQuery(replica, 'pillars', { brandId: brand }).map((row) => row.name)).toEqual(['Good']);
    // A wiped scope takes them along.
    replica.wipeScope(scope);
    expect(replica.setAsideCount()).toBe(0);
  });

  it('reads rows set aside by an older version once they can be read', () => {
    const row = pillarRow();
    replica.applyServer(
      scope,
      [{ op: 'put', kind: 'pillar', id: row.id, data: { ...row, share: 'half' } }],
      start,
    );
    expect(replica.setAsideCount()).toBe(1);
    replica.applyServer(scope, [put('pillar', row)], { handle: 'h1', offset: '3_1' });
    expect(replica.setAsideCount()).toBe(0);
  });

  it('drops columns of a newer server', () => {
    replica.applyServer(scope, [put('pillar', { ...pillarRow(), mood: 'sunny' } as never)], start);
    expect(runQuery(replica, 'pillars', { brandId: brand })[0]).not.toHaveProperty('mood');
  });
});

describe('wiping a scope', () => {
  it('removes its rows and position, keeps waiting writes apart and never sends them', () => {
    const other = uuidv4();
    replica.applyServer(scope, [put('pillar', pillarRow())], start);
    const { uuid } = create({ title: 'Unsent words' });
    replica.mutate([{ name: 'pillar.create', args: pillarArgs(other) }], me);
    replica.wipeScope(scope);
    expect(runQuery(replica, 'pillars', { brandId: brand })).toEqual([]);
    expect(drafts()).toEqual([]);
    expect(replica.position(scope)).toBeNull();
    expect(replica.keptWrites()).toMatchObject([
      { uuid, args: { title: 'Unsent words' }, reason: 'scope_revoked' },
    ]);
    expect(take().mutations.map(({ name }) => name)).toEqual(['noop', 'pillar.create']);
    expect(runQuery(replica, 'pillars', { brandId: other })).toHaveLength(1);
  });

  it('takes copies made before upgrades along, but not those of other files', () => {
    const copies = [`${bench.file('r')}.v1.backup`, `${bench.file('r')}.v12.backup`];
    const others = [`${bench.file('other')}.v1.backup`, `${bench.file('r')}.damaged-2026`];
    for (const path of [...copies, ...others]) writeFileSync(path, 'words');
    replica.wipeScope(scope);
    expect([...copies, ...others].filter((path) => existsSync(path))).toEqual(others);
  });

  it('leaves a person scope alone unless named', () => {
    const access = {
      id: brand,
      organization_id: uuidv4(),
      organization_name: 'O',
      brand_name: 'B',
      role: 'owner',
    };
    replica.applyServer(personScope(me), [put('access', access)], start);
    replica.wipeScope(scope);
    expect(replica.read.get('select 1 from accesses')).toBeDefined();
  });
});
