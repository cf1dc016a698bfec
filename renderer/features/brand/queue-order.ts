import type { When } from '../post/slots.ts';

/** A slot to come, with the post that is in it. */
export type QueueSlot<P extends { id: string }> = { when: When; instant: string; post: P | null };
export type Place = { id: string; when: When };

/**
 * The places posts take when one of them moves to another slot: those between shift through the slots that are filled,
 * towards where it was. Into an empty slot nobody else moves.
 * @param from,to indexes into `slots`; the moved post is in `from`
 */
export function moveInQueue<P extends { id: string }>(
  slots: readonly QueueSlot<P>[],
  from: number,
  to: number,
): Place[] {
  const moved = slots[from]?.post;
  const target = slots[to];
  if (!moved || !target || from === to) return [];
  if (!target.post) return [{ id: moved.id, when: target.when }];
  const [low, high] = from < to ? [from, to] : [to, from];
  const filled = slots.slice(low, high + 1).filter((slot) => slot.post !== null);
  const posts = filled.flatMap(({ post }) => post ?? []);
  const order = from < to ? [...posts.slice(1), moved] : [moved, ...posts.slice(0, -1)];
  return placesOf(filled, order);
}

/** The posts of a queue in another order, in the slots that are filled now. */
export function placesOf<P extends { id: string }>(
  slots: readonly QueueSlot<P>[],
  order: readonly P[],
): Place[] {
  const filled = slots.filter((slot) => slot.post !== null);
  return filled.flatMap(({ when, post }, index) => {
    const next = order[index];
    return next && next.id !== post?.id ? [{ id: next.id, when }] : [];
  });
}

/** In another order, by chance. @param random from 0 to 1, 1 excluded */
export function shuffled<T>(items: readonly T[], random: () => number = Math.random): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}
