import { Trans, useLingui } from '@lingui/react/macro';
import { History } from 'lucide-react';
import { useState } from 'react';
import type { PostView, RevisionView } from '../../../shared/queries.ts';
import { formatMoment, formatTime } from '../../../shared/time/format.ts';
import { now } from '../../app/clock.ts';
import { displayLocale, ownZone } from '../../app/i18n.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Compare } from './compare.tsx';
import styles from './history.module.css';
import { type OlderVersions, useOlderVersions } from './use-older-versions.ts';
import { type Sitting, sittings, withOlder } from './versions.ts';

type HistoryDialogProps = { post: PostView; open: boolean; onClose(): void };

/** Every version of a post: who made it and when, what it said, and back to it. Those of long ago come from the server. */
export function HistoryDialog({ post, open, onClose }: HistoryDialogProps) {
  const { t } = useLingui();
  const older = useOlderVersions(post);
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
      {open && <Versions post={post} older={older} />}
    </Dialog>
  );
}

function Versions({ post, older }: { post: PostView; older: OlderVersions }) {
  const { t } = useLingui();
  const session = useAppState((state) => state.session);
  const me = session.state === 'none' ? null : session.personId;
  const present = useLiveQuery('history', { postId: post.id }).data;
  const members = useLiveQuery('members', { brandId: post.brand_id }).data ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  if (!present) return null;
  const names = new Map(members.map(({ person_id, name }) => [person_id, name]));
  const revisions = withOlder(present, older.rows, names);
  if (revisions.length === 0)
    return older.state === 'more' ? (
      <div className={styles.groups}>
        <p className={styles.nothing}>
          <Trans>Nothing was changed in the last 90 days.</Trans>
        </p>
        <Further {...older} />
      </div>
    ) : (
      <p>
        <Trans>This post has not been changed since it was made.</Trans>
      </p>
    );
  const groups = sittings(revisions);
  const shown = revisions.find(({ id }) => id === chosen) ?? groups[0]?.versions[0];
  const who = ({ madeBy, author, versions }: Sitting) => {
    // Words that lost a merge, and the version that brought them was not asked for yet.
    if (madeBy === null && versions[0]?.conflict) return t`Somebody`;
    // Who began a channel, a part or a brief is not written down with it.
    if (madeBy === null && me !== null && versions[0] && isBegun(versions[0])) return t`Somebody`;
    return madeBy === me || madeBy === null ? t`You` : (author ?? t`Somebody who has left`);
  };
  return (
    <div className={styles.panel}>
      <ol className={styles.groups} aria-label={t`Versions, newest first`}>
        {groups.map((sitting) => (
          <li key={sitting.key}>
            <h3 className={styles.sideTitle}>{who(sitting)}</h3>
            <ol className={styles.versions}>
              {sitting.versions.map((version) => (
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
        {older.state !== 'none' && (
          <li>
            <Further {...older} />
          </li>
        )}
      </ol>
      {shown && <Compare key={shown.id} post={post} version={shown} />}
    </div>
  );
}

/** Which post of its thread a part is, 2 being the first after the post itself; 0 where it is none any more. */
function placeInThread({ parts }: PostView, partId: string | null): number {
  const part = parts.find(({ id, role }) => id === partId && role === 'thread');
  if (!part) return 0;
  const thread = parts.filter((one) => one.role === 'thread' && one.connection_id === part.connection_id);
  return thread.indexOf(part) + 2;
}

const isBegun = ({ version, connection_id, part_id, of_brief }: RevisionView) =>
  version === 1 && (connection_id !== null || part_id !== null || of_brief);

/** The next page of older versions, or that there are no more. */
function Further({ rows, state, offline, busy, load }: OlderVersions) {
  if (state === 'complete')
    return (
      <p className={styles.quiet}>
        {rows.length === 0 ? <Trans>There are no older versions.</Trans> : <Trans>These are all.</Trans>}
      </p>
    );
  return (
    <div className={styles.further}>
      <Button
        size="small"
        icon={<History size={16} aria-hidden="true" />}
        busy={busy}
        disabled={offline}
        onClick={load}
      >
        <Trans>Show older versions</Trans>
      </Button>
      {offline && (
        <p className={styles.quiet}>
          <Trans>You are offline. Older versions are on the server.</Trans>
        </p>
      )}
    </div>
  );
}

function VersionLine({ version, post }: { version: RevisionView; post: PostView }) {
  const { t } = useLingui();
  const clock = { zone: ownZone(), ownZone: ownZone(), locale: displayLocale() };
  const today = new Date(version.made_at).toDateString() === now().toDateString();
  const channel =
    post.targets.find((one) => one.connection_id === version.connection_id)?.connection?.handle ??
    t`a channel`;
  const begun = 'by_hand' in version.words && version.words.text === null;
  const firstComment = 'role' in version.words && version.words.role === 'first_comment';
  const place = placeInThread(post, version.part_id);
  const causes: Record<string, string> = {
    'post.create': t`Written`,
    'post.edit': t`Edited`,
    'post.schedule': t`Planned`,
    'post.unschedule': t`Taken off the calendar`,
    'post.restore': t`Brought back`,
    'publish.now': t`Published now`,
    'part.remove': firstComment ? t`First comment taken away` : t`Taken out of the thread`,
    ...(begun && { 'target.create': t`${channel} added` }),
    'target.options': t`What ${channel} is told`,
    'target.showAs': t`How ${channel} shows it`,
    'target.byHand': t`Who sends it to ${channel}`,
  };
  const what =
    version.conflict !== null
      ? t`Set aside in a conflict`
      : version.of_brief
        ? t`The brief`
        : version.part_id !== null && version.cause !== 'part.remove'
          ? firstComment
            ? t`First comment`
            : place > 0
              ? t`Part ${place} of the thread`
              : t`A part of the thread`
          : version.connection_id !== null && version.part_id === null && !(version.cause in causes)
            ? t`Words for ${channel}`
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
