import { v5 as uuidv5 } from 'uuid';
import type { z } from 'zod';
import { kinds } from '../kinds/index.ts';
import { fieldsOf, keyedEdit, recordMutations } from './record.ts';

/** Words that may not be empty. */
const filled = (schema: z.ZodType<string>, sentence: string) =>
  schema.refine((value) => value.trim() !== '', sentence);

const PROFILE_TEXTS = [
  'one_liner',
  'audience',
  'differentiators',
  'pain_points',
  'opportunities',
  'price',
  'voice',
  'personality',
  'brand_values',
  'topics',
  'competitors',
  'goal',
] as const;

/** What a brand is and how it speaks; the row's id is the brand's. */
export const brandProfileEdit = keyedEdit({
  kind: 'brand_profile',
  name: 'brandProfile.edit',
  of: 'brand',
  fields: fieldsOf('brand_profile', [...PROFILE_TEXTS, 'region', 'website', 'palette']),
  merged: PROFILE_TEXTS,
  empty: {
    one_liner: '',
    audience: '',
    differentiators: '',
    pain_points: '',
    opportunities: '',
    price: '',
    voice: '',
    personality: '',
    brand_values: '',
    topics: '',
    competitors: '',
    goal: '',
    region: '',
    website: '',
    palette: [],
  },
});

export const {
  create: styleRuleCreate,
  edit: styleRuleEdit,
  remove: styleRuleDelete,
} = recordMutations({
  kind: 'style_rule',
  prefix: 'styleRule',
  fields: {
    ...fieldsOf('style_rule', ['stance', 'example', 'position']),
    text: filled(kinds.style_rule.columns.text.schema, 'A rule needs words.'),
  },
  merged: ['text', 'example'],
  editBeatsDelete: true,
});

/** Deleting a hook leaves the posts that were made with it. */
export const {
  create: hookCreate,
  edit: hookEdit,
  remove: hookDelete,
} = recordMutations({
  kind: 'hook',
  prefix: 'hook',
  fields: {
    ...fieldsOf('hook', ['type', 'category', 'season', 'place', 'urgency']),
    text: filled(kinds.hook.columns.text.schema, 'A hook needs words.'),
  },
  merged: ['text'],
  editBeatsDelete: true,
  first: () => ({ score: null }), // found out from numbers, never typed
});

export const {
  create: offerCreate,
  edit: offerEdit,
  remove: offerDelete,
} = recordMutations({
  kind: 'offer',
  prefix: 'offer',
  fields: {
    ...fieldsOf('offer', ['description', 'benefits', 'features', 'audience', 'value_proposition', 'price']),
    name: filled(kinds.offer.columns.name.schema, 'An offer needs a name.'),
  },
  merged: ['description', 'audience', 'value_proposition'],
  editBeatsDelete: true,
});

export const {
  create: captionTemplateCreate,
  edit: captionTemplateEdit,
  remove: captionTemplateDelete,
} = recordMutations({
  kind: 'caption_template',
  prefix: 'captionTemplate',
  fields: {
    ...fieldsOf('caption_template', ['category', 'text']),
    name: filled(kinds.caption_template.columns.name.schema, 'A template needs a name.'),
  },
  merged: ['text'],
  editBeatsDelete: true,
});

export const {
  create: hashtagSetCreate,
  edit: hashtagSetEdit,
  remove: hashtagSetDelete,
} = recordMutations({
  kind: 'hashtag_set',
  prefix: 'hashtagSet',
  fields: {
    ...fieldsOf('hashtag_set', ['hashtags']),
    name: filled(kinds.hashtag_set.columns.name.schema, 'A set needs a name.'),
  },
  editBeatsDelete: true,
});

export const {
  create: contactCreate,
  edit: contactEdit,
  remove: contactDelete,
} = recordMutations({
  kind: 'contact',
  prefix: 'contact',
  fields: {
    ...fieldsOf('contact', ['handles']),
    name: filled(kinds.contact.columns.name.schema, 'Somebody needs a name.'),
  },
  editBeatsDelete: true,
});

export const {
  create: journalEntryCreate,
  edit: journalEntryEdit,
  remove: journalEntryDelete,
} = recordMutations({
  kind: 'journal_entry',
  prefix: 'journalEntry',
  fields: {
    ...fieldsOf('journal_entry', ['day', 'post_id']),
    text: filled(kinds.journal_entry.columns.text.schema, 'A note needs words.'),
  },
  merged: ['text'],
  editBeatsDelete: true,
  first: ({ actor }) => ({ created_by: actor }),
});

const WEEK_NAMESPACE = '5d7f7b0a-3b54-4a5f-8d3f-1b8a2f0b6c7e';

/** The one id of a brand's week, whoever writes it first. @param firstDay `2026-11-23` */
export const journalWeekId = (brandId: string, firstDay: string) =>
  uuidv5(`${brandId}/${firstDay}`, WEEK_NAMESPACE);

export const journalWeekEdit = keyedEdit({
  kind: 'journal_week',
  name: 'journalWeek.edit',
  fields: fieldsOf('journal_week', ['first_day', 'text', 'done']),
  merged: ['text'],
  empty: { first_day: '1970-01-01', text: '', done: false },
});

/** A post's place on the ideas board and the hook it was made with. */
export const ideaEdit = keyedEdit({
  kind: 'idea',
  name: 'idea.edit',
  of: 'post',
  fields: fieldsOf('idea', ['stage', 'rank', 'hook_id']),
  empty: { stage: 'idea', rank: null, hook_id: null, release_month: null, visible_after: null },
});

const { release_month, visible_after } = kinds.idea.columns;

/** The month ideas are for, and from which day on the board shows them to everybody. */
export const ideaRelease = keyedEdit({
  kind: 'idea',
  name: 'idea.release',
  of: 'post',
  minimum: 'manager',
  fields: { release_month: release_month.schema, visible_after: visible_after.schema },
  empty: { stage: 'idea', rank: null, hook_id: null, release_month: null, visible_after: null },
});
