/** Two posts on one channel closer than this take each other's readers. */
export const TOO_CLOSE_MS = 60 * 60_000;

export type OnChannel = { id: string; connection_id: string; scheduled_at: string };

/**
 * Posts that go out on the same channel within an hour of each other.
 * @param entries one for each post and channel, in any order; a post may be there on several channels
 * @returns ids of the others, by id; only those that have any
 */
export function tooClose(entries: readonly OnChannel[]): Map<string, string[]> {
  const byChannel = Map.groupBy(entries, (entry) => entry.connection_id);
  const found = new Map<string, Set<string>>();
  const note = (of: string, other: string) => {
    const others = found.get(of);
    if (others) others.add(other);
    else found.set(of, new Set([other]));
  };
  for (const own of byChannel.values()) {
    own.sort((a, b) => (a.scheduled_at < b.scheduled_at ? -1 : 1));
    for (let at = 1; at < own.length; at += 1) {
      const [before, after] = [own[at - 1], own[at]];
      if (!before || !after || before.id === after.id) continue;
      if (Date.parse(after.scheduled_at) - Date.parse(before.scheduled_at) >= TOO_CLOSE_MS) continue;
      note(before.id, after.id);
      note(after.id, before.id);
    }
  }
  return new Map([...found].map(([id, others]) => [id, [...others]]));
}
