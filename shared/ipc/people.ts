import { z } from 'zod';
import type { CalendarFeedView } from '../exchange/feeds.ts';
import { ROLES, type Role } from '../kinds/index.ts';
import type { ReviewLinkView } from '../review/links.ts';

/** Who may see a brand: members, invitations, links for clients, addresses for other calendars. */
export const peopleMethods = {
  'invitations.create': z.object({
    brandId: z.uuid(),
    email: z.email().nullable(),
    role: z.enum(ROLES),
  }),
  'invitations.list': z.object({ brandId: z.uuid() }),
  'invitations.revoke': z.object({ id: z.uuid() }),
  /** Accepts an invitation by its link or token. */
  'invitations.accept': z.object({ link: z.string().min(1).max(2000) }),
  /** Makes a link by which a client reviews one post, or what is planned on some days (`from`, `to`). */
  'reviewLinks.create': z.object({
    brandId: z.uuid(),
    postId: z.uuid().nullable(),
    from: z.iso.date().nullable(),
    to: z.iso.date().nullable(),
    label: z.string().min(1).max(200),
    password: z.string().min(8).max(256).nullable(),
    days: z.int().min(1).max(90),
  }),
  'reviewLinks.list': z.object({ brandId: z.uuid() }),
  'reviewLinks.revoke': z.object({ id: z.uuid() }),
  /** Makes an address by which other calendars follow a brand's plan; empty lists ask nothing. */
  'calendarFeeds.create': z.object({
    brandId: z.uuid(),
    label: z.string().min(1).max(200),
    pillarIds: z.array(z.uuid()).max(100),
    connectionIds: z.array(z.uuid()).max(100),
  }),
  'calendarFeeds.list': z.object({ brandId: z.uuid() }),
  'calendarFeeds.revoke': z.object({ id: z.uuid() }),
  'members.setRole': z.object({ brandId: z.uuid(), personId: z.uuid(), role: z.enum(ROLES) }),
  /** Takes somebody's access to a brand away, or leaves it oneself. */
  'members.remove': z.object({ brandId: z.uuid(), personId: z.uuid() }),
} as const;

export type PeopleResults = {
  'invitations.create': { invitation: InvitationView; link: string };
  'invitations.list': InvitationView[];
  'invitations.revoke': null;
  'invitations.accept': { brandId: string };
  'reviewLinks.create': { link: ReviewLinkView; url: string };
  'reviewLinks.list': ReviewLinkView[];
  'reviewLinks.revoke': null;
  'calendarFeeds.create': { feed: CalendarFeedView; url: string };
  'calendarFeeds.list': CalendarFeedView[];
  'calendarFeeds.revoke': null;
  'members.setRole': null;
  'members.remove': null;
};

export type InvitationView = {
  id: string;
  brand_id: string;
  email: string | null;
  role: Role;
  created_at: string;
  expires_at: string;
  accepted_at: string | null;
};
