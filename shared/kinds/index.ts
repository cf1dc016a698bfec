import type { z } from 'zod';
import { calendarsKinds } from './calendars.ts';
import { engagementKinds } from './engagement.ts';
import { feedKinds } from './feed.ts';
import { mediaKinds } from './media.ts';
import { postsKinds } from './posts.ts';
import { publishingKinds } from './publishing.ts';
import { reviewKinds } from './review.ts';
import { schedulesKinds } from './schedules.ts';
import { smartFeedsKinds } from './smart-feeds.ts';
import { strategyKinds } from './strategy.ts';
import { tenancyKinds } from './tenancy.ts';
import { workspaceKinds } from './workspace.ts';

export * from './calendars.ts';
export * from './engagement.ts';
export * from './feed.ts';
export * from './media.ts';
export * from './posts.ts';
export * from './publishing.ts';
export * from './review.ts';
export * from './schedules.ts';
export * from './smart-feeds.ts';
export * from './strategy.ts';
export * from './tenancy.ts';
export * from './workspace.ts';

/** Every kind there is. A kind's own file says what its columns mean. */
export const kinds = {
  ...tenancyKinds,
  ...strategyKinds,
  ...schedulesKinds,
  ...postsKinds,
  ...calendarsKinds,
  ...smartFeedsKinds,
  ...mediaKinds,
  ...feedKinds,
  ...publishingKinds,
  ...reviewKinds,
  ...workspaceKinds,
  ...engagementKinds,
} as const;

export type Kinds = typeof kinds;
export type KindName = keyof Kinds;
export type Row<K extends KindName> = Kinds[K] extends { schema: z.ZodType<infer T> } ? T : never;

export const kindNames = Object.keys(kinds) as KindName[];
export const isKindName = (name: string): name is KindName => Object.hasOwn(kinds, name);
