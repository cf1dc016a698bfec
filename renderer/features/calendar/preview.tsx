import { Trans, useLingui } from '@lingui/react/macro';
import { plainly, spokenOn } from '../../../shared/mentions/tokens.ts';
import { outgoingText } from '../../../shared/publishing/outgoing-text.ts';
import { go } from '../../app/router.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { PillarDot } from '../../ui/pillar-dot.tsx';
import { PlatformGlyph } from '../../ui/platform-glyph.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { usePeople } from '../mentions/use-people.ts';
import { postState } from '../post/post-state.ts';
import { SeverityIcon } from '../post/severity-icon.tsx';
import { StateIcon } from '../post/state-icon.tsx';
import { usePostWords } from '../post/use-post-words.ts';
import { useSaidNames, useWarningWords } from '../post/use-warning-words.ts';
import styles from './plan-bar.module.css';
import { useWarnings } from './selection.ts';

/** A post to be read, not to be changed: Space shows it and takes it away. */
export function Preview({ id, onClose }: { id: string; onClose(): void }) {
  const { t } = useLingui();
  const zone = useBrand().time_zone;
  const words = usePostWords();
  const now = useNow();
  const post = useLiveQuery('post', { id }).data;
  const warnings = useWarningWords(useWarnings(({ byId }) => byId.get(id)));
  const people = usePeople();
  const saidName = useSaidNames();
  if (!post) return null;
  const state = postState(post, now);
  const text = outgoingText(post, null, plainly);
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={words.name(post)}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Close</Trans>
          </Button>
          <Button
            look="primary"
            onClick={() => {
              onClose();
              go(`/post/${id}`);
            }}
          >
            <Trans>Open</Trans>
          </Button>
        </>
      }
    >
      <div className={styles.preview}>
        <p className={styles.previewLine}>
          <StateIcon state={state} /> {words.stateName(state)}
          {post.scheduled_at && <TimeText at={post.scheduled_at} zone={zone} />}
          {post.pillar && (
            <>
              <PillarDot color={post.pillar.color} /> {post.pillar.name}
            </>
          )}
          {post.targets.map(({ id: target, connection }) =>
            connection ? <PlatformGlyph key={target} platform={connection.platform} /> : null,
          )}
        </p>
        {warnings.map((said) => (
          <p key={said.key} className={styles.previewLine}>
            <SeverityIcon severity={said.severity} /> {saidName(said)} {said.next}
          </p>
        ))}
        <div className={styles.previewWords}>{text || t`No words yet`}</div>
        {post.targets.map(
          ({ id: target, connection, scheduled_at }) =>
            scheduled_at && (
              <p key={target} className={styles.previewLine}>
                {connection && <PlatformGlyph platform={connection.platform} />} {t`goes out`}{' '}
                <TimeText at={scheduled_at} zone={zone} />
              </p>
            ),
        )}
        {post.targets
          .filter((target) => target.text !== null)
          .map((target) => (
            <div key={target.id}>
              <p className={styles.previewLine}>
                {target.connection && <PlatformGlyph platform={target.connection.platform} />} {t`says`}
              </p>
              <div className={styles.previewWords}>
                {spokenOn(target.connection?.platform ?? null, people)(target.text ?? '')}
              </div>
            </div>
          ))}
        {post.notes.trim() && (
          <div>
            <p className={styles.previewLine}>{t`Notes`}</p>
            <div className={styles.previewWords}>{post.notes}</div>
          </div>
        )}
      </div>
    </Dialog>
  );
}
