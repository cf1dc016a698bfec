import type { MutationArgs, MutationName } from '../../shared/mutators/index.ts';

export type Mutation = { [N in MutationName]: { name: N; args: MutationArgs<N> } }[MutationName];

/** The example brand while it is made: what all its parts need, and what they have to write so far. */
export type Filling = {
  brandId: string;
  timeZone: string;
  now: Date;
  nowIso: string;
  /** In the brand's zone: `2026-11-18`. */
  today: string;
  /** A day of a week counted from the present one, by ISO weekday. */
  dateOf(week: number, weekday: number): string;
  newId(): string;
  mutations: Mutation[];
};
