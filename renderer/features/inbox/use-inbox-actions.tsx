import { useLingui } from '@lingui/react/macro';
import type { RefObject } from 'react';
import type { CommentView } from '../../../shared/queries.ts';
import { useCommands } from '../../app/commands.ts';
import { mutate } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { go } from '../../app/router.ts';
import { offerUndo, undoLast } from '../../app/undo.ts';
import type { StepResult } from '../../app/undo-stack.ts';
import { neighbour } from './inbox-model.ts';

export type InboxActions = {
  /** Done, or open again. Done moves on. */
  toggleDone(): void;
  /** @param personId null takes it from whoever had it */
  assign(personId: string | null, name: string | null): void;
};

type Deps = {
  shown: readonly CommentView[];
  reading: CommentView | null;
  replyBox: RefObject<HTMLTextAreaElement | null>;
  assignButton: RefObject<HTMLButtonElement | null>;
};

/** What can be done with the comment being read, by button and by key. */
export function useInboxActions({ shown, reading, replyBox, assignButton }: Deps): InboxActions {
  const { t } = useLingui();
  const group = t`Inbox`;
  const walk = (step: 1 | -1) => {
    const next = neighbour(shown, reading?.id ?? null, step);
    if (next) go(`/inbox/${next}`, { replace: true });
  };

  async function toggleDone() {
    if (!reading) return;
    const { id, brand_id, status, author_name } = reading;
    const set = (to: CommentView['status']) => mutate('comment.setStatus', { id, brand_id, status: to });
    /** As long as it still is what this left it as. */
    const turn = async (to: CommentView['status']): Promise<StepResult> => {
      const now = await readOnce('comment', { id });
      return now && now.status !== to ? set(to) : 'changed';
    };
    if (status === 'done') {
      if (!(await set('open'))) return;
      offerUndo(
        t`Open again: ${author_name}.`,
        () => turn('done'),
        () => turn('open'),
      );
      return;
    }
    const next = neighbour(shown, id, 1);
    if (!(await set('done'))) return;
    go(next ? `/inbox/${next}` : '/inbox', { replace: true });
    offerUndo(
      t`Done: ${author_name}.`,
      async () => {
        const result = await turn('open');
        if (result === true && location.hash.includes('/inbox')) go(`/inbox/${id}`, { replace: true });
        return result;
      },
      () => turn('done'),
    );
  }

  async function assign(personId: string | null, name: string | null) {
    if (!reading) return;
    const { id, brand_id, assigned_to } = reading;
    const to = (person: string | null) => mutate('comment.assign', { id, brand_id, assigned_to: person });
    const turn = async (person: string | null, from: string | null): Promise<StepResult> => {
      const now = await readOnce('comment', { id });
      return now && now.assigned_to === from ? to(person) : 'changed';
    };
    if (!(await to(personId))) return;
    offerUndo(
      name ? t`Assigned to ${name}.` : t`Assigned to nobody.`,
      () => turn(assigned_to, personId),
      () => turn(personId, assigned_to),
    );
  }

  useCommands([
    { id: 'inbox.next', group, title: t`Next comment`, run: () => walk(1) },
    { id: 'inbox.previous', group, title: t`Previous comment`, run: () => walk(-1) },
    ...(reading
      ? [
          {
            id: 'inbox.done',
            group,
            title: reading.status === 'done' ? t`Open again` : t`Mark as done`,
            run: toggleDone,
          },
          { id: 'inbox.reply', group, title: t`Reply`, run: () => replyBox.current?.focus() },
          {
            id: 'inbox.assign',
            group,
            title: t`Assign`,
            run: () => assignButton.current?.click(),
          },
          { id: 'inbox.undo', group, title: t`Undo`, run: () => void undoLast() },
        ]
      : []),
  ]);
  return { toggleDone, assign };
}
