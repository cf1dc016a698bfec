import { useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { mayHaveOlderVersions, type OlderVersionsPage } from '../../../shared/older-versions.ts';
import type { PostView } from '../../../shared/queries.ts';
import { now } from '../../app/clock.ts';
import { desktop } from '../../app/desktop.ts';
import { tellError } from '../../app/tell-error.ts';
import { useAppState } from '../../app/use-app-state.ts';

type Loaded = { rows: Row<'revision'>[]; next: OlderVersionsPage['next'] };

export type OlderVersions = {
  rows: Row<'revision'>[];
  /** `none`: whatever there ever was is here. `more`: the server may have versions that were not asked for. */
  state: 'none' | 'more' | 'complete';
  offline: boolean;
  busy: boolean;
  load(): void;
};

/** Versions that no desktop is sent any more; asked for page by page, and remembered while the post's panel is open. */
export function useOlderVersions(post: Pick<PostView, 'id' | 'brand_id' | 'created_at'>): OlderVersions {
  const account = useAppState(({ session }) => session.state !== 'none');
  const offline = useAppState(({ sync }) => sync.status === 'offline' || sync.status === 'paused_sign_in');
  const [byPost, setByPost] = useState<Record<string, Loaded>>({});
  const [busy, setBusy] = useState(false);
  const loaded = byPost[post.id];
  const { id: postId, brand_id: brandId } = post;

  async function load() {
    if (busy) return;
    setBusy(true);
    try {
      const cursor = loaded?.next ?? null;
      const { revisions, next } = await desktop.invoke('history.older', { brandId, postId, cursor });
      setByPost((all) => ({ ...all, [postId]: { rows: [...(loaded?.rows ?? []), ...revisions], next } }));
    } catch (error) {
      tellError(error);
    }
    setBusy(false);
  }

  const possible = account && mayHaveOlderVersions(post, now());
  const state = !possible ? 'none' : loaded?.next === null ? 'complete' : 'more';
  return { rows: loaded?.rows ?? [], state, offline, busy, load: () => void load() };
}
