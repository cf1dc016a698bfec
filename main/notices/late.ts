import { networkInterfaces } from 'node:os';
import type { SyncState } from '../../shared/ipc/sync.ts';
import { goesByHand } from '../../shared/mutators/target.ts';
import { LATE_MS } from '../../shared/publishing/late.ts';
import { isCleared } from '../connections/cleared.ts';
import { connectionOf, postOf, targetOf } from '../connections/rows.ts';
import { untakenBefore } from '../queries/untaken.ts';
import type { Workspace } from '../workspace.ts';

/** Why something is late, as the notice tells it. */
export type WhyLate = 'here' | 'elsewhere' | 'not_sent' | 'unheard' | 'server';

/** A post that is due for some minutes and that nobody has taken, on the channel where it was due first. */
export type LatePost = {
  /** Another one when it is planned anew and late again. */
  about: string;
  at: string;
  brand_id: string;
  post_id: string;
  post_title: string;
  connection_id: string;
  handle: string;
  /** Null: it may well be out, and this device cannot have heard. Not to be told of yet. */
  why: WhyLate | null;
};

/** How well the server was heard: what a device that slept, or sits in a plane, does not know of is no alarm. */
export type Hearing = {
  status: SyncState['status'];
  lastSyncedAt: string | null;
  /** Since when the server has not answered although there is a network, as far as this run knows; null: it answers, or there is none. */
  awaySince: string | null;
};

/**
 * Every post that is late and could go out by itself: not what a person puts up, nor what its brand's own rules hold
 * (that has a row of its own, or waits for its approval).
 */
export function latePosts(
  { replica }: Pick<Workspace, 'replica'>,
  deviceId: string,
  now: Date,
  hearing: Hearing,
): LatePost[] {
  const before = new Date(now.getTime() - LATE_MS).toISOString();
  const found = new Map<string, LatePost>();
  // What somebody asked for now has a row from then on, and is as late when nobody begins.
  const asked = replica.read.all<{ id: string; due_at: string; post_id: string; connection_id: string }>(
    `select subject_id as id, due_at, post_id, connection_id from publications
      where state = 'waiting' and error_code is null and subject <> 'reply' and post_id is not null and due_at < ?
      order by due_at, id`,
    before,
  );
  const untaken = untakenBefore(replica.read, null, before);
  for (const { id, due_at, post_id, connection_id } of [...untaken, ...asked]) {
    const connection = connectionOf(replica, connection_id);
    const post = found.has(post_id) ? null : postOf(replica, post_id);
    if (!post || !connection || goesByHand(targetOf(replica, id), connection)) continue;
    if (!isCleared(replica, post_id)) continue;
    const { brand_id, title } = post;
    const why = (): WhyLate | null => {
      if (connection.holder === 'device') return connection.device_id === deviceId ? 'here' : 'elsewhere';
      const unsent = replica.pending('post', post_id) || replica.pending('target', id);
      return unsent ? 'not_sent' : unanswered(due_at, hearing, now);
    };
    found.set(post_id, {
      about: `${post_id} late ${due_at}`,
      at: due_at,
      brand_id,
      post_id,
      post_title: title,
      connection_id,
      handle: connection.handle,
      why: why(),
    });
  }
  return [...found.values()];
}

function unanswered(
  dueAt: string,
  { status, lastSyncedAt, awaySince }: Hearing,
  now: Date,
): 'server' | 'unheard' | null {
  if (awaySince !== null) return now.getTime() - Date.parse(awaySince) >= LATE_MS ? 'unheard' : null;
  if (status === 'offline' || lastSyncedAt === null) return null;
  return Date.parse(lastSyncedAt) - Date.parse(dueAt) >= LATE_MS ? 'server' : null;
}

/** Whether this computer has a network at all. */
export const hasNetwork = (): boolean =>
  Object.values(networkInterfaces()).some((all) => all?.some(({ internal }) => !internal));
