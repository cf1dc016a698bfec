import { z } from 'zod';
import { kinds } from '../kinds/index.ts';
import { tidyFilmOptions } from '../publishing/film-options.ts';
import { planningScope } from '../scopes.ts';
import { changed, defineMutation, made, need, put, sameBrand } from './define.ts';

const { first_comment, by_hand, options } = kinds.channel_default.columns;
const fields = z.object({
  first_comment: first_comment.schema,
  by_hand: by_hand.schema,
  options: options.schema,
});
const EMPTY = { first_comment: '', by_hand: false, options: null };

/** Changes how posts begin on a channel, for those that are put on it from now on (`target.add`). id is the connection's. */
export const channelDefaultEdit = defineMutation({
  name: 'channelDefault.edit',
  args: z.object({ id: z.uuid(), brand_id: z.uuid(), fields: fields.partial() }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'connection', id: args.id },
    { kind: 'channel_default', id: args.id },
  ],
  apply(rows, { fields: edited, ...named }, ctx) {
    sameBrand(need(rows, 'connection', named.id), named.brand_id);
    const row = rows.get('channel_default', named.id);
    if (row) sameBrand(row, named.brand_id);
    const tidy =
      edited.options === undefined ? edited : { ...edited, options: tidyFilmOptions(edited.options) };
    const next = row ? changed(row, tidy, ctx) : { ...named, ...EMPTY, ...tidy, ...made(ctx) };
    return { writes: [put('channel_default', next)] };
  },
});
