import { emptyWords, type Words } from '../post/words.ts';

type Field = keyof Words;
const FIELDS: Field[] = ['title', 'caption', 'notes', 'hashtags', 'link', 'pillar_id'];

/** Changed fields and, for long text, the words their writer saw. */
export type Edit = { fields: Partial<Words>; base: { caption?: string; notes?: string } };

type Seen = Words & { version: number };

export type DraftOptions = {
  /** Writes one edit. Resolves to false when it could not be written; it is then kept and written with the next one. */
  write(edit: Edit): Promise<boolean>;
  /** How long typing must pause before it is written, in milliseconds. */
  pauseMs: number;
};

/**
 * Keeps every keystroke: what is typed shows at once, is written as one edit at a pause, on blur and on leaving, and is
 * never replaced by an older row that is still on its way back.
 */
export function createDraft(first: Seen | null, { write, pauseMs }: DraftOptions) {
  let row: Seen = first ?? { ...emptyWords, version: 0 };
  /** Shown instead of the row: typed, or written and not seen in the row yet. */
  let overlay: Partial<Words> = {};
  /** Typed and not written, with the long text that was seen when its typing began. */
  let dirty = new Set<Field>();
  let base: Edit['base'] = {};
  let failed = false;
  /** On its way: a row that arrives meanwhile says nothing of it. */
  let writing = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> = Promise.resolve();
  const listeners = new Set<() => void>();
  let snapshot = makeSnapshot();

  function makeSnapshot() {
    const words: Words = { ...pick(row), ...overlay };
    return { words, saved: dirty.size === 0 && !failed && !writing };
  }
  function tell() {
    snapshot = makeSnapshot();
    for (const listener of listeners) listener();
  }

  async function writeDirty(): Promise<void> {
    if (dirty.size === 0) return;
    const fields = Object.fromEntries([...dirty].map((field) => [field, overlay[field]])) as Partial<Words>;
    const edit: Edit = { fields, base };
    const versionBefore = row.version;
    dirty = new Set();
    base = {};
    writing = true;
    const written = await write(edit).catch(() => false);
    writing = false;
    failed = !written;
    if (!written) {
      // Newer typing in the same field stands; the first base is the one that was seen.
      for (const field of Object.keys(fields) as Field[]) dirty.add(field);
      base = { ...base, ...edit.base };
    } else if (row.version !== versionBefore) {
      settle();
    }
    tell();
  }

  /** The row has caught up: what is not being typed shows the row again. */
  function settle() {
    overlay = Object.fromEntries([...dirty].map((field) => [field, overlay[field]])) as Partial<Words>;
  }

  return {
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** What to show, and whether all of it is written. */
    snapshot: () => snapshot,

    type<F extends Field>(field: F, value: Words[F]) {
      if (!dirty.has(field) && (field === 'caption' || field === 'notes')) {
        base = { ...base, [field]: snapshot.words[field] };
      }
      dirty.add(field);
      overlay = { ...overlay, [field]: value };
      clearTimeout(timer);
      timer = setTimeout(() => void this.flush(), pauseMs);
      tell();
    },

    /** The row as it is now. */
    receive(next: Seen) {
      const moved = next.version !== row.version;
      row = next;
      if (moved) settle();
      tell();
    },

    /** Writes what is not written yet; resolves when everything typed so far is. */
    flush(): Promise<void> {
      clearTimeout(timer);
      running = running.then(writeDirty);
      return running;
    },
  };
}

export type Draft = ReturnType<typeof createDraft>;

const pick = (from: Words): Words => Object.fromEntries(FIELDS.map((field) => [field, from[field]])) as Words;
