import { i18n } from '@lingui/core';
import { msg, plural } from '@lingui/core/macro';
import { placeKey, type TilePlace } from '../../../shared/mutators/feed.ts';
import type { FeedTile } from '../../../shared/queries.ts';
import { nowIso } from '../../app/clock.ts';
import { mutate, mutateAll, newId, type PlannedMutation } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { offerUndo } from '../../app/undo.ts';
import type { StepResult } from '../../app/undo-stack.ts';
import { showToast } from '../../ui/toast.tsx';
import { moveToFreeSlots } from '../calendar/bulk.ts';
import { whenOf } from '../post/slots.ts';
import { emptyWords } from '../post/words.ts';

export type Grid = { brandId: string; connectionId: string };

/** The most tiles a grid reads: five years of a post a day. */
export const MOST_TILES = 2000;

const placeOf = (tile: FeedTile): TilePlace => {
  const when = whenOf(tile);
  return when ? { when } : { position: tile.position };
};

/** It stays where it is: what is out, or on its way, and what has a time that has passed. */
export const isFixed = (tile: FeedTile, now: string): boolean =>
  tile.fixed || (tile.scheduled_at !== null && tile.scheduled_at <= now);

/** Two tiles change places: their dates, or where they stand among those without one. @returns whether they did */
export async function swapTiles({ brandId, connectionId }: Grid, a: FeedTile, b: FeedTile): Promise<boolean> {
  if ([a, b].some((tile) => isFixed(tile, nowIso()))) {
    showToast({ title: i18n._(msg`What is published stays where it is.`) });
    return false;
  }
  const [from, to] = [placeOf(a), placeOf(b)];
  const write = (seenA: TilePlace, seenB: TilePlace) =>
    mutate('feed.swap', {
      brand_id: brandId,
      connection_id: connectionId,
      a: { id: a.id, seen: seenA },
      b: { id: b.id, seen: seenB },
    });
  /** Puts them back as long as both still stand where they were put. */
  const step = async (placeA: TilePlace, placeB: TilePlace): Promise<StepResult> => {
    const { tiles } = await readOnce('feed', { brandId, connectionId, limit: MOST_TILES });
    const [nowA, nowB] = [a, b].map(({ id }) => tiles.find((tile) => tile.id === id));
    if (!nowA || !nowB || nowA.fixed || nowB.fixed) return 'changed';
    const stand = (tile: FeedTile, place: TilePlace) => placeKey(placeOf(tile)) === placeKey(place);
    return stand(nowA, placeA) && stand(nowB, placeB) ? write(placeA, placeB) : 'changed';
  };
  if (!(await write(from, to))) return false;
  offerUndo(
    i18n._(msg`Two tiles changed places.`),
    () => step(to, from),
    () => step(from, to),
  );
  return true;
}

/** Pictures as they come into a grid: what the post made of each is called, and what it shows. */
export type NewTile = { assetId: string; name: string };

/** The name of a file as a title: without what stands behind the last dot. */
export const titleOf = (name: string): string => name.replace(/\.[a-z0-9]{2,5}$/i, '').slice(0, 500);

/**
 * Makes a post without a date of each picture, the first one on top, above what is there.
 * @returns the posts' ids, in that order; none when it could not be written
 */
export async function addTiles(grid: Grid, pictures: readonly NewTile[], top: number): Promise<string[]> {
  const { brandId: brand_id, connectionId: connection_id } = grid;
  if (pictures.length === 0) return [];
  const base = Math.max(top, Date.parse(nowIso()));
  const posts = pictures.map((picture, index) => ({
    ...picture,
    id: newId(),
    position: base + pictures.length - index,
  }));
  const writes = posts.flatMap(({ id, assetId, name }): PlannedMutation[] => [
    { name: 'post.create', args: { id, brand_id, ...emptyWords, title: titleOf(name), when: null } },
    { name: 'target.add', args: { brand_id, post_id: id, connection_id, text: null } },
    {
      name: 'attachment.add',
      args: { brand_id, post_id: id, asset_id: assetId, connection_id: null, position: 0, alt_text: null },
    },
  ]);
  const places: PlannedMutation[] = [];
  for (let at = 0; at < posts.length; at += 200)
    places.push({
      name: 'feed.place',
      args: {
        brand_id,
        connection_id,
        tiles: posts.slice(at, at + 200).map(({ id, position }) => ({ post_id: id, position })),
      },
    });
  const create = () => mutateAll([...writes, ...places]);
  if (!(await create())) return [];
  const ids = posts.map(({ id }) => id);
  const made = plural(posts.length, { one: '# tile added.', other: '# tiles added.' });
  offerUndo(
    made,
    async () => {
      const now = await readOnce('posts', { ids });
      // What somebody planned or wrote since is theirs.
      const untouched = now.filter(({ status, version }) => status === 'draft' && version === 1);
      if (untouched.length === 0) return 'changed';
      return mutateAll(
        untouched.map(({ id, version }) => ({ name: 'post.delete', args: { id, brand_id, version } })),
      );
    },
    create,
  );
  return ids;
}

/** Gives drafts the next free slots; what stands lowest in the grid goes out first, so that their order stays. */
export async function dateTiles(tiles: readonly FeedTile[]): Promise<boolean> {
  const ids = tiles.filter(({ state }) => state === 'draft').map(({ id }) => id);
  const posts = new Map((await readOnce('posts', { ids })).map((post) => [post.id, post]));
  const lowestFirst = ids.toReversed().flatMap((id) => posts.get(id) ?? []);
  return lowestFirst.length > 0 && moveToFreeSlots(lowestFirst);
}
