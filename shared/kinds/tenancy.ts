import { c, defineKind } from './define.ts';
import { stamps } from './fields.ts';

export const ROLES = ['owner', 'admin', 'manager', 'member'] as const;
export type Role = (typeof ROLES)[number];

/** Kinds: who there is, and what each may open. */
export const tenancyKinds = {
  person: defineKind('person', 'people', 'person', { id: c.uuid(), email: c.text(320), name: c.text(200) }),
  organization: defineKind('organization', 'organizations', 'person', {
    id: c.uuid(),
    name: c.text(200),
    personal: c.boolean(),
    role: c.oneOf(ROLES),
  }),
  /** One per brand this person may open; id is the brand's. Its disappearance is what revokes a brand on a device. */
  access: defineKind('access', 'accesses', 'person', {
    id: c.uuid(),
    organization_id: c.uuid(),
    organization_name: c.text(200),
    brand_name: c.text(200),
    role: c.oneOf(ROLES),
  }),
  brand: defineKind('brand', 'brands', 'planning', {
    id: c.uuid(),
    organization_id: c.uuidOrNull(), // null only before an account
    name: c.text(200),
    time_zone: c.timeZone(),
    week_starts_on: c.integer(), // ISO weekday, 1 or 7 (or 6)
    grace_minutes: c.integer(), // later than this after its time, a post is missed instead of sent
    ...stamps,
  }),
  /** A person with access to this brand; id is `<brand>:<person>`. */
  member: defineKind('member', 'members', 'planning', {
    id: c.text(80),
    brand_id: c.uuid(),
    person_id: c.uuid(),
    name: c.text(200),
    email: c.text(320),
    role: c.oneOf(ROLES),
  }),
} as const;
