import { Trans, useLingui } from '@lingui/react/macro';
import { Repeat } from 'lucide-react';
import { useState } from 'react';
import type { PostView } from '../../../shared/queries.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { isLocked } from '../post/post-state.ts';
import { endSeries, pauseSeries } from './actions.ts';
import styles from './recurrence.module.css';
import { RepeatDialog } from './repeat-dialog.tsx';
import { useRuleWords } from './use-rule-words.ts';

/** Whether and how a post comes again; nothing for an idea, which has no time to come again at. */
export function Repeats({ post }: { post: PostView }) {
  const { t } = useLingui();
  const say = useRuleWords();
  const [open, setOpen] = useState(false);
  const known = useLiveQuery('seriesOfPost', { postId: post.id }).data;
  const { wall_time, time_zone } = post;
  if (known === undefined || wall_time === null || time_zone === null) return null;
  if (known === null && isLocked(post)) return null;
  const notes = [
    ...(known?.own && !isLocked(post) ? [t`Changed on this date`] : []),
    ...(known?.series.paused ? [t`Paused`] : []),
  ];
  return (
    <div className={styles.repeats}>
      {known === null ? (
        <Button size="small" icon={<Repeat size={14} aria-hidden="true" />} onClick={() => setOpen(true)}>
          <Trans>Repeat…</Trans>
        </Button>
      ) : (
        <>
          <p className={styles.words}>
            <Repeat size={14} aria-hidden="true" />
            <span className={styles.stands}>
              <span>{say(known.series)}</span>
              {notes.length > 0 && <span className={styles.quiet}>{notes.join(' · ')}</span>}
            </span>
          </p>
          <Button size="small" onClick={() => setOpen(true)}>
            <Trans>Change…</Trans>
          </Button>
          <Button
            size="small"
            look="quiet"
            onClick={() => void pauseSeries(known.series, !known.series.paused)}
          >
            {known.series.paused ? <Trans>Resume</Trans> : <Trans>Pause</Trans>}
          </Button>
          <Menu
            align="end"
            trigger={
              <Button size="small" look="quiet" aria-label={t`End the recurring post`}>
                <Trans>End…</Trans>
              </Button>
            }
          >
            <MenuItem onSelect={() => void endSeries(known.series, known.occurrence, post, 'later')}>
              <Trans>From this date on</Trans>
            </MenuItem>
            <MenuItem danger onSelect={() => void endSeries(known.series, known.occurrence, post, 'all')}>
              <Trans>All dates</Trans>
            </MenuItem>
          </Menu>
        </>
      )}
      {open && (
        <RepeatDialog post={{ ...post, wall_time, time_zone }} known={known} onClose={() => setOpen(false)} />
      )}
    </div>
  );
}
