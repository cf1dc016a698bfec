import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

/**
 * What happened; and what is safe, or what to do.
 * `last`: what to do where `next` says that it goes on by itself, once it does not any more.
 */
export type ErrorWords = { title: MessageDescriptor; next: MessageDescriptor; last?: MessageDescriptor };

// Said by several codes.
export const broken: ErrorWords = {
  title: msg`Something went wrong inside Pillarbox.`,
  next: msg`Try again. What you wrote is kept.`,
};
export const later: ErrorWords = {
  title: msg`The server can’t answer just now.`,
  next: msg`Nothing is lost; it is tried again by itself.`,
};

/** `last` of what may pass, and needs nothing else. */
export const again = msg`Try again when you like.`;
