import { z } from 'zod';

/** Where a post stands, as coarsely as one filters a plan. */
export const PLAN_STATES = [
  'planned', // nothing has gone out and nothing is wrong
  'unready', // no channel, or nothing to say
  'attention', // something failed, was missed or is unknown, or a person is to post it
  'out', // published on a channel
] as const;
export type PlanState = (typeof PLAN_STATES)[number];

/** What is shown of a plan; an empty list asks nothing. Conditions of different kinds all hold. */
export const planFilterSchema = z.object({
  /** null: posts of no pillar. */
  pillars: z.array(z.uuid().nullable()).max(100),
  /** Connections. */
  channels: z.array(z.uuid()).max(200),
  states: z.array(z.enum(PLAN_STATES)).max(PLAN_STATES.length),
  /** Words that title, caption or notes hold, in any order. */
  text: z.string().max(200),
});
export type PlanFilter = z.infer<typeof planFilterSchema>;

export const NO_FILTER: PlanFilter = { pillars: [], channels: [], states: [], text: '' };

export const isFiltered = (filter: PlanFilter): boolean =>
  filter.pillars.length + filter.channels.length + filter.states.length > 0 || filter.text.trim() !== '';

/** A date of a series, as far as a filter asks about it. */
type Repeated = {
  pillar: { id: string } | null;
  title: string;
  caption: string;
  notes: string;
  targets: readonly { connection_id: string; text: string | null }[];
};

/** Whether a filter lets a date of a series through, which is a post to be: nothing of it is out, nothing went wrong. */
export function passesFilter(date: Repeated, { pillars, channels, states, text }: PlanFilter): boolean {
  const { title, caption, notes, targets } = date;
  const ready =
    targets.length > 0 && [caption, ...targets.map((one) => one.text ?? '')].some((words) => words.trim());
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const said = `${title}\n${caption}\n${notes}`.toLowerCase();
  return (
    (pillars.length === 0 || pillars.includes(date.pillar?.id ?? null)) &&
    (channels.length === 0 || targets.some(({ connection_id }) => channels.includes(connection_id))) &&
    (states.length === 0 || states.includes(ready ? 'planned' : 'unready')) &&
    words.every((word) => said.includes(word))
  );
}

export const PLAN_VIEWS = ['month', 'week', 'day', 'agenda', 'list'] as const;
export type PlanView = (typeof PLAN_VIEWS)[number];

export const PLAN_LANES = ['none', 'brand', 'channel', 'pillar'] as const;
export type PlanLanes = (typeof PLAN_LANES)[number];

/** What a saved view of the calendar keeps. Whatever a newer or older version wrote, something is shown. */
export const planViewSchema = z.object({
  view: z.enum(PLAN_VIEWS).catch('month'),
  lanes: z.enum(PLAN_LANES).catch('none'),
  /** Other brands shown beside the one it is saved in. */
  brands: z.array(z.uuid()).max(50).catch([]),
  filter: planFilterSchema.catch(NO_FILTER),
});
export type PlanViewState = z.infer<typeof planViewSchema>;
