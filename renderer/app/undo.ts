import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { showToast } from '../ui/toast.tsx';
import { createUndoStack, type Step, type StepResult, type Undoable } from './undo-stack.ts';

type Offer = Undoable & { edit: Edit | null };
const stack = createUndoStack<Offer>();

/** Takes the offer in sight away. */
let endOffer = () => {};

/** Offers a step back or forth: one offer in sight at a time, the latest; the keys still reach the older ones. */
function offer(entry: Offer, title: string, label: string, run: () => void): void {
  endOffer();
  endOffer = showToast({ title, action: { label, run } });
  entry.close = endOffer;
}

/** Words before and after one or several changes of one thing. */
type Edit = {
  key: string;
  at: number;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
};

/** Changes of one thing that follow each other within this time are taken back together. */
const SITTING_MS = 10_000;

/**
 * Says what was done and offers to undo it, on the toast and with Ctrl/Cmd-Z; Shift with it does it again.
 * @param title what was done: “Post deleted.”
 */
export function offerUndo(title: string, undo: Step, redo: Step): void {
  const entry: Offer = { title, undo, redo, close: () => {}, edit: null };
  stack.push(entry);
  offer(entry, title, i18n._(msg`Undo`), () => void stack.undo(entry).then((done) => done && tell(done)));
}

/**
 * Remembers a change of fields for Ctrl/Cmd-Z, without a word: typing explains itself.
 * @param change.key what was changed; changes of one thing in quick succession are taken back together
 * @param apply writes fields over those that are expected to be there
 */
export function rememberEdit(
  title: string,
  change: Pick<Edit, 'key' | 'before' | 'after'>,
  apply: (fields: Record<string, unknown>, expected: Record<string, unknown>) => Promise<StepResult>,
): void {
  const now = Date.now();
  const last = stack.last()?.edit;
  if (last && last.key === change.key && now - last.at < SITTING_MS) {
    last.before = { ...change.before, ...last.before };
    last.after = { ...last.after, ...change.after };
    last.at = now;
    return;
  }
  const edit: Edit = { ...change, at: now };
  stack.push({
    title,
    close: () => {},
    edit,
    undo: () => apply(edit.before, edit.after),
    redo: () => apply(edit.after, edit.before),
  });
}

/** Undoes the last thing that can be undone. */
export async function undoLast(): Promise<void> {
  const done = await stack.undo();
  if (!done || tell(done)) return;
  const { title } = done.entry;
  offer(done.entry, i18n._(msg`Undone: ${title}`), i18n._(msg`Redo`), () => {
    void stack.redo(done.entry).then((redone) => redone && tell(redone));
  });
}

/** Does again what was undone last. */
export async function redoLast(): Promise<void> {
  const done = await stack.redo();
  if (!done || tell(done)) return;
  const { title } = done.entry;
  offer(done.entry, i18n._(msg`Done again: ${title}`), i18n._(msg`Undo`), () => {
    void stack.undo(done.entry).then((undone) => undone && tell(undone));
  });
}

/** Says when it could not be done. @returns true when there is nothing more to say */
function tell({ entry, result }: { entry: Offer; result: StepResult }): boolean {
  if (result === 'changed') {
    showToast({
      title: i18n._(msg`Left as it is: it has changed since.`),
      description: entry.title,
    });
  }
  return result !== true;
}
