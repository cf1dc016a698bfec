import { z } from 'zod';
import { kinds } from '../kinds/index.ts';
import { planningScope } from '../scopes.ts';
import { wallToInstant } from '../time/wall.ts';
import { changed, defineMutation, put, sameBrand } from './define.ts';
import { whenSchema } from './post.ts';

/**
 * Puts posts of a queue into other slots, all in one: posts that change places never meet in a slot on the way. Posts
 * that are gone, or no longer planned, are passed over.
 */
export const queueArrange = defineMutation({
  name: 'queue.arrange',
  args: z.object({
    brand_id: kinds.post.columns.brand_id.schema,
    places: z.array(z.object({ id: z.uuid(), when: whenSchema })).max(200),
  }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => args.places.map(({ id }) => ({ kind: 'post', id })),
  apply(rows, { brand_id, places }, ctx) {
    const writes = places.flatMap(({ id, when }) => {
      const post = rows.get('post', id);
      if (post?.status !== 'scheduled') return [];
      sameBrand(post, brand_id);
      const scheduled_at = wallToInstant(when.wall_time, when.time_zone);
      return [put('post', changed(post, { ...when, scheduled_at }, ctx))];
    });
    return { writes };
  },
});
