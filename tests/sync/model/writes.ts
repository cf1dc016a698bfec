import { v4 as uuidv4 } from 'uuid';
import { at, brandArgs, pillarArgs, postArgs } from '../../../main/replica/testing.ts';
import { AppError } from '../../../shared/errors.ts';
import { kinds } from '../../../shared/kinds/index.ts';
import { besideNames } from '../../../shared/mutators/beside.ts';
import { occurrenceId } from '../../../shared/mutators/series.ts';
import { folding as foldingOf } from '../world.ts';
import type { Device } from './device.ts';

/** A write as it was made: what it was about, and words of it that are found nowhere else. */
export type Made = { name: string; about: string; words: string | null };

/** What all devices of a run wrote, by uuid. */
export type Ledger = Map<string, Made>;

type Post = { id: string; brand_id: string; version: number; caption: string };
type Choice = { name: string; args: Record<string, unknown>; about?: string; words?: string };

/** One write, as a person at this device might make it now. */
export function writeSomething(
  device: Device,
  ledger: Ledger,
  { what, pick }: { what: number; pick: number },
  organizationId: string,
): void {
  const { replica, personId } = device;
  const brandId = nth(
    replica.read.all<{ id: string }>('select id from brands order by id'),
    pick % 4 === 3 ? 1 : 0,
  )?.id;
  if (!brandId) return;
  const post = nth(
    replica.read.all<Post>('select id, brand_id, version, caption from posts order by id'),
    pick,
  );
  const pillar = nth(
    replica.read.all<{ id: string; brand_id: string }>('select id, brand_id from pillars order by id'),
    pick,
  );
  const notice = nth(
    replica.read.all<{ id: string; brand_id: string }>('select id, brand_id from notices order by id'),
    pick,
  );
  const wall = at(`2027-02-0${1 + (pick % 9)}T09:00`);
  const token = `${device.name}x${ledger.size}x${pick}`;
  const named = post && { id: post.id, brand_id: post.brand_id };
  const edit = (fields: object): Choice | undefined =>
    post && {
      name: 'post.edit',
      args: { ...named, fields, base: 'caption' in fields ? { caption: post.caption } : {} },
      words: token,
    };
  const longer = edit({ caption: `${post?.caption} And ${token}.` });
  const rename: Choice | undefined = pillar && {
    name: 'pillar.edit',
    args: { ...pillar, fields: { name: `P ${token}` } },
  };
  const choices: (Choice | undefined)[] = [
    {
      name: 'post.create',
      args: postArgs(brandId, { caption: `One. Two. ${token}.`, when: pick % 2 ? wall : null }),
    },
    { name: 'pillar.create', args: pillarArgs(brandId) },
    longer,
    longer,
    edit({ caption: `${token}. Two.` }),
    edit({ title: `Title ${token}` }),
    edit({ notes: token, hashtags: [token] }),
    post && { name: 'post.schedule', args: { ...named, when: wall } },
    post && { name: 'post.unschedule', args: { ...named } },
    post && { name: 'post.delete', args: { ...named, version: post.version } },
    rename,
    rename,
    pillar && { name: 'pillar.delete', args: pillar },
    { name: 'brand.edit', args: { id: brandId, fields: { name: `B ${token}` } } },
    notice && { name: 'notice.dismiss', args: notice },
    pick === 7
      ? { name: 'brand.create', args: brandArgs(uuidv4(), { organization_id: organizationId }) }
      : longer,
    restore(device, pick),
    post && { name: 'brief.edit', args: { ...named, fields: { topic_angle: token } } },
    ...seriesWrites(device, brandId, token, pick),
  ];
  const choice = choices[what % choices.length];
  if (!choice) return;
  const list =
    pick % 5 === 4 && rename && choice.name !== 'brand.create' && sameHome(choice, rename)
      ? [choice, rename]
      : [choice];
  try {
    const uuids = folding(device, () => replica.mutate(list, personId));
    for (const [index, uuid] of uuids.entries()) note(device, ledger, uuid, list[index] ?? choice);
  } catch (error) {
    // A person who is told at once why something cannot be has written nothing.
    if (!(error instanceof AppError)) throw error;
  }
}

/** Writes; this device no longer answers for what it was folded into. */
export function folding<T>({ replica, books }: Device, write: () => T): T {
  const { result, gone } = foldingOf(replica, write);
  for (const uuid of gone) books().made.delete(uuid);
  return result;
}

const sameHome = (a: Choice, b: Choice) => (a.args.brand_id ?? a.args.id) === b.args.brand_id;

function note(device: Device, ledger: Ledger, uuid: string, { name, args, about, words }: Choice): void {
  device.books().made.add(uuid);
  ledger.set(uuid, {
    name,
    about: about ?? String(args.id ?? (args.row as { id: string }).id),
    words: words ?? null,
  });
}

const NONE = { targets: [], media: [], parts: [] };
const SERIES_PART = '6f7c6a52-5f1e-4d58-8f3b-0d8c6f7c4b11';

/** A recurring post: made, changed, paused, split, and its dates made, left out and brought back. */
function seriesWrites(
  { replica }: Device,
  brandId: string,
  token: string,
  pick: number,
): (Choice | undefined)[] {
  const series = nth(
    replica.read.all<{ id: string; brand_id: string; paused: number }>(
      'select id, brand_id, paused from series order by id',
    ),
    pick,
  );
  const words = {
    pillar_id: null,
    title: '',
    caption: `Weekly ${token}.`,
    notes: '',
    hashtags: [],
    link: null,
  };
  const times = { starts_at: '2027-02-01T10:00', time_zone: 'UTC', rule: 'FREQ=DAILY', ends_before: null };
  const part = { id: SERIES_PART, connection_id: null, role: 'thread' as const, rank: 'a0' };
  const parts = [{ ...part, text: `And ${token}.`, asset_ids: [], frames: {} }];
  const template = { ...words, ...times, targets: [], media: [], parts, paused: false };
  const named = series && { id: series.id, brand_id: series.brand_id };
  // Few dates, so that devices meet on the same ones.
  const wall_time = `2027-02-0${1 + (pick % 3)}T10:00`;
  const date = series && { brand_id: series.brand_id, series_id: series.id, wall_time };
  const about = date && { about: occurrenceId(date.series_id, wall_time) };
  return [
    { name: 'series.create', args: { id: uuidv4(), brand_id: brandId, ...template } },
    named && { name: 'series.edit', args: { ...named, fields: { title: `Series ${token}` } } },
    named && { name: 'series.edit', args: { ...named, fields: { parts } } },
    named && { name: 'series.edit', args: { ...named, fields: { paused: series.paused === 0 } } },
    date &&
      about && {
        name: 'occurrence.make',
        args: { ...date, beside: besideNames(about.about, NONE, { ...NONE, parts }) },
        ...about,
      },
    date && { name: 'occurrence.skip', args: date, ...about },
    date && { name: 'occurrence.unskip', args: date, ...about },
    named && { name: 'series.split', args: { ...named, at: wall_time, next: template, post_id: null } },
  ];
}

/** What undo does after a delete: the row as this device last had it. */
function restore(device: Device, pick: number): Choice | undefined {
  const post = nth(device.replica.read.all<Record<string, unknown>>('select * from posts order by id'), pick);
  if (!post) return undefined;
  const row = kinds.post.schema.safeParse({ ...post, hashtags: JSON.parse(String(post.hashtags)) });
  return row.success ? { name: 'post.restore', args: { row: row.data } } : undefined;
}

export const nth = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)];
