import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { History } from 'lucide-react';
import { useId, useState } from 'react';
import type { OlderFilter } from '../../../shared/older-comments.ts';
import type { CommentView, QueryResult } from '../../../shared/queries.ts';
import { desktop } from '../../app/desktop.ts';
import { explainThrown } from '../../app/errors.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toast.tsx';
import { CommentList } from './comment-list.tsx';
import styles from './inbox.module.css';

type OlderCommentsProps = {
  filter: OlderFilter;
  state: QueryResult<'olderComments'>['state'];
  comments: readonly CommentView[];
  readingId: string | null;
};

/** Below the list: comments nothing happened to for long. They are on the server, and here once they were asked for. */
export function OlderComments({ filter, state, comments, readingId }: OlderCommentsProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const heading = useId();
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading} className={styles.divider}>
        <Trans>Older comments</Trans>
      </h2>
      {comments.length > 0 && (
        <CommentList
          label={t`Older comments`}
          comments={comments}
          readingId={readingId}
          zone={brand.time_zone}
        />
      )}
      <Further brandId={brand.id} filter={filter} state={state} count={comments.length} />
    </section>
  );
}

type FurtherProps = {
  brandId: string;
  filter: OlderFilter;
  state: OlderCommentsProps['state'];
  count: number;
};

/** The next page, or why there is none. */
function Further({ brandId, filter, state, count }: FurtherProps) {
  const { t } = useLingui();
  const offline = useAppState(({ sync }) => sync.status === 'offline' || sync.status === 'paused_sign_in');
  const [busy, setBusy] = useState(false);

  async function load() {
    if (busy) return;
    setBusy(true);
    try {
      await desktop.invoke('comments.loadOlder', { brandId, ...filter });
    } catch (error) {
      const { title, next } = explainThrown(error);
      showToast({ title, description: next });
    }
    setBusy(false);
  }

  if (state === 'complete') {
    return (
      <p className={styles.note}>
        {count === 0 ? <Trans>There are no older comments here.</Trans> : <Trans>These are all.</Trans>}
      </p>
    );
  }
  if (state === 'full') {
    return (
      <p className={styles.note}>
        {t`${plural(count, {
          one: '# older comment is here. This device keeps no more of a brand.',
          other: '# older comments are here. This device keeps no more of a brand.',
        })}`}
      </p>
    );
  }
  return (
    <div className={styles.further}>
      <Button
        size="small"
        icon={<History size={16} aria-hidden="true" />}
        busy={busy}
        disabled={offline}
        onClick={load}
      >
        <Trans>Load older</Trans>
      </Button>
      {offline && (
        <p className={styles.quiet}>
          <Trans>You are offline. Comments without news for long are on the server.</Trans>
        </p>
      )}
    </div>
  );
}
