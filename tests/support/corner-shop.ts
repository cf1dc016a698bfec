import { v7 as uuidv7 } from 'uuid';
import type { TestDesktop } from './desktop.ts';
import type { PdsAccount } from './pds.ts';

/** A brand that belongs to no account yet. @returns its id */
export async function makeBrand(here: TestDesktop): Promise<string> {
  const id = uuidv7();
  await here.mutate('brand.create', {
    id,
    organization_id: null,
    name: 'Corner shop',
    time_zone: 'Europe/London',
    week_starts_on: 1,
  });
  return id;
}

/** Connects an account of a PDS that the desktop itself holds. @returns the connection's id */
export const connect = async (
  here: TestDesktop,
  pdsUrl: string,
  brandId: string,
  { handle, appPassword }: PdsAccount,
): Promise<string> =>
  (
    await here.invoke('connections.connect', {
      brandId,
      platform: 'bluesky',
      holder: 'device',
      handle,
      secret: appPassword,
      serviceUrl: pdsUrl,
    })
  ).connectionId;

/** A wall time in London, as mutations take it. */
export const london = (wall_time: string) => ({
  wall_time,
  time_zone: 'Europe/London',
  schedule_id: null,
  slot_key: null,
});

/** A post that goes to one account, planned or not. @returns its id */
export async function makePost(
  here: TestDesktop,
  brandId: string,
  connectionId: string,
  caption: string,
  wallTime: string | null = null,
): Promise<string> {
  const id = uuidv7();
  await here.mutate('post.create', {
    ...{ id, brand_id: brandId, pillar_id: null, title: '', caption, notes: '', hashtags: [], link: null },
    when: wallTime === null ? null : london(wallTime),
  });
  const target = { brand_id: brandId, post_id: id, connection_id: connectionId };
  await here.mutate('target.add', { ...target, text: null });
  return id;
}

/** What became of a post on its first channel. */
export const publication = (here: TestDesktop, postId: string) =>
  here.query('post', { id: postId })?.targets[0]?.publication ?? null;
