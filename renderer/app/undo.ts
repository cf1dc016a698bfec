import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { showToast } from '../ui/toast.tsx';

type Undoable = { undo(): void; close(): void };
const stack: Undoable[] = [];
const DEPTH = 50;

/**
 * Says what was done and offers to undo it, on the toast and with Ctrl/Cmd-Z.
 * @param title what was done: “Post deleted.”
 */
export function offerUndo(title: string, undo: () => void): void {
  const entry: Undoable = {
    undo() {
      const place = stack.indexOf(entry);
      if (place < 0) return; // the toast and the keys may both ask; once is enough
      stack.splice(place, 1);
      undo();
    },
    close: () => {},
  };
  // One offer in sight at a time; the keys still reach the older ones.
  stack.at(-1)?.close();
  stack.push(entry);
  if (stack.length > DEPTH) stack.shift();
  entry.close = showToast({ title, action: { label: i18n._(msg`Undo`), run: entry.undo } });
}

/** Undoes the last thing that can be undone; false when there is none. */
export function undoLast(): boolean {
  const last = stack.at(-1);
  if (!last) return false;
  last.close();
  last.undo();
  return true;
}
