import { useLingui } from '@lingui/react/macro';
import type { DecisionView, PostReview } from '../../../shared/queries.ts';
import { useAppState } from '../../app/use-app-state.ts';

/** Where a post stands, and what was decided, in words. */
export function useReviewWords() {
  const { t } = useLingui();
  const me = useAppState(({ session }) => (session.state === 'none' ? null : session.personId));

  const who = ({ made_by, link_id, author, name }: DecisionView): string => {
    if (link_id !== null) return t`${name ?? ''} (client)`;
    if (made_by === null || made_by === me) return t`You`;
    return author ?? t`Somebody who has left`;
  };
  return {
    who,
    /** For headings. */
    state: ({ state, edited }: PostReview): string => {
      switch (state) {
        case 'draft':
          return t`Not in review`;
        case 'in_review':
          return edited ? t`In review again: it was changed after its approval` : t`In review`;
        case 'changes_requested':
          return edited ? t`Changed since changes were requested` : t`Changes requested`;
        case 'approved':
          return t`Approved`;
      }
    },
    /** What follows from it for going out; null where nothing does. */
    consequence: ({ required, state }: PostReview, planned: boolean): string | null => {
      if (!required || state === 'approved') return null;
      return planned
        ? t`It is not sent at its time unless somebody approves it first.`
        : t`This brand sends nothing that is not approved.`;
    },
    decided: (decision: DecisionView): string => {
      const person = who(decision);
      switch (decision.decision) {
        case 'asked':
          return t`${person}: sent for review`;
        case 'approved':
          return t`${person}: approved`;
        case 'changes_requested':
          return t`${person}: changes requested`;
        case 'withdrawn':
          return t`${person}: taken back`;
      }
    },
  };
}
