import { z } from 'zod';
import { planningScope } from '../scopes.ts';
import { defineMutation, del, sameBrand } from './define.ts';

export const noticeDismiss = defineMutation({
  name: 'notice.dismiss',
  args: z.object({ id: z.uuid(), brand_id: z.uuid() }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'notice', id: args.id }],
  apply(rows, args) {
    const row = rows.get('notice', args.id);
    if (!row) return { writes: [] };
    sameBrand(row, args.brand_id);
    return { writes: [del('notice', args.id)] };
  },
});
