import { commentId } from '../../shared/mutators/comment.ts';
import type { MutationArgs } from '../../shared/mutators/index.ts';
import { firstCommentId } from '../../shared/mutators/part.ts';
import { targetId } from '../../shared/mutators/target.ts';
import { ranksAfter } from '../../shared/threads/order.ts';
import { wallToInstant } from '../../shared/time/wall.ts';
import {
  BY_HAND,
  CHANNELS,
  COMMENTS,
  type DemoIdea,
  type DemoPost,
  IDEAS,
  PILLARS,
  PLANNED,
  type PlannedPost,
  SCHEDULES,
} from './demo-content.ts';
import type { Filling } from './filling.ts';

/** Ids of what was made, by the keys and titles of the content. */
export type Plan = {
  pillars: ReadonlyMap<string, string>;
  channels: ReadonlyMap<string, string>;
  posts: ReadonlyMap<string, string>;
  /** What follows posts, in order, by their titles. */
  threads: ReadonlyMap<string, readonly string[]>;
};

type Sent = { postId: string; connectionId: string; remoteId: string };

/** Pillars, schedules, channels; then posts with what became of them, ideas, and comments. */
export function planOf(filling: Filling): Plan {
  const { brandId, timeZone, nowIso, newId, mutations } = filling;
  const pillars = new Map<string, string>();
  for (const [position, { key, subtopics, ...fields }] of PILLARS.entries()) {
    const id = newId();
    pillars.set(key, id);
    const args = { id, brand_id: brandId, position, ...fields, subtopics: [...subtopics] };
    mutations.push({ name: 'pillar.create', args });
  }

  const schedules = SCHEDULES.map(({ name, slots }) => ({ id: newId(), name, slots: [...slots] }));
  for (const schedule of schedules) {
    const args = { ...schedule, brand_id: brandId, time_zone: timeZone, paused: false, connection_ids: [] };
    mutations.push({ name: 'schedule.create', args });
  }

  const channels = addChannels(filling);
  const posts = new Map<string, string>();
  const threads = new Map<string, readonly string[]>();
  const wallOf = ([week, weekday, time]: PlannedPost['at']) => `${filling.dateOf(week, weekday)}T${time}`;
  const write = (post: DemoPost & Pick<PlannedPost, 'lenaAt'>, when: MutationArgs<'post.create'>['when']) => {
    const id = newId();
    posts.set(post.title, id);
    mutations.push({
      name: 'post.create',
      args: {
        id,
        brand_id: brandId,
        pillar_id: pillars.get(post.pillar) ?? null,
        title: post.title,
        caption: post.caption,
        notes: post.notes ?? '',
        hashtags: post.hashtags ?? [],
        link: post.link ?? null,
        when,
      },
    });
    for (const channel of channelsOf(post)) {
      const text = channel === 'lena' ? (post.lena ?? null) : null;
      const named = { brand_id: brandId, post_id: id, connection_id: channels.get(channel) ?? '' };
      const format = post.story && channel === BY_HAND.key ? ('story' as const) : null;
      const own = channel === 'lena' ? post.lenaAt : undefined;
      const at = own ? { wall_time: wallOf(own), time_zone: timeZone } : null;
      mutations.push({ name: 'target.add', args: { ...named, text, format, by_hand: false, when: at } });
    }
    if (post.evergreen) {
      const args = { id, brand_id: brandId, fields: { urgency: 'evergreen' } } as const;
      mutations.push({ name: 'brief.edit', args });
    }
    const followed = { brand_id: brandId, post_id: id, connection_id: null, asset_ids: [] };
    const ranks = ranksAfter(null, post.thread?.length ?? 0);
    const parts = (post.thread ?? []).map((text, index) => ({ id: newId(), rank: ranks[index] ?? '', text }));
    for (const part of parts)
      mutations.push({ name: 'part.add', args: { ...followed, ...part, role: 'thread' } });
    threads.set(
      post.title,
      parts.map((part) => part.id),
    );
    if (post.firstComment) {
      const rank = ranksAfter(null, 1)[0] ?? '';
      const args = { ...followed, id: firstCommentId(id, null), rank, text: post.firstComment };
      mutations.push({ name: 'part.add', args: { ...args, role: 'first_comment' } });
    }
    return id;
  };

  const whenOf = ({ at }: PlannedPost) => {
    const [, weekday, time] = at;
    const wall = wallOf(at);
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

  const sent = new Map<string, Sent>();
  for (const post of PLANNED) {
    const when = whenOf(post);
    const id = write(post, when);
    const dueAt = wallToInstant(when.wall_time, timeZone);
    if (dueAt <= nowIso) publish(filling, { post, id, dueAt, channels, sent });
    if (post.downAfter) takeDown(filling, { post, id, dueAt, channels });
    if (post.goneFrom) goesMissing(filling, { post, id, dueAt, channels });
  }
  for (const idea of IDEAS) write(idea satisfies DemoIdea, null);
  addComments(filling, sent);
  return { pillars, channels, posts, threads };
}

const channelsOf = (post: DemoPost) => post.channels ?? ['bakery'];

function addChannels({ brandId, newId, mutations }: Filling): Map<string, string> {
  const channels = new Map<string, string>();
  const elsewhere = newId();
  for (const { key, handle, displayName } of CHANNELS) {
    const id = newId();
    channels.set(key, id);
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
  const { key, platform, handle } = BY_HAND;
  const id = newId();
  channels.set(key, id);
  mutations.push({
    name: 'connection.addByHand',
    args: { id, brand_id: brandId, platform, handle, limits: null },
  });
  mutations.push({
    name: 'channelDefault.edit',
    args: { id, brand_id: brandId, fields: { first_comment: BY_HAND.firstComment } },
  });
  return channels;
}

/** A post whose time has passed went out, or was missed. */
function publish(
  { brandId, now, mutations }: Filling,
  about: {
    post: PlannedPost;
    id: string;
    dueAt: string;
    channels: ReadonlyMap<string, string>;
    sent: Map<string, Sent>;
  },
): void {
  const { post, id: postId, dueAt, channels, sent } = about;
  for (const channel of channelsOf(post)) {
    const connectionId = channels.get(channel) ?? '';
    const named = { brand_id: brandId, post_id: postId, connection_id: connectionId };
    if (channel === BY_HAND.key) {
      mutations.push({ name: 'publication.byHand', args: { ...named, out: true, url: null } });
      continue;
    }
    const remoteId = `at://did:example:${channel}/app.bsky.feed.post/${postId}`;
    if (!sent.has(post.title)) sent.set(post.title, { postId, connectionId, remoteId });
    mutations.push({
      name: 'publication.record',
      args: {
        ...named,
        subject: 'target',
        subject_id: targetId(postId, connectionId),
        due_at: dueAt,
        tries: 1,
        result: post.missed
          ? { state: 'missed', error_code: 'missed', error_class: 'give_up', error_message: null }
          : { state: 'published', published_at: laterBy(dueAt, 2, now), remote_id: remoteId, url: null },
      },
    });
  }
}

/** A post that is news for a while only: down by now, or to come down. */
function takeDown(
  { brandId, nowIso, mutations }: Filling,
  about: { post: PlannedPost; id: string; dueAt: string; channels: ReadonlyMap<string, string> },
): void {
  const { post, id, dueAt, channels } = about;
  const at = new Date(Date.parse(dueAt) + (post.downAfter ?? 0) * 3_600_000).toISOString();
  for (const channel of channelsOf(post)) {
    if (channel === BY_HAND.key) continue;
    const named = { brand_id: brandId, post_id: id, connection_id: channels.get(channel) ?? '' };
    mutations.push({ name: 'takedown.set', args: { ...named, remove_at: at } });
    if (at > nowIso) continue;
    const gone = { checked_at: null, removed_at: at, removed_by: null, tries: 0, next_try_at: null };
    const well = { error_code: null, error_class: 'none', error_message: null } as const;
    mutations.push({ name: 'standing.record', args: { ...named, state: 'removed', ...gone, ...well } });
  }
}

/** What was not known of it until somebody looked. */
function goesMissing(
  { brandId, nowIso, mutations }: Filling,
  about: { post: PlannedPost; id: string; dueAt: string; channels: ReadonlyMap<string, string> },
): void {
  const { post, id, dueAt, channels } = about;
  const checked_at = new Date(Date.parse(dueAt) + 86_400_000).toISOString();
  if (checked_at > nowIso) return;
  mutations.push({
    name: 'standing.record',
    args: {
      ...{ brand_id: brandId, post_id: id, connection_id: channels.get(post.goneFrom ?? '') ?? '' },
      ...{ state: 'gone', checked_at, removed_at: null, removed_by: null, tries: 0, next_try_at: null },
      ...{ error_code: null, error_class: 'none', error_message: null },
    },
  });
}

function addComments({ brandId, now, nowIso, newId, mutations }: Filling, sent: ReadonlyMap<string, Sent>) {
  for (const [index, comment] of COMMENTS.entries()) {
    const about = sent.get(comment.about);
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
}

/** An instant some seconds later, but never in the future. */
const laterBy = (iso: string, seconds: number, now: Date) =>
  new Date(Math.min(Date.parse(iso) + seconds * 1000, now.getTime())).toISOString();
