import { z } from 'zod';
import { c, defineKind } from './define.ts';
import { stamps } from './fields.ts';

/** Kinds: what a person keeps beside the content, and what the server tells them. */
export const workspaceKinds = {
  /** A screen as one person likes to find it again. */
  saved_view: defineKind('saved_view', 'saved_views', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    screen: c.text(40), // `calendar`
    name: c.text(100),
    filters: c.json(z.record(z.string().max(80), z.json())), // what the screen makes of it: shared/planning/filter.ts
    position: c.integer(),
    created_by: c.textOrNull(80), // whose it is; null before an account
    ...stamps,
  }),
  /** Something the server decided that a person should know: `edit_beat_delete`, `slot_moved`, ... */
  notice: defineKind('notice', 'notices', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    code: c.text(80),
    params: c.json(z.record(z.string(), z.string())),
    about_kind: c.text(40),
    about_id: c.uuid(),
    created_at: c.instant(),
  }),
} as const;
