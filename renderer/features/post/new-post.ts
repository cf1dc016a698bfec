import { create } from 'zustand';
import { newId } from '../../app/mutate.ts';
import { go } from '../../app/router.ts';
import type { When } from './slots.ts';

/** A post that has an address but no word yet. It is written with its first keystroke, so nothing empty is left behind. */
export type NewPost = { when: When | null; pillarId: string | null };

export const useNewPosts = create<Record<string, NewPost>>(() => ({}));

/** Opens the composer on a new post. */
export function startPost(when: When | null, pillarId: string | null = null): void {
  const id = newId();
  useNewPosts.setState({ [id]: { when, pillarId } });
  go(`/post/${id}`);
}
