import type { IdeaView } from '../../../shared/queries.ts';
import { wallToInstant } from '../../../shared/time/wall.ts';
import type { OpenSlot } from '../post/slots.ts';
import { monthAfter } from './board-columns.ts';

/** The instants a month begins and ends at on a brand's clock. */
export const monthWindow = (month: string, zone: string): [from: string, to: string] => [
  wallToInstant(`${month}-01T00:00`, zone),
  wallToInstant(`${monthAfter(month, 1)}-01T00:00`, zone),
];

export type PlannedIdea = { idea: IdeaView; slot: OpenSlot | null };

/**
 * Which slot each idea takes: the first takes the earliest, and so on; null where there are more ideas than slots. Where
 * two schedules have a slot at the same moment, one of them is left free: two posts at once take each other's readers.
 * @param slots open ones in order of time
 */
export function planMonth(ideas: readonly IdeaView[], slots: readonly OpenSlot[]): PlannedIdea[] {
  const free = slots.filter(({ instant }, index) => slots[index - 1]?.instant !== instant);
  return ideas.map((idea, index) => ({ idea, slot: free[index] ?? null }));
}
