import { msg } from '@lingui/core/macro';
import type { ErrorWords } from './shared.ts';

/** Changes and why one was refused. */
export const writeErrors = {
  already_published: {
    title: msg`This is published already.`,
    next: msg`Published posts can’t be changed here.`,
  },
  already_publishing: {
    title: msg`This is being published right now.`,
    next: msg`Wait a moment and look again.`,
  },
  exists: { title: msg`That exists already.`, next: msg`Nothing needs to be done.` },
  gone: {
    title: msg`That no longer exists.`,
    next: msg`Somebody may have deleted it. Your words are kept on the sync page.`,
  },
  not_unknown: {
    title: msg`It is already known what happened to this.`,
    next: msg`Look again; the page shows it.`,
  },
  reference_missing: {
    title: msg`Something this belongs to is no longer there.`,
    next: msg`Your words are kept on the sync page.`,
  },
  replica_failed: {
    title: msg`What the server sent could not be kept.`,
    next: msg`Check that the disk isn’t full. It is tried again by itself.`,
  },
  slot_taken: {
    title: msg`That slot has a post already.`,
    next: msg`Choose another time or the next free slot.`,
  },
  unknown_mutation: {
    title: msg`The server doesn’t know this kind of change.`,
    next: msg`The server may be older than this app. Your words are kept.`,
  },
} satisfies Record<string, ErrorWords>;
