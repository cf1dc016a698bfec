import { z } from 'zod';
import { olderCursorSchema, olderFilterSchema } from '../older-comments.ts';
import type { OlderVersionsPage } from '../older-versions.ts';
import type { Timeline } from '../publishing/timeline.ts';

/** What goes out, and what comes back of it. */
export const publishingMethods = {
  /** Sends one post to one connection now: by this device where it holds the account, else by the server. */
  'publish.now': z.object({ postId: z.uuid(), connectionId: z.uuid() }),
  /** Puts the files of a post, as they go out on a channel, where a person can take them from. */
  'publish.handOut': z.object({ postId: z.uuid(), connectionId: z.uuid() }),
  /** Settles a publication whose outcome nobody could find out, or that was missed. */
  'publish.resolve': z.object({
    publicationId: z.uuid(),
    answer: z.enum(['published', 'not_published', 'send_now', 'cancel']),
  }),
  /** Sends several again that did not go out, in this order; what cannot be sent now is told one by one. */
  'publish.sendAgain': z.object({ publicationIds: z.array(z.uuid()).min(1).max(500) }),
  /** Asks the platform whether a published post still stands there. */
  'publish.check': z.object({ publicationId: z.uuid() }),
  /** Every try of a publication, asked of whoever held its account: this device, else the server. */
  'publish.timeline': z.object({ publicationId: z.uuid() }),
  /** Asks the platforms for new comments now. */
  'comments.refresh': z.object({ brandId: z.uuid() }),
  /** The server reads the brand's feeds that were not just read. */
  'feeds.read': z.object({ brandId: z.uuid() }),
  /** A list of the brand's feeds as OPML, saved where the person wants it. */
  'feeds.export': z.object({ brandId: z.uuid() }),
  /** Asks the server for the next page of a list of older comments; the query `olderComments` then shows it. */
  'comments.loadOlder': olderFilterSchema.extend({ brandId: z.uuid() }),
  /** Asks the server for versions of a post that are older than what desktops hold. `cursor`: the end of the page before. */
  'history.older': z.object({ brandId: z.uuid(), postId: z.uuid(), cursor: olderCursorSchema.nullable() }),
} as const;

export type PublishingResults = {
  'publish.now': null;
  'publish.handOut': { files: number };
  'publish.resolve': null;
  'publish.sendAgain': {
    sent: number;
    refused: { publicationId: string; code: string; message: string }[];
  };
  'publish.check': { there: boolean };
  'publish.timeline': Timeline;
  'comments.refresh': null;
  'feeds.read': null;
  'feeds.export': { saved: boolean };
  'comments.loadOlder': null;
  'history.older': OlderVersionsPage;
};
