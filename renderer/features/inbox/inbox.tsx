import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef } from 'react';
import { z } from 'zod';
import { FailureBanner } from '../../app/failure-banner.tsx';
import type { Params } from '../../app/router.ts';
import { go } from '../../app/router.ts';
import { useSetting } from '../../app/settings.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useViewState } from '../../app/view-state.ts';
import { Segments } from '../../ui/tabs.tsx';
import { CommentList } from './comment-list.tsx';
import styles from './inbox.module.css';
import { conversation, olderFilter, shownComments } from './inbox-model.ts';
import { NoComments } from './no-comments.tsx';
import { OlderComments } from './older-comments.tsx';
import { RefreshButton } from './refresh-button.tsx';
import { SilentChannels } from './signed-out.tsx';
import { Thread } from './thread.tsx';
import { useInboxActions } from './use-inbox-actions.tsx';

const LIMIT = 500;
const OLDER_LIMIT = 2000;
const NONE: never[] = [];

/** Comments on what was published: a list to walk through, and the one being read. */
export default function Inbox({ params }: { params: Params }) {
  const { t } = useLingui();
  const brand = useBrand();
  const me = useAppState((state) => (state.session.state === 'none' ? null : state.session.personId));
  const { data: newest, error } = useLiveQuery('comments', {
    brandId: brand.id,
    status: 'all',
    limit: LIMIT,
  });
  const [filter, setFilter] = useSetting('inboxFilter');
  const older = olderFilter(filter, me);
  const aged = useLiveQuery(
    'olderComments',
    older ? { brandId: brand.id, ...older, limit: OLDER_LIMIT } : null,
  ).data;
  const agedComments = aged?.comments ?? NONE;
  // One that was searched for, or done just now, may be in neither list.
  const isElsewhere =
    newest !== undefined &&
    params.id !== undefined &&
    ![...newest, ...agedComments].some(({ id }) => id === params.id);
  const { data: elsewhere } = useLiveQuery('comment', isElsewhere && params.id ? { id: params.id } : null);
  const comments = isElsewhere && elsewhere && newest ? [elsewhere, ...newest] : newest;
  const channels = useLiveQuery('connections', { brandId: brand.id }).data;
  const replyBox = useRef<HTMLTextAreaElement>(null);
  const assignButton = useRef<HTMLButtonElement>(null);

  const shown = shownComments(comments ?? [], filter, me, params.id ?? null);
  const walked = [...shown, ...agedComments];
  const [last, setLast] = useViewState(`${brand.id}/inbox`, 'reading', z.string().nullable(), null);
  const at = (id: string | null | undefined) => walked.find((comment) => comment.id === id);
  const reading = at(params.id) ?? at(last) ?? walked[0] ?? null;
  const readingId = reading?.id ?? null;
  useEffect(() => {
    if (readingId && readingId !== last) setLast(readingId);
  }, [readingId, last, setLast]);
  const actions = useInboxActions({ shown: walked, reading, replyBox, assignButton });
  const openCount = comments?.filter(({ status }) => status === 'open').length ?? 0;

  return (
    <div className={styles.inbox}>
      <section className={styles.side} aria-label={t`Comments`}>
        <header className={styles.head}>
          <div className={styles.headLine}>
            <h1>
              <Trans>Inbox</Trans>
            </h1>
            <RefreshButton />
          </div>
          <Segments
            label={t`Show`}
            options={[
              { value: 'open', label: t`Open (${openCount})` },
              { value: 'mine', label: t`Mine` },
              { value: 'done', label: t`Done` },
            ]}
            value={filter}
            onChange={(next) => {
              setFilter(next);
              // What is being read may not belong to the other list.
              go('/inbox', { replace: true });
            }}
          />
        </header>
        {error && <FailureBanner of={error} />}
        {channels && <SilentChannels channels={channels} />}
        <div className={styles.list} data-scroll="list">
          {comments && shown.length === 0 ? (
            <NoComments filter={filter} any={comments.length > 0 || agedComments.length > 0} />
          ) : (
            <CommentList
              label={t`Comments`}
              comments={shown}
              readingId={reading?.id ?? null}
              zone={brand.time_zone}
            />
          )}
          {newest?.length === LIMIT && (
            <p className={styles.note}>
              <Trans>The newest {LIMIT} are shown.</Trans>
            </p>
          )}
          {older && aged && channels && channels.length > 0 && (
            <OlderComments
              filter={older}
              state={aged.state}
              comments={agedComments}
              readingId={reading?.id ?? null}
            />
          )}
        </div>
      </section>
      {reading && (
        <Thread
          key={reading.id}
          comment={reading}
          before={conversation([...(comments ?? []), ...agedComments], reading)}
          actions={actions}
          replyBox={replyBox}
          assignButton={assignButton}
        />
      )}
    </div>
  );
}
