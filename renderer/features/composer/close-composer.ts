import { go } from '../../app/router.ts';
import { useUi } from '../../app/ui-store.ts';
import { focusSoon } from '../../ui/focus-soon.ts';

/** Closes the inspector; the focus goes back to the post where the middle shows it. */
export function closeComposer(postId: string): void {
  go(useUi.getState().mainPath);
  focusSoon(() => document.querySelector<HTMLElement>(`[data-post="${postId}"]`));
}
