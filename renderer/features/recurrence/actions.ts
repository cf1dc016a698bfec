import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Row } from '../../../shared/kinds/index.ts';
import { besideNames, partIn } from '../../../shared/mutators/beside.ts';
import type { MutationArgs } from '../../../shared/mutators/index.ts';
import type { OccurrenceView, PostView } from '../../../shared/queries.ts';
import { mutate, mutateAll } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { go } from '../../app/router.ts';
import { offerUndo } from '../../app/undo.ts';
import { targetAsItWas } from '../post/out-times.ts';
import { isLocked } from '../post/post-state.ts';

/** Makes a date of a series into a post and opens it. */
export async function openOccurrence(date: OccurrenceView): Promise<void> {
  const { id, brand_id, series_id, wall } = date;
  const series = (await readOnce('series', { brandId: brand_id })).find((one) => one.id === series_id);
  const beside = besideNames(id, { targets: [], media: [], parts: [] }, series);
  if (await mutate('occurrence.make', { brand_id, series_id, wall_time: wall, beside })) go(`/post/${id}`);
}

/** Leaves out a date that is not a post yet. */
export async function leaveOut(brand_id: string, series_id: string, wall_time: string): Promise<void> {
  const named = { brand_id, series_id, wall_time };
  if (!(await mutate('occurrence.skip', named))) return;
  offerUndo(
    i18n._(msg`This date is left out.`),
    () => mutate('occurrence.unskip', named),
    () => mutate('occurrence.skip', named),
  );
}

/** What a series says, as its mutations take it. */
export const fieldsOf = ({
  id: _id,
  brand_id: _brand,
  created_by: _by,
  created_at: _made,
  updated_at: _changed,
  version: _version,
  ...fields
}: Row<'series'>): Omit<MutationArgs<'series.create'>, 'id' | 'brand_id'> => fields;

/**
 * What a post says, as the template of a series: all that goes out.
 * @param series the one it is a date of: what its parts were made from stays under the same ids
 */
export function templateOf(post: PostView, series: Row<'series'> | null) {
  const { pillar_id, title, caption, notes, hashtags, link } = post;
  const targets = post.targets.map(({ connection_id, text, format, by_hand, options }) => ({
    ...{ connection_id, text, format, by_hand, options },
  }));
  const goesThere = ({ connection_id: id }: { connection_id: string | null }) =>
    id === null || targets.some(({ connection_id }) => connection_id === id);
  const before = new Map(
    series?.parts.map((part) => [
      partIn(post.id, part, (id) => post.parts.some((one) => one.id === id)),
      part.id,
    ]),
  );
  return {
    ...{ pillar_id, title, caption, notes, hashtags, link, targets },
    media: post.media
      .filter(goesThere)
      .map(({ asset_id, connection_id, position, alt_text, crop, cover }) => ({
        ...{ asset_id, connection_id, position, alt_text, crop, cover },
      })),
    parts: post.parts.filter(goesThere).map(({ id, connection_id, role, rank, text, asset_ids, frames }) => ({
      ...{ id: before.get(id) ?? id, connection_id, role, rank, text, asset_ids, frames },
    })),
  };
}

/** Stops a series for now, or lets it go on; dates that nobody touched come and go with it. */
export async function pauseSeries({ id, brand_id }: Row<'series'>, paused: boolean): Promise<void> {
  const write = async (next: boolean, expected?: boolean) => {
    if (expected !== undefined) {
      const now = (await readOnce('series', { brandId: brand_id })).find((one) => one.id === id);
      if (now?.paused !== expected) return 'changed' as const;
    }
    return mutate('series.edit', { id, brand_id, fields: { paused: next } });
  };
  if ((await write(paused)) !== true) return;
  offerUndo(
    paused ? i18n._(msg`The recurring post is paused.`) : i18n._(msg`The recurring post goes on.`),
    () => write(!paused, paused),
    () => write(paused, !paused),
  );
}

/** Ends a series; what was made of it and changed stays. */
export async function removeSeries(series: Row<'series'>): Promise<void> {
  const named = { id: series.id, brand_id: series.brand_id };
  const end = () => mutate('series.delete', named);
  if (!(await end())) return;
  offerUndo(
    i18n._(msg`The recurring post is ended.`),
    () => mutate('series.create', { ...named, ...fieldsOf(series) }),
    end,
  );
}

/** Ends a series before one of its dates, or (the first) altogether; the post of that date goes with it. */
export async function endSeries(
  series: Row<'series'>,
  occurrence: Row<'occurrence'>,
  post: PostView,
  scope: 'later' | 'all',
): Promise<boolean> {
  const { id, brand_id, version } = post;
  const named = { id: series.id, brand_id };
  const all = scope === 'all' || occurrence.wall_time <= series.starts_at;
  const fields = { ends_before: occurrence.wall_time };
  const gone = !isLocked(post);
  const end = (seen: number) =>
    mutateAll([
      all
        ? { name: 'series.delete' as const, args: named }
        : { name: 'series.edit' as const, args: { ...named, fields } },
      ...(gone ? [{ name: 'post.delete' as const, args: { id, brand_id, version: seen } }] : []),
    ]);
  if (!(await end(version))) return false;
  const { pillar: _pillar, targets, media: _media, review: _review, pending: _pending, ...row } = post;
  offerUndo(
    all ? i18n._(msg`The recurring post is ended.`) : i18n._(msg`It ends before this date.`),
    () =>
      mutateAll([
        all
          ? { name: 'series.create' as const, args: { ...named, ...fieldsOf(series) } }
          : { name: 'series.edit' as const, args: { ...named, fields: { ends_before: series.ends_before } } },
        ...(gone ? [{ name: 'post.restore' as const, args: { row } }] : []),
        ...(gone ? targets : []).map((target) => ({
          name: 'target.add' as const,
          args: { brand_id, post_id: id, ...targetAsItWas(target) },
        })),
      ]),
    async () => {
      const now = await readOnce('post', { id });
      return gone && !now ? 'changed' : end(now?.version ?? version);
    },
  );
  return true;
}
