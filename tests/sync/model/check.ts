import { isDeepStrictEqual } from 'node:util';
import Database from 'better-sqlite3';
import sql, { join as list } from 'sql-template-tag';
import { isKindName } from '../../../shared/kinds/index.ts';
import { engagementScope, personScope, planningScope } from '../../../shared/scopes.ts';
import { held } from '../world.ts';
import type { Device } from './device.ts';
import type { Town } from './town.ts';
import type { Ledger, Made } from './writes.ts';

/** What a run left behind does not keep a promise. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

type Outcome = { uuid: string; status: 'applied' | 'rejected'; times: number };
type Row = { scope: string; kind: string; id: string; data: Record<string, unknown> };

export type Fates = Record<'applied' | 'refused' | 'discarded' | 'kept apart', number>;

/** Everything that must be so once it is quiet. @throws Broken */
export async function check(town: Town, devices: readonly Device[], ledger: Ledger): Promise<Fates> {
  const fail = (what: string, details?: unknown): never => {
    throw new Broken(details === undefined ? what : `${what}\n${JSON.stringify(details, null, 1)}`);
  };
  for (const each of town.broken()) fail(`the server changed its word: ${each}`);

  const fates: Fates = { applied: 0, refused: 0, discarded: 0, 'kept apart': 0 };
  const outcomes = await outcomesOf(town, [...town.said().keys(), ...ledger.keys()]);
  for (const [uuid, status] of town.said())
    if (outcomes.get(uuid)?.status !== status)
      fail(`the server said ${status} of ${uuid} and has it as ${outcomes.get(uuid)?.status}`);

  for (const device of devices) {
    const { name, replica, sync } = device;
    const at = (what: string) => `${name}: ${what}`;
    const { status } = sync.state();
    if (status !== 'up_to_date' && status !== 'failed') fail(at(`is ${status}`), sync.state());
    if (replica.sending.waiting() > 0)
      fail(at('writes still wait'), replica.read.all('select * from outbox'));
    const based = replica.read.all('select kind, id from base_rows');
    if (based.length > 0) fail(at('rows are still held for writes that are settled'), based);
    const aside = replica.read.all<{ kind: string }>("select * from set_aside where kind <> 'gone'");
    if (aside.length > 0) fail(at('rows were set aside'), aside);
    await sameAsServer(town, device, fail);

    const failed = new Set(replica.sending.failed().map(({ uuid }) => uuid));
    const kept = new Set(replica.keptWrites().map(({ uuid }) => uuid));
    const { made, givenUp } = device.books();
    for (const uuid of made) {
      const outcome = outcomes.get(uuid)?.status;
      const is = {
        applied: outcome === 'applied',
        refused: failed.has(uuid),
        discarded: givenUp.has(uuid),
        'kept apart': kept.has(uuid),
      };
      const about = { uuid, ...ledger.get(uuid), outcome, ...is };
      if (!Object.values(is).some(Boolean)) fail(at('a write is unaccounted for'), about);
      if (is.applied && is.refused) fail(at('a write was applied and is shown as refused'), about);
      if (is.refused && outcome !== 'rejected') fail(at('a write is shown as refused that was not'), about);
      // (A rewound outbox waits once more with what was refused.)
      if (is.refused && is['kept apart'] && device.plain())
        fail(at('a write is refused and kept apart'), about);
      if (is.applied && givenUp.get(uuid) === 'for sure' && device.plain())
        fail(at('a write that had not left was discarded, and applied'), about);
      for (const fate of ['refused', 'discarded', 'kept apart', 'applied'] as const)
        if (is[fate]) {
          fates[fate] += 1;
          break;
        }
    }
    whole(device, fail);
  }
  await effects(town, outcomes, ledger, fail);
  return fates;
}

type Fail = (what: string, details?: unknown) => never;

/** Kind by kind, what this person may see, and nothing else. */
async function sameAsServer(town: Town, { name, personId, replica }: Device, fail: Fail): Promise<void> {
  const brands = await town.db().tx({ as: 'sync' }, (tx) =>
    tx.many<{ id: string }>(sql`
      select id from app.brands where deleted_at is null and app.role_of(${personId}, id) is not null`),
  );
  const scopes = [
    personScope(personId),
    ...brands.flatMap(({ id }) => [planningScope(id), engagementScope(id)]),
  ];
  const rows = await town
    .db()
    .tx({ as: 'sync' }, (tx) =>
      tx.many<Row>(sql`select scope, kind, id, data from sync.rows where scope in (${list(scopes)})`),
    );
  const here = held(replica);
  // Acknowledgements and the like are for the engine alone.
  const there = new Map(
    rows.filter(({ kind }) => isKindName(kind)).map(({ kind, id, data }) => [`${kind}/${id}`, data]),
  );
  for (const [key, data] of there) {
    if (!Object.hasOwn(here, key)) fail(`${name}: ${key} is missing`, data);
    if (!isDeepStrictEqual(here[key], data))
      fail(`${name}: ${key} is not as the server has it`, [here[key], data]);
  }
  for (const key of Object.keys(here))
    if (!there.has(key)) fail(`${name}: ${key} is not the server's`, here[key]);
}

async function outcomesOf(town: Town, uuids: readonly string[]): Promise<Map<string, Outcome>> {
  const rows = await town.db().tx({ as: 'sync' }, (tx) =>
    tx.many<Outcome>(sql`
      select uuid::text, min(outcome ->> 'status') as status, count(*)::int as times
        from sync.outcomes where not resent and uuid = any(${uuids}) group by uuid`),
  );
  return new Map(rows.map((row) => [row.uuid, row]));
}

/** The file can be read to its last page. */
function whole({ name, file }: Device, fail: Fail): void {
  const db = new Database(file(), { readonly: true });
  const answer = db.pragma('integrity_check', { simple: true });
  db.close();
  if (answer !== 'ok') fail(`${name}: the file is damaged`, answer);
}

/** Each applied write took effect once: rows count their versions, and words are in the row or in its history. */
async function effects(
  town: Town,
  outcomes: Map<string, Outcome>,
  ledger: Ledger,
  fail: Fail,
): Promise<void> {
  const byRow = new Map<string, Made[]>();
  for (const [uuid, made] of ledger) {
    // A brief has the id of its post and a version of its own.
    if (outcomes.get(uuid)?.status !== 'applied' || made.name.startsWith('brief.')) continue;
    byRow.set(made.about, [...(byRow.get(made.about) ?? []), made]);
  }
  const ids = [...byRow.keys()];
  if (ids.length === 0) return;
  type Version = { id: string; version: number; history: string };
  const rows = await town.database.owner<Version>(sql`
    select id::text, version, '' as history from app.pillars where id = any(${ids})
    union all
    select id::text, version, (select coalesce(string_agg(to_jsonb(r)::text, ' '), '') from app.post_revisions r where post_id = p.id)
      from app.posts p where id = any(${ids})`);
  const found = new Map(rows.map((row) => [row.id, row]));
  for (const [id, all] of byRow) {
    const names = all.map(({ name }) => name);
    if (!names.some((name) => name === 'post.create' || name === 'pillar.create')) continue;
    const row = found.get(id);
    if (!row) {
      fail(`${id} was made and is nowhere`, all);
      continue;
    }
    const certain = !names.some((name) => /\.(delete|restore)$/.test(name));
    if (certain && row.version !== all.length)
      fail(`${id} is at version ${row.version} after ${all.length} applied writes`, all);
    if (names.includes('post.create'))
      for (const { name, words } of all)
        if (name === 'post.edit' && words && !row.history.includes(words))
          fail(`${id} has lost the words "${words}"`, all);
  }
}
