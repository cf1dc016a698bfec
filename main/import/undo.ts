import { attachmentId } from '../../shared/mutators/attachment.ts';
import type { Planned } from './preview.ts';

/**
 * The mutations that take an import back: what it made is deleted, in the opposite order. A post that somebody has
 * changed since stays (the delete names the version that was imported), and so does a pillar that is in use elsewhere
 * by then: its deletion only takes the name off posts.
 */
export function undoImport(made: readonly Planned[]): Planned[] {
  return made.toReversed().flatMap((mutation): Planned[] => {
    switch (mutation.name) {
      case 'post.create': {
        const { id, brand_id } = mutation.args;
        return [{ name: 'post.delete', args: { id, brand_id, version: 1 } }];
      }
      case 'pillar.create': {
        const { id, brand_id } = mutation.args;
        return [{ name: 'pillar.delete', args: { id, brand_id } }];
      }
      case 'target.add': {
        const { brand_id, post_id, connection_id } = mutation.args;
        return [{ name: 'target.remove', args: { brand_id, post_id, connection_id } }];
      }
      case 'attachment.add': {
        const { brand_id, post_id, asset_id, connection_id } = mutation.args;
        const id = attachmentId(post_id, asset_id, connection_id);
        return [{ name: 'attachment.remove', args: { id, brand_id, post_id } }];
      }
      default:
        return [];
    }
  });
}
