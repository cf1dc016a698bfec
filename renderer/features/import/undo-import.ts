import { z } from 'zod';
import type { ImportPreview } from '../../../shared/ipc.ts';
import { type MutationArgs, mutations } from '../../../shared/mutators/index.ts';
import type { PlannedMutation } from '../../app/mutate.ts';

/**
 * The mutations that take an import back: what it made is deleted, in the opposite order. A post that somebody has
 * changed since stays (the delete names the version that was imported).
 */
export function undoImport(made: ImportPreview['mutations']): PlannedMutation[] {
  return [...made].reverse().flatMap(({ name, args }): PlannedMutation[] => {
    switch (name) {
      case 'post.create': {
        const { id, brand_id } = named.parse(args);
        return [{ name: 'post.delete', args: { id, brand_id, version: 1 } }];
      }
      case 'pillar.create':
        return [{ name: 'pillar.delete', args: named.parse(args) }];
      case 'target.add': {
        const target: MutationArgs<'target.add'> = mutations['target.add'].args.parse(args);
        const { brand_id, post_id, connection_id } = target;
        return [{ name: 'target.remove', args: { brand_id, post_id, connection_id } }];
      }
      default:
        return [];
    }
  });
}

const named = z.object({ id: z.uuid(), brand_id: z.uuid() });
