import { v7 } from 'uuid';
import type { MutationArgs, MutationName } from '../../shared/mutators/index.ts';
import { desktop } from './desktop.ts';
import { tellError } from './tell-error.ts';

/** Ids are made by the client, ordered by time. */
export const newId = (): string => v7();

/**
 * Writes one mutation. It is safe on this device when this resolves to true; sending it is the core's business.
 * @returns false when it could not be written; the person has been told
 */
export async function mutate<N extends MutationName>(name: N, args: MutationArgs<N>): Promise<boolean> {
  try {
    await desktop.mutate(name, args);
    return true;
  } catch (error) {
    tellError(error);
    return false;
  }
}

export type PlannedMutation = { [N in MutationName]: { name: N; args: MutationArgs<N> } }[MutationName];

/** Writes several at once: all or none. */
export async function mutateAll(mutations: PlannedMutation[]): Promise<boolean> {
  if (mutations.length === 0) return true;
  try {
    await desktop.invoke('mutate', { mutations });
    return true;
  } catch (error) {
    tellError(error);
    return false;
  }
}
