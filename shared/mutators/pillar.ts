import { z } from 'zod';
import { kinds } from '../kinds/index.ts';
import { fieldsOf, recordMutations } from './record.ts';

/** Posts keep their pillar_id; a pillar that is gone reads as "no pillar" and comes back if the delete is undone. */
export const {
  create: pillarCreate,
  edit: pillarEdit,
  remove: pillarDelete,
} = recordMutations({
  kind: 'pillar',
  prefix: 'pillar',
  fields: {
    ...fieldsOf('pillar', ['description', 'position']),
    name: kinds.pillar.columns.name.schema.refine((value) => value.trim() !== '', 'A pillar needs a name.'),
    color: z.int().min(1).max(8),
    share: z.int().min(0).max(100).nullable(),
    // Not the columns' own schemas: their defaults would empty them with every edit. An earlier app says nothing of them.
    why_it_matters: z.string().max(5000).optional(),
    subtopics: z.array(z.string().min(1).max(200)).max(50).optional(),
  },
  first: () => ({ why_it_matters: '', subtopics: [] }),
  merged: ['description', 'why_it_matters'],
});
