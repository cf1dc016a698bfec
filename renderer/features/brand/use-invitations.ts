import { useCallback, useEffect, useState } from 'react';
import type { InvitationView } from '../../../shared/ipc.ts';
import { desktop } from '../../app/desktop.ts';
import { type Explanation, explainThrown } from '../../app/errors.ts';
import { useAppState } from '../../app/use-app-state.ts';

export type Invitations = {
  /** Undefined until the server has answered once. */
  rows: InvitationView[] | undefined;
  failure: Explanation | null;
  reload(): void;
};

/**
 * Open invitations live on the server only. They are asked for when shown, when the connection is back, and when
 * somebody joins or leaves.
 * @param brandId null asks nothing
 * @param memberCount how many people the brand has
 */
export function useInvitations(brandId: string | null, memberCount: number): Invitations {
  const offline = useAppState((state) => state.sync.status === 'offline');
  const [rows, setRows] = useState<InvitationView[]>();
  const [failure, setFailure] = useState<Explanation | null>(null);
  const [asked, setAsked] = useState(0);
  const reload = useCallback(() => setAsked((count) => count + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again by `reload` and whenever the others change
  useEffect(() => {
    if (brandId === null) return;
    let current = true;
    desktop.invoke('invitations.list', { brandId }).then(
      (found) => {
        if (!current) return;
        setRows(found);
        setFailure(null);
      },
      (error: unknown) => current && setFailure(explainThrown(error)),
    );
    return () => {
      current = false;
    };
  }, [brandId, memberCount, asked, offline]);

  return { rows, failure, reload };
}
