import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import { kinds, type Row } from '../kinds/index.ts';
import { seriesMedia, seriesParts, seriesTargets } from '../kinds/schedules.ts';
import { planningScope } from '../scopes.ts';
import { wallToInstant } from '../time/wall.ts';
import { besideFollows, besideNames, besideRefs } from './beside.ts';
import { defineMutation, made, need, put, sameBrand } from './define.ts';
import { whenSchema } from './post.ts';

const NAMESPACE = '6a2c4c5e-7d0b-4d5c-8f52-0e9b6f6a1c37';

/** The one id of "this evergreen in that slot": two devices that fill the same slot with it make one post. */
export const evergreenPostId = (sourceId: string, slotKey: string): string =>
  uuidv5(`${sourceId}/${slotKey}`, NAMESPACE);

const args = z.object({
  brand_id: kinds.post.columns.brand_id.schema,
  source_id: z.uuid(),
  when: whenSchema.extend({ schedule_id: z.uuid(), slot_key: z.string().min(1).max(120) }),
  // What goes out with it, as its maker sees it.
  targets: seriesTargets,
  media: seriesMedia,
  parts: seriesParts,
});
type Args = z.infer<typeof args>;

const NOTHING = { targets: [], media: [], parts: [] };
const idOf = ({ source_id, when }: Args) => evergreenPostId(source_id, when.slot_key);
const namesOf = (made: Args) => besideNames(idOf(made), NOTHING, made);

/**
 * Says an evergreen post once more: a post of its own in a free slot, with everything that goes out with it. Made twice
 * it is made once; in a slot that is taken meanwhile it goes to the next free one, as any post does.
 */
export const evergreenMake = defineMutation({
  name: 'evergreen.make',
  args,
  home: ({ brand_id }) => planningScope(brand_id),
  authority: ({ brand_id }) => ({ brandId: brand_id, minimum: 'member' }),
  reads: (made) => [
    { kind: 'post', id: idOf(made) },
    { kind: 'post', id: made.source_id },
    { kind: 'origin', id: idOf(made) },
    ...besideRefs(idOf(made), namesOf(made)),
  ],
  apply(rows, made_, ctx) {
    const { brand_id, source_id, when } = made_;
    const id = idOf(made_);
    if (rows.get('post', id)) return { writes: [] };
    const source = need(rows, 'post', source_id);
    sameBrand(source, brand_id);
    const { pillar_id, title, caption, notes, hashtags, link } = source;
    const post: Row<'post'> = {
      ...{ id, brand_id, pillar_id, title, caption, notes, hashtags, link },
      ...{ ...when, status: 'scheduled', scheduled_at: wallToInstant(when.wall_time, when.time_zone) },
      created_by: ctx.actor,
      ...made(ctx),
    };
    const { writes } = besideFollows(rows, post, made_, namesOf(made_), ctx);
    const origin: Row<'origin'> = {
      ...{ id, brand_id, source: 'post', source_id, name: title.slice(0, 300), title },
      ...{ url: null, entry_id: null, day: when.wall_time.slice(0, 10) },
      ...made(ctx),
    };
    return { writes: [put('post', post), ...writes, put('origin', origin)] };
  },
});
