import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import type { PostState } from './post-state.ts';
import { postName } from './post-state.ts';

const states: Record<PostState, MessageDescriptor> = {
  idea: msg`Idea`,
  scheduled: msg`Scheduled`,
  no_channels: msg`No channel chosen`,
  no_words: msg`No words yet`,
  in_review: msg`In review`,
  changes_requested: msg`Changes requested`,
  approved: msg`Approved`,
  unapproved: msg`Not approved`,
  due: msg`Due now`,
  late: msg`Late`,
  past: msg`Past`,
  yours: msg`Yours to post`,
  waiting: msg`Waiting`,
  publishing: msg`Publishing`,
  retrying: msg`Trying again`,
  published: msg`Published`,
  failed: msg`Failed`,
  unknown: msg`Outcome unknown`,
  missed: msg`Missed`,
  by_hand: msg`Published by hand`,
  partly: msg`Partly published`,
};

/** Words for a post's state, and its name where it has none. They are looked up when they are asked for: every chip has them. */
export function usePostWords() {
  const { i18n } = useLingui();
  return useMemo(
    () => ({
      stateName: (state: PostState) => i18n._(states[state]),
      name: (post: { title: string; caption: string }) => postName(post) || i18n._(msg`Untitled post`),
    }),
    [i18n],
  );
}
