import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { PostView, RevisionView } from '../../../shared/queries.ts';
import { formatMoment, formatTime } from '../../../shared/time/format.ts';
import { displayLocale, ownZone } from '../../app/i18n.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Compare } from './compare.tsx';
import styles from './history.module.css';
import { sittings } from './versions.ts';

type HistoryDialogProps = { post: PostView; open: boolean; onClose(): void };

/** Every version of a post this device holds: who made it and when, what it said, and back to it. */
export function HistoryDialog({ post, open, onClose }: HistoryDialogProps) {
  const { t } = useLingui();
  return (
    <Dialog
      wide
      open={open}
      onClose={onClose}
      title={t`History`}
      description={t`Choose a version to see what has changed since.`}
      footer={
        <Button onClick={onClose}>
          <Trans>Close</Trans>
        </Button>
      }
    >
      {open && <Versions post={post} />}
    </Dialog>
  );
}

function Versions({ post }: { post: PostView }) {
  const { t } = useLingui();
  const session = useAppState((state) => state.session);
  const me = session.state === 'none' ? null : session.personId;
  const revisions = useLiveQuery('history', { postId: post.id }).data;
  const [chosen, setChosen] = useState<string | null>(null);
  if (!revisions) return null;
  if (revisions.length === 0)
    return (
      <p>
        <Trans>This post has not been changed since it was made.</Trans>
      </p>
    );
  const groups = sittings(revisions);
  const shown = revisions.find(({ id }) => id === chosen) ?? groups[0]?.versions[0];
  const who = (madeBy: string | null, author: string | null) =>
    madeBy === me || madeBy === null ? t`You` : (author ?? t`Somebody who has left`);
  return (
    <div className={styles.panel}>
      <ol className={styles.groups} aria-label={t`Versions, newest first`}>
        {groups.map(({ key, madeBy, author, versions }) => (
          <li key={key}>
            <h3 className={styles.sideTitle}>{who(madeBy, author)}</h3>
            <ol className={styles.versions}>
              {versions.map((version) => (
                <li key={version.id}>
                  <button
                    type="button"
                    className={styles.version}
                    aria-pressed={version.id === shown?.id}
                    onClick={() => setChosen(version.id)}
                  >
                    <VersionLine version={version} post={post} />
                  </button>
                </li>
              ))}
            </ol>
          </li>
        ))}
      </ol>
      {shown && <Compare key={shown.id} post={post} version={shown} />}
    </div>
  );
}

function VersionLine({ version, post }: { version: RevisionView; post: PostView }) {
  const { t } = useLingui();
  const clock = { zone: ownZone(), ownZone: ownZone(), locale: displayLocale() };
  const today = new Date(version.made_at).toDateString() === new Date().toDateString();
  const channel = post.targets.find((one) => one.connection_id === version.connection_id)?.connection?.handle;
  const causes: Record<string, string> = {
    'post.create': t`Written`,
    'post.edit': t`Edited`,
    'post.schedule': t`Planned`,
    'post.unschedule': t`Taken off the calendar`,
    'post.restore': t`Brought back`,
    'publish.now': t`Published now`,
  };
  const what =
    version.conflict !== null
      ? t`Set aside in a conflict`
      : version.connection_id !== null
        ? t`Words for ${channel ?? t`a channel`}`
        : (causes[version.cause] ?? t`Changed`);
  return (
    <>
      <span>{what}</span>
      <span className={styles.quiet}>
        <time dateTime={version.made_at}>
          {today ? formatTime(version.made_at, clock) : formatMoment(version.made_at, clock)}
        </time>
        {version.pending && <> · {t`not sent yet`}</>}
      </span>
    </>
  );
}
