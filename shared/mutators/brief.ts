import { z } from 'zod';
import { kinds } from '../kinds/index.ts';
import { planningScope } from '../scopes.ts';
import { changed, defineMutation, made, need, put, sameBrand } from './define.ts';

const { id, brand_id, short_caption, topic_angle, visual_suggestion, post_type, urgency } =
  kinds.brief.columns;
const fields = z.object({
  short_caption: short_caption.schema,
  topic_angle: topic_angle.schema,
  visual_suggestion: visual_suggestion.schema,
  post_type: post_type.schema,
  urgency: urgency.schema,
});

const EMPTY = {
  short_caption: '',
  topic_angle: '',
  visual_suggestion: '',
  post_type: '',
  urgency: '',
} as const satisfies z.infer<typeof fields>;

/** Changes a post's brief, and makes it where there is none: whoever writes first, the other's fields join it. */
export const briefEdit = defineMutation({
  name: 'brief.edit',
  args: z.object({ id: id.schema, brand_id: brand_id.schema, fields: fields.partial() }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'post', id: args.id },
    { kind: 'brief', id: args.id },
  ],
  apply(rows, { fields: edited, ...named }, ctx) {
    sameBrand(need(rows, 'post', named.id), named.brand_id);
    const row = rows.get('brief', named.id);
    if (row) sameBrand(row, named.brand_id);
    const next = row ? changed(row, edited, ctx) : { ...named, ...EMPTY, ...edited, ...made(ctx) };
    return { writes: [put('brief', next)] };
  },
});
