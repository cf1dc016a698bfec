import { v5 as uuidv5 } from 'uuid';
import type { z } from 'zod';
import type { KindName, Row } from '../kinds/index.ts';
import { assetId } from '../mutators/asset.ts';
import { type Beside, besideHash, besideNames } from '../mutators/beside.ts';
import { type MutationArgs, type MutationName, mutations } from '../mutators/index.ts';
import { firstCommentId } from '../mutators/part.ts';
import type { ArchivedRow } from './archive.ts';

export type Planned = { [N in MutationName]: { name: N; args: MutationArgs<N> } }[MutationName];

/**
 * What others did and the product keeps a record of: sent posts, what platforms told, who decided what, older versions.
 * It stays in the file, for nobody can make it true again by importing it.
 */
export const RECORDS: ReadonlySet<KindName> = new Set<KindName>([
  'member',
  'publication',
  'takedown',
  'standing',
  'revision',
  'decision',
  'notice',
  'comment',
  'reply',
]);

/** What has to be there before something else can point at it; the others follow as `kinds` names them. */
const FIRST: readonly KindName[] = ['brand', 'pillar', 'connection', 'schedule', 'asset', 'series', 'post'];
/** What looks at all that stands beside a post. */
const LAST: readonly KindName[] = ['occurrence'];

/**
 * Ordinary writes that make rows again, under their own ids, in an order in which each finds what it points at. Stamps
 * become those of the import, but for a post's.
 * @param organizationId where brands go; null before an account
 * @returns the writes, and the kinds for which this version has none
 */
export function restoreWrites(
  rows: readonly ArchivedRow[],
  organizationId: string | null,
): { writes: { kind: KindName; id: string; planned: Planned }[]; left: KindName[] } {
  const place = (kind: KindName) =>
    FIRST.includes(kind) ? FIRST.indexOf(kind) : FIRST.length + LAST.indexOf(kind) + 1;
  const beside = besideIn(rows);
  const left = new Set<KindName>();
  const writes = rows
    .toSorted((a, b) => place(a.kind) - place(b.kind))
    .flatMap((archived) => {
      if (RECORDS.has(archived.kind)) return [];
      const planned = writesFor(archived, organizationId, beside);
      if (planned.length === 0) left.add(archived.kind);
      return planned.map((one) => ({ kind: archived.kind, id: archived.row.id, planned: one }));
    });
  return { writes, left: [...left] };
}

function writesFor(
  { kind, row }: ArchivedRow,
  organizationId: string | null,
  beside: ReturnType<typeof besideIn>,
): Planned[] {
  switch (kind) {
    case 'brand': {
      const { id, name, time_zone, week_starts_on, grace_minutes } = row;
      const made = { id, organization_id: organizationId, name, time_zone, week_starts_on };
      return [
        { name: 'brand.create', args: made },
        { name: 'brand.edit', args: { id, fields: { grace_minutes } } },
      ];
    }
    case 'post':
      return [{ name: 'post.restore', args: { row } }];
    case 'connection': {
      // Nobody's secrets are in a file: until it is connected again, a person posts there by hand.
      const { id, brand_id, platform, limits } = row;
      const handle = row.handle.trim() === '' ? platform : row.handle;
      return [{ name: 'connection.addByHand', args: { id, brand_id, platform, handle, limits } }];
    }
    case 'target': {
      const { wall_time, time_zone, ...target } = row;
      const when = wall_time && time_zone ? { wall_time, time_zone } : null;
      return [{ name: 'target.add', args: { ...target, when } }];
    }
    case 'approval_rule':
      return [{ name: 'approval.set', args: { brand_id: row.brand_id, required: row.required } }];
    case 'occurrence': {
      const { brand_id, series_id, wall_time, post_id } = row;
      const named = { brand_id, series_id, wall_time };
      if (post_id === null) return [{ name: 'occurrence.skip', args: named }];
      const there = beside(post_id);
      // A date that somebody made their own stays theirs.
      const follows =
        there.post?.version === row.post_version &&
        (row.made_hash === null || row.made_hash === besideHash(there));
      const names = row.made_hash === null ? {} : { beside: besideNames(post_id, there) };
      return [{ name: 'occurrence.adopt', args: { ...named, post_id, follows, ...names } }];
    }
    default:
      return byName(kind, row);
  }
}

/** Finds a post of the file with what stands beside it. */
function besideIn(rows: readonly ArchivedRow[]) {
  const found = new Map<string, Beside & { post?: Row<'post'> }>();
  const of = (id: string) => {
    const there = found.get(id) ?? { targets: [], media: [], parts: [] };
    found.set(id, there);
    return there;
  };
  for (const { kind, row } of rows) {
    if (kind === 'post') of(row.id).post = row;
    else if (kind === 'target') of(row.post_id).targets.push(row);
    else if (kind === 'attachment') of(row.post_id).media.push(row);
    else if (kind === 'part') of(row.post_id).parts.push(row);
  }
  return of;
}

/** A plain kind's own `create` or `add`, or the one edit that makes what is keyed by something else. */
function byName(kind: KindName, row: Row<KindName>): Planned[] {
  const prefix = kind.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  for (const verb of ['create', 'add', 'edit']) {
    const name = `${prefix}.${verb}`;
    if (!Object.hasOwn(mutations, name)) continue;
    const { args } = mutations[name as MutationName] as unknown as { args: z.ZodType };
    const { id, brand_id } = row as { id: string; brand_id?: string };
    const read = args.safeParse(verb === 'edit' ? { id, brand_id, fields: row } : row);
    if (read.success) return [{ name, args: read.data } as Planned];
  }
  return [];
}

/**
 * The same rows under ids of their own, so that they stand beside those they were taken from: every id that the file
 * makes is another one wherever it is named.
 * @param seed a fresh uuid
 */
export function renamed(rows: readonly ArchivedRow[], seed: string): ArchivedRow[] {
  const ids = new Map<string, string>();
  for (const { row } of rows) ids.set(row.id, uuidv5(row.id, seed));
  for (const { kind, row } of rows) {
    if (kind === 'asset') ids.set(row.id, assetId(ids.get(row.brand_id) ?? row.brand_id, row.sha256));
  }
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return ids.get(value) ?? value;
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner)]));
    return value;
  };
  for (const { kind, row } of rows) {
    // A first comment has the id that its post gives it.
    if (kind === 'part' && row.role === 'first_comment')
      ids.set(row.id, firstCommentId(String(walk(row.post_id)), walk(row.connection_id) as string | null));
  }
  const beside = besideIn(rows);
  // A slot belongs to one post of a brand, and its name begins with its schedule.
  return rows.map((archived) => {
    const row = walk(archived.row) as Record<string, unknown>;
    if (archived.kind === 'occurrence' && archived.row.post_id !== null) {
      const there = beside(archived.row.post_id);
      if (archived.row.made_hash === besideHash(there)) row.made_hash = besideHash(walk(there) as Beside);
    }
    if (archived.kind === 'post' && archived.row.slot_key !== null) {
      const [schedule = '', at = ''] = archived.row.slot_key.split('@');
      row.slot_key = `${ids.get(schedule) ?? schedule}@${at}`;
    }
    return { kind: archived.kind, row } as ArchivedRow;
  });
}
