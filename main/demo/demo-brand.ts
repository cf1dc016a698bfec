import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { commentId } from '../../shared/mutators/comment.ts';
import type { MutationArgs, MutationName } from '../../shared/mutators/index.ts';
import { targetId } from '../../shared/mutators/target.ts';
import { addDays, startOfWeek, today } from '../../shared/time/calendar.ts';
import { wallToInstant } from '../../shared/time/wall.ts';
import type { KeptReplica } from '../keeper/client.ts';
import {
  BRAND,
  CHANNELS,
  COMMENTS,
  type DemoPost,
  IDEAS,
  PILLARS,
  PLANNED,
  type PlannedPost,
  SCHEDULES,
} from './demo-content.ts';

/** Set once the brand has been made, so that one that was deleted or given to an account does not come back. */
const FILLED = 'demoFilled';

type Mutation = { [N in MutationName]: { name: N; args: MutationArgs<N> } }[MutationName];

/**
 * Fills an empty local replica with the example brand, as if somebody had worked with it for two weeks: ordinary
 * mutations, nothing that a person could not have done. Its channels belong to a device that does not exist, so
 * nothing ever goes out.
 * @param timeZone the brand's IANA zone
 * @param newId makes the ids of what it writes; `sameIds` where every filling has to be in the same order
 * @returns whether it filled; a replica that has or ever had a brand stays as it is
 */
export async function fillDemo(
  replica: Pick<KeptReplica, 'read' | 'now' | 'mutate' | 'setSetting'>,
  timeZone: string,
  newId: () => string = uuidv7,
): Promise<boolean> {
  const filled = replica.read.get('select 1 from settings where key = ?', FILLED);
  if (filled || replica.read.get('select 1 from brands')) return false;
  await replica.mutate(demoBrand(replica.now(), timeZone, newId), null);
  await replica.setSetting(FILLED, true);
  return true;
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

function demoBrand(now: Date, timeZone: string, newId: () => string): Mutation[] {
  const brandId = newId();
  const nowIso = now.toISOString();
  const monday = startOfWeek(today(timeZone, nowIso), 1);
  const mutations: Mutation[] = [];

  mutations.push({
    name: 'brand.create',
    args: { id: brandId, organization_id: null, name: BRAND, time_zone: timeZone, week_starts_on: 1 },
  });

  const pillarIds = new Map<string, string>();
  for (const [position, { key, ...fields }] of PILLARS.entries()) {
    const id = newId();
    pillarIds.set(key, id);
    mutations.push({ name: 'pillar.create', args: { id, brand_id: brandId, position, ...fields } });
  }

  const schedules = SCHEDULES.map(({ name, slots }) => ({ id: newId(), name, slots: [...slots] }));
  for (const schedule of schedules) {
    const args = { ...schedule, brand_id: brandId, time_zone: timeZone, paused: false, connection_ids: [] };
    mutations.push({ name: 'schedule.create', args });
  }

  const elsewhere = newId();
  const channelIds = new Map<string, string>();
  for (const { key, handle, displayName } of CHANNELS) {
    const id = newId();
    channelIds.set(key, id);
    mutations.push({
      name: 'connection.add',
      args: {
        id,
        brand_id: brandId,
        platform: 'bluesky',
        device_id: elsewhere,
        handle,
        display_name: displayName,
        remote_account_id: `did:example:${key}`,
        service_url: null,
      },
    });
  }

  const write = (post: DemoPost, when: MutationArgs<'post.create'>['when']) => {
    const id = newId();
    mutations.push({
      name: 'post.create',
      args: {
        id,
        brand_id: brandId,
        pillar_id: pillarIds.get(post.pillar) ?? null,
        title: post.title,
        caption: post.caption,
        notes: post.notes ?? '',
        hashtags: post.hashtags ?? [],
        link: post.link ?? null,
        when,
      },
    });
    for (const channel of post.channels ?? ['bakery']) {
      const text = channel === 'lena' ? (post.lena ?? null) : null;
      const named = { brand_id: brandId, post_id: id, connection_id: channelIds.get(channel) ?? '' };
      mutations.push({ name: 'target.add', args: { ...named, text } });
    }
    return id;
  };

  const whenOf = ({ at: [week, weekday, time] }: PlannedPost) => {
    const wall = `${addDays(monday, week * 7 + weekday - 1)}T${time}`;
    const schedule = schedules.find(({ slots }) =>
      slots.some((slot) => slot.weekday === weekday && slot.time === time),
    );
    return {
      wall_time: wall,
      time_zone: timeZone,
      schedule_id: schedule?.id ?? null,
      slot_key: schedule ? `${schedule.id}@${wall}` : null,
    };
  };

  const out = new Map<string, { postId: string; connectionId: string; remoteId: string }>();
  for (const post of PLANNED) {
    const when = whenOf(post);
    const postId = write(post, when);
    const dueAt = wallToInstant(when.wall_time, timeZone);
    if (dueAt > nowIso) continue;
    for (const channel of post.channels ?? ['bakery']) {
      const connectionId = channelIds.get(channel) ?? '';
      const remoteId = `at://did:example:${channel}/app.bsky.feed.post/${postId}`;
      if (!out.has(post.title)) out.set(post.title, { postId, connectionId, remoteId });
      mutations.push({
        name: 'publication.record',
        args: {
          brand_id: brandId,
          subject: 'target',
          subject_id: targetId(postId, connectionId),
          post_id: postId,
          connection_id: connectionId,
          due_at: dueAt,
          tries: 1,
          result: post.missed
            ? { state: 'missed', error_code: 'missed', error_class: 'give_up', error_message: null }
            : { state: 'published', published_at: laterBy(dueAt, 2, now), remote_id: remoteId, url: null },
        },
      });
    }
  }
  for (const idea of IDEAS) write(idea, null);

  for (const [index, comment] of COMMENTS.entries()) {
    const about = out.get(comment.about);
    if (!about) continue;
    const remoteId = `at://did:example:reader${index}/app.bsky.feed.post/${index}`;
    const id = commentId(about.connectionId, remoteId);
    mutations.push({
      name: 'comment.collect',
      args: {
        brand_id: brandId,
        connection_id: about.connectionId,
        post_id: about.postId,
        remote_id: remoteId,
        parent_remote_id: about.remoteId,
        url: null,
        author_name: comment.author,
        author_handle: comment.handle,
        text: comment.text,
        commented_at: new Date(now.getTime() - comment.hoursAgo * 3_600_000).toISOString(),
      },
    });
    if (comment.done)
      mutations.push({ name: 'comment.setStatus', args: { id, brand_id: brandId, status: 'done' } });
    if (!comment.answer) continue;
    const replyId = newId();
    mutations.push({
      name: 'comment.reply',
      args: { id: replyId, brand_id: brandId, comment_id: id, text: comment.answer },
    });
    mutations.push({
      name: 'publication.record',
      args: {
        brand_id: brandId,
        subject: 'reply',
        subject_id: replyId,
        post_id: about.postId,
        connection_id: about.connectionId,
        due_at: nowIso,
        tries: 1,
        result: { state: 'published', published_at: nowIso, remote_id: `${about.remoteId}/1`, url: null },
      },
    });
  }
  return mutations;
}

/** An instant some seconds later, but never in the future. */
const laterBy = (iso: string, seconds: number, now: Date) =>
  new Date(Math.min(Date.parse(iso) + seconds * 1000, now.getTime())).toISOString();
