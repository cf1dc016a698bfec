import type { KeptWrite, StreamReport, SyncReport, WaitingWrite } from '../../shared/ipc/sync.ts';
import { kindNames, kinds } from '../../shared/kinds/index.ts';
import { registry } from '../../shared/mutators/index.ts';
import { parseScope } from '../../shared/scopes.ts';
import { NOOP } from './outbox-table.ts';
import type { Reader } from './reader.ts';

/** What a replica can tell about itself, read beside its writer. */

/** Waiting writes that are listed; the rest is a number. */
export const WAITING_SHOWN = 200;

type RawWrite = { uuid: string; name: string; args: string; version: number; home: string; made_at: string };
function read(raw: RawWrite) {
  const { name, args } = registry.shown({ ...raw, args: JSON.parse(raw.args) });
  const { uuid, home, made_at: madeAt } = raw;
  return { uuid, name, args, home, madeAt };
}

const STATES = { pending: 'waiting', sent: 'sent', applied: 'accepted' } as const;

/** Writes that are to be sent, oldest first. @param limit at most so many; -1 for all */
export const waitingWrites = (reader: Reader, limit: number): WaitingWrite[] =>
  reader
    .all<RawWrite & { state: keyof typeof STATES; tries: number }>(
      `select * from outbox where name <> '${NOOP}' and actor is not null order by seq limit ?`,
      limit,
    )
    .map((raw) => ({ ...read(raw), state: STATES[raw.state], tries: raw.tries }));

/** Writes kept apart by wipes, oldest first. */
export const keptWrites = (reader: Reader): KeptWrite[] =>
  reader
    .all<RawWrite & { reason: string; kept_at: string; sendable: number }>(
      `select *, exists (select 1 from accesses where home like 'brand:' || accesses.id || ':%')
           and exists (select 1 from streams where scope = home) as sendable
         from kept_writes order by made_at, uuid`,
    )
    .map((raw) => ({
      ...read(raw),
      reason: raw.reason,
      keptAt: raw.kept_at,
      sendable: raw.sendable === 1,
    }));

/** What a sync engine knows of its streams that is in no file. */
export type StreamState = Pick<StreamReport, 'scope' | 'mode' | 'heardAt'>;

/** @param running the streams that are kept level now */
export function syncReport(reader: Reader, running: readonly StreamState[]): SyncReport {
  return reader.atOnce(() => ({
    waiting: waitingWrites(reader, WAITING_SHOWN),
    waitingCount:
      reader.get<{ n: number }>(
        `select count(*) as n from outbox where name <> '${NOOP}' and actor is not null`,
      )?.n ?? 0,
    kept: keptWrites(reader),
    streams: streams(reader, running),
    setAside: reader.all(
      'select kind, reason, count(*) as count from set_aside group by kind, reason order by kind, reason',
    ),
  }));
}

function streams(reader: Reader, running: readonly StreamState[]): StreamReport[] {
  const synced = new Map(
    reader
      .all<{ scope: string; synced_at: string }>('select scope, synced_at from streams')
      .map(({ scope, synced_at }) => [scope, synced_at]),
  );
  const names = new Map(
    reader.all<{ id: string; name: string }>('select id, name from brands').map(({ id, name }) => [id, name]),
  );
  const known = new Map(running.map((each) => [each.scope, each]));
  const scopes = [...new Set([...synced.keys(), ...known.keys()])];
  return scopes
    .map((scope): StreamReport => {
      const parsed = parseScope(scope);
      return {
        scope,
        brandName: parsed && parsed.family !== 'person' ? (names.get(parsed.brandId) ?? '') : null,
        mode: known.get(scope)?.mode ?? 'off',
        syncedAt: synced.get(scope) ?? null,
        heardAt: known.get(scope)?.heardAt ?? null,
      };
    })
    .sort(byBrand);
}

/** The person's own first, then brands by name. */
const byBrand = (a: StreamReport, b: StreamReport) =>
  a.brandName === null || b.brandName === null
    ? Number(b.brandName === null) - Number(a.brandName === null)
    : a.brandName.localeCompare(b.brandName) || (a.scope < b.scope ? 1 : -1);

/** How many rows of each kind are here; kinds of which there are none are left out. */
export const rowCounts = (reader: Reader): { kind: string; count: number }[] =>
  kindNames
    .map((kind) => ({
      kind,
      count: reader.get<{ n: number }>(`select count(*) as n from ${kinds[kind].table}`)?.n ?? 0,
    }))
    .filter(({ count }) => count > 0);
