import { i18n } from '@lingui/core';
import { msg, plural } from '@lingui/core/macro';
import type { MutationArgs } from '../../../shared/mutators/index.ts';
import { firstCommentId } from '../../../shared/mutators/part.ts';
import type { PostCard, PostView } from '../../../shared/queries.ts';
import { wallToInstant } from '../../../shared/time/wall.ts';
import { nowIso } from '../../app/clock.ts';
import { mutateAll, newId, type PlannedMutation } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { offerUndo } from '../../app/undo.ts';
import type { StepResult } from '../../app/undo-stack.ts';
import { showToast } from '../../ui/toast.tsx';
import { targetAsItWas } from '../post/out-times.ts';
import { isLocked } from '../post/post-state.ts';
import { nextOpenSlot, type When, whenOf } from '../post/slots.ts';
import { shiftBetween, shiftWall } from './moves.ts';

/*
 * What is done to several posts at once: one transaction, and one step to take back. A step back leaves alone what
 * somebody changed since, and says so when nothing else is left.
 */

export type Move = {
  post: PostCard;
  when: When;
  /** Its pillar from now on, where that changes, too. */
  pillarId?: string | null;
};

/** Where a post lies on the plan. */
type Place = { when: When | null; pillarId: string | null };
type Change = { post: PostCard; before: Place; after: Place };

const past = (when: When) => wallToInstant(when.wall_time, when.time_zone) <= nowIso();
const time = (when: When | null) => when && `${when.wall_time} ${when.time_zone}`;

/** Moves posts to their times; those that are out, and times that have passed, are left out, and the person is told. */
export async function movePosts(moves: readonly Move[]): Promise<boolean> {
  const free = moves.filter(({ post, when }) => !isLocked(post) && !past(when));
  const stayed = moves.length - free.length;
  const changes = free
    .map(({ post, when, pillarId = post.pillar_id }): Change => {
      const before = { when: whenOf(post), pillarId: post.pillar_id };
      return { post, before, after: { when, pillarId } };
    })
    .filter((change) => writesOf(change.post, change.before, change.after).length > 0);
  if (changes.length === 0) {
    if (stayed > 0) tellStayed(stayed);
    return false;
  }
  if (!(await mutateAll(changes.flatMap(({ post, before, after }) => writesOf(post, before, after)))))
    return false;
  const moved = plural(changes.length, { one: 'Moved # post.', other: 'Moved # posts.' });
  offerUndo(
    stayed > 0 ? `${moved} ${stayedWords(stayed)}` : moved,
    () => putAll(changes.map(({ post, before, after }) => ({ post, before: after, after: before }))),
    () => putAll(changes),
  );
  return true;
}

function writesOf({ id, brand_id }: PostCard, before: Place, after: Place): PlannedMutation[] {
  const writes: PlannedMutation[] = [];
  if (time(before.when) !== time(after.when)) {
    writes.push(
      after.when
        ? { name: 'post.schedule', args: { id, brand_id, when: after.when } }
        : { name: 'post.unschedule', args: { id, brand_id } },
    );
  }
  if (before.pillarId !== after.pillarId) {
    const fields = { pillar_id: after.pillarId };
    writes.push({ name: 'post.edit', args: { id, brand_id, fields, base: {} } });
  }
  return writes;
}

/** Puts posts elsewhere that still are where they are expected. */
async function putAll(changes: readonly Change[]): Promise<StepResult> {
  const now = await current(changes.map(({ post }) => post));
  const writes = changes.flatMap(({ post, before, after }) => {
    const present = now.get(post.id);
    if (!present || isLocked(present)) return [];
    const as = { when: whenOf(present), pillarId: present.pillar_id };
    return writesOf(post, as, before).length === 0 ? writesOf(post, before, after) : [];
  });
  return writes.length > 0 ? mutateAll(writes) : 'changed';
}

/** Each into the next free slot of its brand, in the order of their times. */
export async function moveToFreeSlots(posts: readonly PostCard[]): Promise<boolean> {
  const now = nowIso();
  const moves: Move[] = [];
  for (const [brandId, own] of Map.groupBy(posts, (post) => post.brand_id)) {
    const schedules = await readOnce('schedules', { brandId });
    const taken = new Set(await readOnce('takenSlots', { brandId, from: now }));
    const movable = own.filter((post) => !isLocked(post));
    // What moves leaves its slot to the others.
    for (const { slot_key } of movable) if (slot_key) taken.delete(slot_key);
    for (const post of movable) {
      const slot = nextOpenSlot(schedules, taken, now);
      if (!slot) break;
      taken.add(slot.when.slot_key ?? '');
      moves.push({ post, when: slot.when });
    }
  }
  if (moves.length === 0) {
    showToast({
      title: i18n._(msg`There is no free slot.`),
      description: i18n._(msg`Slots come from the brand’s schedules.`),
    });
    return false;
  }
  return movePosts(moves);
}

/** Gives posts a pillar, or none. */
export async function setPillar(posts: readonly PostCard[], pillarId: string | null): Promise<boolean> {
  const changes = posts
    .filter((post) => !isLocked(post) && post.pillar_id !== pillarId)
    .map((post): Change => {
      const when = whenOf(post);
      return { post, before: { when, pillarId: post.pillar_id }, after: { when, pillarId } };
    });
  if (changes.length === 0) return false;
  if (!(await mutateAll(changes.flatMap(({ post, before, after }) => writesOf(post, before, after)))))
    return false;
  offerUndo(
    plural(changes.length, { one: 'Pillar of # post changed.', other: 'Pillar of # posts changed.' }),
    () => putAll(changes.map(({ post, before, after }) => ({ post, before: after, after: before }))),
    () => putAll(changes),
  );
  return true;
}

/** Deletes posts that are not out. */
export async function deletePosts(ids: readonly string[]): Promise<boolean> {
  const posts = await readOnce('posts', { ids: [...ids] });
  const free = posts.filter((post) => !isLocked(post));
  const stayed = posts.length - free.length;
  if (free.length === 0) {
    if (stayed > 0) tellStayed(stayed);
    return false;
  }
  if (!(await mutateAll(free.map(remove)))) return false;
  const deleted = plural(free.length, { one: '# post deleted.', other: '# posts deleted.' });
  offerUndo(
    stayed > 0 ? `${deleted} ${stayedWords(stayed)}` : deleted,
    () => bringBack(free),
    () => takeAway(free.map(({ id }) => id)),
  );
  return true;
}

export type Copy = { source: PostView; brandId: string; when: When };

/**
 * Copies posts to other times, and into other brands. There a channel of the same platform and a pillar of the same
 * name stand for those of the original; files and channels' own words stay in their brand.
 * @returns the new ids; empty when nothing was written
 */
export async function copyPosts(copies: readonly Copy[]): Promise<string[]> {
  const able = copies.filter(({ when }) => !past(when));
  const stayed = copies.length - able.length;
  if (able.length === 0) {
    if (stayed > 0) {
      showToast({ title: i18n._(msg`That time has passed.`), description: i18n._(msg`Choose a later one.`) });
    }
    return [];
  }
  const parts = await readOnce('planParts', { brandIds: [...new Set(able.map(({ brandId }) => brandId))] });
  const briefs = await briefsOf(able.map(({ source }) => source.id));
  const made = able.map((copy) => ({ ...copy, id: newId() }));
  const writes = made.flatMap((copy) => copyOf(copy, parts, briefs.get(copy.source.id)));
  if (!(await mutateAll(writes))) return [];
  const ids = made.map(({ id }) => id);
  let rows: PostView[] = [];
  offerUndo(
    plural(ids.length, { one: 'Copied # post.', other: 'Copied # posts.' }),
    async () => {
      rows = await readOnce('posts', { ids });
      return takeAway(ids);
    },
    () => bringBack(rows),
  );
  return ids;
}

type Parts = Awaited<ReturnType<typeof readOnce<'planParts'>>>;

function copyOf(
  { source, brandId, when, id }: Copy & { id: string },
  parts: Parts,
  brief: Brief | undefined,
): PlannedMutation[] {
  const { title, caption, notes, hashtags, link, pillar_id } = source;
  const home = source.brand_id === brandId;
  const pillar = home
    ? pillar_id
    : (parts.pillars.find((one) => one.brand_id === brandId && sameName(one.name, source.pillar?.name))?.id ??
      null);
  const named = { brand_id: brandId, post_id: id };
  const targets = home
    ? source.targets.map((target) => {
        const { when: own, ...same } = targetAsItWas(target);
        // As far from the copy as it was from the original.
        const by = own && source.wall_time ? shiftBetween(source.wall_time, when.wall_time) : null;
        return {
          ...{ ...named, ...same },
          when: own && by ? { ...own, wall_time: shiftWall(own.wall_time, by) } : null,
        };
      })
    : parts.connections
        .filter(
          ({ brand_id, platform }) =>
            brand_id === brandId &&
            source.targets.some(({ connection }) => connection?.platform === platform),
        )
        .map((connection) => ({ ...named, connection_id: connection.id, text: null }));
  return [
    {
      name: 'post.create',
      args: {
        id,
        brand_id: brandId,
        title,
        caption,
        notes,
        hashtags,
        link,
        pillar_id: pillar,
        when: { ...when },
      },
    },
    ...targets.map((args) => ({ name: 'target.add' as const, args })),
    ...(home ? attachmentsOf(source, id) : []),
    ...partsOf(source, brandId, id),
    ...(brief ? [{ name: 'brief.edit' as const, args: { id, brand_id: brandId, fields: brief } }] : []),
  ];
}

const sameName = (a: string, b: string | undefined) => a.trim().toLowerCase() === b?.trim().toLowerCase();

const attachmentsOf = ({ media, brand_id }: PostView, post_id: string): PlannedMutation[] =>
  media.map(({ asset_id, connection_id, position, alt_text, crop, cover }) => ({
    name: 'attachment.add',
    args: { brand_id, post_id, asset_id, connection_id, position, alt_text, crop, cover },
  }));

/** What follows a post, for a copy of it; in another brand only what all channels share, without the brand's files. */
const partsOf = (source: PostView, brand_id: string, post_id: string): PlannedMutation[] => {
  const home = source.brand_id === brand_id;
  return source.parts
    .filter(({ connection_id }) => home || connection_id === null)
    .map(({ connection_id, role, rank, text, asset_ids, frames }) => ({
      name: 'part.add',
      args: {
        id: role === 'thread' ? newId() : firstCommentId(post_id, connection_id),
        brand_id,
        post_id,
        connection_id,
        role,
        rank,
        text,
        asset_ids: home ? asset_ids : [],
        frames: home ? frames : {},
      },
    }));
};

type Brief = MutationArgs<'brief.edit'>['fields'];

/** What these posts are meant to be, as far as somebody said so. */
async function briefsOf(ids: readonly string[]): Promise<Map<string, Brief>> {
  const found = await Promise.all(
    [...new Set(ids)].map(async (id) => [id, await readOnce('brief', { id })] as const),
  );
  return new Map(
    found.flatMap(([id, brief]) => {
      if (!brief) return [];
      const { short_caption, topic_angle, visual_suggestion, post_type, urgency } = brief;
      return [[id, { short_caption, topic_angle, visual_suggestion, post_type, urgency }]];
    }),
  );
}

export const remove = ({ id, brand_id, version }: PostView): PlannedMutation => ({
  name: 'post.delete',
  args: { id, brand_id, version },
});

async function current(posts: readonly { id: string }[]): Promise<Map<string, PostView>> {
  const now = await readOnce('posts', { ids: posts.map(({ id }) => id) });
  return new Map(now.map((post) => [post.id, post]));
}

async function takeAway(ids: readonly string[]): Promise<StepResult> {
  const present = (await readOnce('posts', { ids: [...ids] })).filter((post) => !isLocked(post));
  return present.length > 0 ? mutateAll(present.map(remove)) : 'changed';
}

async function bringBack(posts: readonly PostView[]): Promise<StepResult> {
  const now = await current(posts);
  const gone = posts.filter(({ id }) => !now.has(id));
  if (gone.length === 0) return 'changed';
  return mutateAll(gone.flatMap(restoreWrites));
}

/** What brings a deleted post back as it was. */
export function restoreWrites(post: PostView): PlannedMutation[] {
  const {
    pillar: _pillar,
    targets,
    media: _media,
    parts: _parts,
    review: _review,
    pending: _pending,
    ...row
  } = post;
  const named = { brand_id: row.brand_id, post_id: row.id };
  return [
    { name: 'post.restore', args: { row } },
    ...targets.map((target) => ({
      name: 'target.add' as const,
      args: { ...named, ...targetAsItWas(target) },
    })),
    ...attachmentsOf(post, post.id),
  ];
}

const stayedWords = (count: number) =>
  plural(count, {
    one: '# stays: it is out, or its time would have passed.',
    other: '# stay: they are out, or their time would have passed.',
  });
const tellStayed = (count: number) => void showToast({ title: stayedWords(count) });
