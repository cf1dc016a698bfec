import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { addDays, startOfWeek, today } from '../../shared/time/calendar.ts';
import type { KeptReplica } from '../keeper/client.ts';
import { runQuery } from '../queries/queries.ts';
import { BRAND, REVIEWS } from './demo-content.ts';
import { feedOf } from './feed.ts';
import { feedsOf } from './feeds.ts';
import type { Filling, Mutation } from './filling.ts';
import { type DemoPicture, PICTURES } from './library-content.ts';
import { type Plan, planOf } from './plan.ts';
import { strategyOf } from './strategy.ts';

/** Set once the brand has been made, so that one that was deleted or given to an account does not come back. */
const FILLED = 'demoFilled';

export type DemoOptions = {
  /** The brand's IANA zone. */
  timeZone: string;
  /**
   * Brings one of main/demo/pictures into the brand's library.
   * @param file its name
   * @returns the asset's id
   */
  addPicture(brandId: string, file: string): Promise<string>;
  /** Makes the ids of what is written; `sameIds` where every filling has to be in the same order. */
  newId?: (() => string) | undefined;
};

/**
 * Fills an empty local replica with the example brand, as if somebody had worked with it for two weeks: ordinary
 * mutations, nothing that a person could not have done. Its channels belong to a device that does not exist, so
 * nothing ever goes out.
 * @returns whether it filled; a replica that has or ever had a brand stays as it is
 */
export async function fillDemo(
  replica: Pick<KeptReplica, 'read' | 'now' | 'pending' | 'onCommit' | 'mutate' | 'setSetting'>,
  { timeZone, addPicture, newId = uuidv7 }: DemoOptions,
): Promise<boolean> {
  const filled = replica.read.get('select 1 from settings where key = ?', FILLED);
  if (filled || replica.read.get('select 1 from brands')) return false;

  const now = replica.now();
  const nowIso = now.toISOString();
  const date = today(timeZone, nowIso);
  const brandId = newId();
  const filling: Filling = {
    brandId,
    timeZone,
    now,
    nowIso,
    today: date,
    dateOf: (week, weekday) => addDays(startOfWeek(date, 1), week * 7 + weekday - 1),
    newId,
    mutations: [
      {
        name: 'brand.create',
        args: { id: brandId, organization_id: null, name: BRAND, time_zone: timeZone, week_starts_on: 1 },
      },
    ],
  };
  const plan = planOf(filling);
  strategyOf(filling, plan);
  feedsOf(filling, plan);
  // What is out cannot be changed any more, so it goes out when everything is in its place.
  const out = filling.mutations.filter(
    ({ name }) => name.startsWith('publication.') || name === 'standing.record',
  );
  await replica.mutate(
    filling.mutations.filter((mutation) => !out.includes(mutation)),
    null,
  );

  const pictures = new Map<string, string>();
  for (const picture of PICTURES) {
    const id = await addPicture(brandId, picture.file);
    pictures.set(picture.file, id);
    const { name, alt, folder, tags, rating } = picture;
    const said: Mutation = {
      name: 'asset.edit',
      args: { id, brand_id: brandId, fields: { name, alt_text: alt, folder, tags, rating } },
    };
    const shown = picture.on.map((title): Mutation => {
      const post_id = idOf(plan.posts, title);
      const args = {
        brand_id: brandId,
        post_id,
        asset_id: id,
        connection_id: null,
        position: 0,
        alt_text: null,
      };
      return { name: 'attachment.add', args };
    });
    await replica.mutate([said, ...shown, ...belowPost(picture, id, brandId, plan)], null);
  }

  await replica.mutate(feedOf(filling, plan, pictures), null);
  await replica.mutate(out, null);

  // Decisions are about what stands there, so it has to stand there first.
  for (const { about, talk, steps } of REVIEWS) {
    const post_id = idOf(plan.posts, about);
    const named = { brand_id: brandId, post_id };
    for (const text of talk)
      await replica.mutate(
        [{ name: 'postComment.add', args: { id: newId(), ...named, text, mentions: [] } }],
        null,
      );
    for (const { decision, note = '' } of steps) {
      const review = runQuery(replica, 'review', { postId: post_id });
      if (!review) continue;
      const args = { id: newId(), ...named, decision, content: review.content, seen: review.heads, note };
      await replica.mutate([{ name: 'decision.make', args }], null);
    }
  }
  await replica.setSetting(FILLED, true);
  return true;
}

/** A picture further down a thread. */
function belowPost({ below }: DemoPicture, asset_id: string, brand_id: string, plan: Plan): Mutation[] {
  if (!below) return [];
  const id = plan.threads.get(below.title)?.[below.part - 1] ?? '';
  const named = { id, brand_id, post_id: idOf(plan.posts, below.title) };
  const { alt: alt_text, crop } = below;
  return [
    { name: 'part.edit', args: { ...named, fields: { asset_ids: [asset_id] } } },
    { name: 'part.frame', args: { ...named, asset_id, fields: { alt_text, crop } } },
  ];
}

/** Ids that are the same whenever the clock stands at the same moment: what was made at once is sorted by id. */
export function sameIds(now: Date): () => string {
  let made = 0;
  return () =>
    uuidv7({
      msecs: now.getTime(),
      seq: ++made,
      random: createHash('sha256').update(String(made)).digest().subarray(0, 16),
    });
}

function idOf(ids: ReadonlyMap<string, string>, title: string): string {
  const id = ids.get(title);
  if (!id) throw new Error(`The example brand has no post “${title}”.`);
  return id;
}
