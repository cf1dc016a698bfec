/** What a column of a plan can say about a post. */
export const PLAIN_FIELDS = [
  'datetime',
  'date',
  'time',
  'time_zone',
  'text',
  'title',
  'brand',
  'pillar',
  'labels', // several: the first is the pillar, all are noted
  'channel',
  'account', // the channel's handle, where its platform stands in a column of its own
  'link',
  'hashtags',
  'status',
  'draft', // yes or no
  'media', // addresses or names of files
  'alt_text',
  'first_comment',
  'notes',
] as const;
export type PlainField = (typeof PLAIN_FIELDS)[number];

/** `on:facebook`: whether the post goes there. `words:facebook`: what it says there instead; `date:facebook`: when. */
export type PlanField = PlainField | `on:${string}` | `words:${string}` | `date:${string}`;

/** Several columns may say this together. */
export const isShared = (field: PlanField): boolean =>
  field === 'media' || field === 'alt_text' || field === 'notes' || field.includes(':');

export const isPlanField = (text: string): text is PlanField =>
  (PLAIN_FIELDS as readonly string[]).includes(text) || /^(on|words|date):.{1,300}$/.test(text);
