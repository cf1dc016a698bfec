/** An evergreen post, and when it has been said or is to be: its own times and those of the posts made from it. */
export type Evergreen = {
  id: string;
  /** ISO instants, in any order, past and to come. */
  times: readonly string[];
  /** Channels it goes to. */
  connectionIds: readonly string[];
};

/** A free slot. `connectionIds`: where posts of its schedule go; none named: everywhere. */
export type FreeSlot = { key: string; instant: string; connectionIds: readonly string[] };

export type EvergreenRules = {
  /** Not said again before so many days have passed, nor so shortly before it is said anyway. */
  cooldownDays: number;
  /** Said so many times at most, those of before included. */
  most: number;
};

/** What fills a slot, and on which channels. */
export type Filled = { slot: FreeSlot; id: string; connectionIds: string[] };

const DAY_MS = 86_400_000;

/**
 * Fills free slots, the earliest first, each with the evergreen that was said longest ago (one that never was comes
 * first). A slot for which none may be said again stays free. The same input gives the same plan on every device.
 */
export function fillSlots(
  slots: readonly FreeSlot[],
  pool: readonly Evergreen[],
  { cooldownDays, most }: EvergreenRules,
): Filled[] {
  const said = new Map(pool.map(({ id, times }) => [id, times.map((time) => Date.parse(time))]));
  const filled: Filled[] = [];
  for (const slot of slots.toSorted((a, b) => (a.instant < b.instant ? -1 : a.instant > b.instant ? 1 : 0))) {
    const at = Date.parse(slot.instant);
    const able = pool.flatMap(({ id, connectionIds }) => {
      const times = said.get(id) ?? [];
      if (times.length >= most) return [];
      if (times.some((time) => Math.abs(time - at) < cooldownDays * DAY_MS)) return [];
      const there = connectionIds.filter(
        (one) => slot.connectionIds.length === 0 || slot.connectionIds.includes(one),
      );
      if (there.length === 0) return [];
      return [{ id, there, uses: times.length, last: Math.max(...times, Number.NEGATIVE_INFINITY) }];
    });
    const [next] = able.sort((a, b) => compare(a.last, b.last) || a.uses - b.uses || (a.id < b.id ? -1 : 1));
    if (!next) continue;
    said.get(next.id)?.push(at);
    filled.push({ slot, id: next.id, connectionIds: next.there });
  }
  return filled;
}

const compare = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);
