/** `kind/id` of a row. */
export type RowKey = string;

/**
 * Which rows each waiting write reads and writes. Writes that share a row hang together, directly or through others:
 * when one of them ends or a row of theirs changes, all of them are replayed, and nobody else has to be. Kept in
 * memory, beside the tables; built anew by replaying everything.
 */
export type Footprints = {
  /** Sets an entry's rows; replaces what was known of it. */
  set(home: string, seq: number, keys: Iterable<RowKey>): void;
  forget(home: string, seq: number): void;
  forgetAll(home?: string): void;
  /** True when a waiting write reads or writes this row. */
  has(home: string, key: RowKey): boolean;
  /** Everything that hangs together with these rows and entries: entries in order, and their rows. */
  connected(
    home: string,
    keys: Iterable<RowKey>,
    seqs: Iterable<number>,
  ): { seqs: number[]; keys: Set<RowKey> };
};

type Home = { rows: Map<number, Set<RowKey>>; entries: Map<RowKey, Set<number>> };

export function createFootprints(): Footprints {
  const homes = new Map<string, Home>();

  const forget = (home: string, seq: number) => {
    const known = homes.get(home);
    for (const key of known?.rows.get(seq) ?? []) {
      const entries = known?.entries.get(key);
      entries?.delete(seq);
      if (entries?.size === 0) known?.entries.delete(key);
    }
    known?.rows.delete(seq);
  };

  return {
    set(home, seq, keys) {
      forget(home, seq);
      const known = homes.get(home) ?? { rows: new Map(), entries: new Map() };
      homes.set(home, known);
      const own = new Set(keys);
      known.rows.set(seq, own);
      for (const key of own) {
        const entries = known.entries.get(key);
        if (entries) entries.add(seq);
        else known.entries.set(key, new Set([seq]));
      }
    },
    forget,
    forgetAll: (home) => (home === undefined ? homes.clear() : void homes.delete(home)),
    has: (home, key) => homes.get(home)?.entries.has(key) ?? false,
    connected(home, keys, seqs) {
      const known = homes.get(home);
      const found = { seqs: new Set<number>(), keys: new Set<RowKey>() };
      const rowsLeft = [...keys];
      const entriesLeft = [...seqs];
      while (rowsLeft.length > 0 || entriesLeft.length > 0) {
        const key = rowsLeft.pop();
        if (key !== undefined && !found.keys.has(key)) {
          found.keys.add(key);
          for (const seq of known?.entries.get(key) ?? []) entriesLeft.push(seq);
        }
        const seq = entriesLeft.pop();
        if (seq !== undefined && !found.seqs.has(seq)) {
          found.seqs.add(seq);
          for (const row of known?.rows.get(seq) ?? []) rowsLeft.push(row);
        }
      }
      return { seqs: [...found.seqs].sort((a, b) => a - b), keys: found.keys };
    },
  };
}
