import { useLingui } from '@lingui/react/macro';
import { Repeat } from 'lucide-react';
import type { OccurrenceView } from '../../../shared/queries.ts';
import { formatWallTime } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { PillarDot } from '../../ui/pillar-dot.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { postName } from '../post/post-state.ts';
import { leaveOut, openOccurrence } from '../recurrence/actions.ts';
import styles from './occurrence-chip.module.css';

type OccurrenceChipProps = { occurrence: OccurrenceView; wall: string; cell: string; tabIndex: number };

/** A date of a series that is not a post yet. Opening it makes it one; Delete leaves it out. */
export function OccurrenceChip({ occurrence, wall, cell, tabIndex }: OccurrenceChipProps) {
  const { t } = useLingui();
  const time = formatWallTime(wall, displayLocale());
  const title = postName(occurrence) || t`Untitled`;
  return (
    <button
      type="button"
      className={styles.chip}
      data-cell={cell}
      tabIndex={tabIndex}
      onClick={() => void openOccurrence(occurrence)}
      onKeyDown={(event) => {
        if (event.key !== 'Delete' && event.key !== 'Backspace') return;
        event.preventDefault();
        event.stopPropagation();
        void leaveOut(occurrence.brand_id, occurrence.series_id, occurrence.wall);
      }}
    >
      <PillarDot color={occurrence.pillar?.color ?? null} />
      <time className={styles.time}>{time}</time> <span className={styles.title}>{title}</span>
      <VisuallyHidden>{t`, recurring. Open`}</VisuallyHidden>
      <Repeat size={12} className={styles.sign} aria-hidden="true" />
    </button>
  );
}
