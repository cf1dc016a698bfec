/**
 * What a step back or forth came to: `true` done; `changed` somebody changed the same thing meanwhile, so nothing was
 * done; `false` it was refused and the person has been told.
 */
export type StepResult = boolean | 'changed';
export type Step = () => Promise<StepResult>;

export type Undoable = {
  /** What was done: “Post deleted.” */
  title: string;
  undo: Step;
  redo: Step;
  /** Takes the offer out of sight. */
  close(): void;
};

const DEPTH = 50;

/** What a person did here, to be taken back and done again in order. Lives as long as the window. */
export function createUndoStack<U extends Undoable>() {
  const done: U[] = [];
  const undone: U[] = [];
  /** One step after the other: a second press counts for the one before. */
  let running: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = running.then(work, work);
    running = turn;
    return turn;
  };

  async function step(from: U[], to: U[], which: 'undo' | 'redo', entry = from.at(-1)) {
    const place = entry ? from.indexOf(entry) : -1;
    if (!entry || place < 0) return null; // the toast and the keys may both ask; once is enough
    entry.close();
    from.splice(place, 1);
    const result = await entry[which]().catch(() => false);
    if (result === true) to.push(entry);
    return { entry, result };
  }

  return {
    push(entry: U) {
      done.push(entry);
      if (done.length > DEPTH) done.shift();
      undone.length = 0;
    },
    last: (): U | undefined => done.at(-1),
    /** Takes back the last thing, or one of those before it. @returns null when there is nothing to take back */
    undo: (entry?: U) => inTurn(() => step(done, undone, 'undo', entry)),
    /** Does again what was taken back last. */
    redo: (entry?: U) => inTurn(() => step(undone, done, 'redo', entry)),
  };
}
