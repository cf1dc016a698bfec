import { useLingui } from '@lingui/react/macro';
import type { PostState } from './post-state.ts';
import { postName } from './post-state.ts';

/** Words for a post's state, and its name where it has none. */
export function usePostWords() {
  const { t } = useLingui();
  const states: Record<PostState, string> = {
    idea: t`Idea`,
    scheduled: t`Scheduled`,
    no_channels: t`No channel chosen`,
    no_words: t`No words yet`,
    in_review: t`In review`,
    changes_requested: t`Changes requested`,
    approved: t`Approved`,
    unapproved: t`Not approved`,
    due: t`Due now`,
    yours: t`Yours to post`,
    waiting: t`Waiting`,
    publishing: t`Publishing`,
    retrying: t`Trying again`,
    published: t`Published`,
    failed: t`Failed`,
    unknown: t`Outcome unknown`,
    missed: t`Missed`,
    by_hand: t`Published by hand`,
    partly: t`Partly published`,
  };
  return {
    stateName: (state: PostState) => states[state],
    name: (post: { title: string; caption: string }) => postName(post) || t`Untitled post`,
  };
}
