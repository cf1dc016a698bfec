import { useLingui } from '@lingui/react/macro';
import type { PostCard } from '../../../shared/queries.ts';
import { weekdayOf } from '../../../shared/time/calendar.ts';
import { formatDate, weekdayName } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { go } from '../../app/router.ts';
import { cx } from '../../ui/cx.ts';
import { GridCell, GridHeader, GridRow, GridRowHeader } from '../../ui/grid.tsx';
import { PillarDot } from '../../ui/pillar-dot.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './calendar.module.css';
import { ChannelChip } from './channel-chip.tsx';
import type { Lane } from './lanes.ts';
import { PostChip } from './post-chip.tsx';
import { addressOf } from './range.ts';
import { SlotChip } from './slot-chip.tsx';
import { cellId } from './use-cursor.ts';
import { usePostDrop } from './use-drag.ts';
import type { ViewProps } from './view-props.ts';

type LanesProps = ViewProps & {
  lanes: readonly Lane[];
  onDropInLane(post: PostCard, date: string, lane: string, copy: boolean): void;
};

/** Chips of one lane and day that are drawn; a lane is to be taken in at a glance. */
const MOST = 30;

/** A row for each brand, channel or pillar, a column for each day. */
export function LanesView(props: LanesProps) {
  const { range, today, lanes, items } = props;
  const { t } = useLingui();
  const days = { '--days': range.dates.length };
  return (
    <div className={styles.lanes} role="presentation">
      <GridRow className={cx(styles.weekRow, styles.laneRow, styles.weekdays)} style={days}>
        {range.dates.map((date) => (
          <GridHeader key={date} className={styles.weekday}>
            {weekdayName(weekdayOf(date), displayLocale())}{' '}
            <span className={cx(styles.date, date === today && styles.today)}>{Number(date.slice(8))}</span>
          </GridHeader>
        ))}
      </GridRow>
      {lanes.map((lane, index) => {
        const count = range.dates.reduce(
          (sum, date) => sum + (items.get(date) ?? []).filter((item) => item.lane === lane.id).length,
          0,
        );
        return (
          <GridRow key={lane.id} className={cx(styles.weekRow, styles.laneRow)} style={days}>
            <GridRowHeader className={styles.laneName}>
              {lane.color !== null && <PillarDot color={lane.color} />}
              <span>{lane.name}</span>
              <span className={styles.laneCount} aria-hidden="true">
                {count}
              </span>
              <VisuallyHidden>{t`, posts: ${count}`}</VisuallyHidden>
            </GridRowHeader>
            {range.dates.map((date) => (
              <LaneCell key={date} lane={lane.id} first={index === 0} date={date} {...props} />
            ))}
          </GridRow>
        );
      })}
    </div>
  );
}

function LaneCell({
  lane,
  first,
  date,
  items,
  today,
  cursor,
  onAdded,
  onDropAt,
  onDropInLane,
  onPress,
}: Omit<LanesProps, 'lanes'> & { lane: string; first: boolean; date: string }) {
  const { t } = useLingui();
  const { ref, over } = usePostDrop<HTMLDivElement>((post, { copy }) => onDropInLane(post, date, lane, copy));
  const day = items.get(date) ?? [];
  const own = day.flatMap((item, index) => (item.lane === lane ? [{ item, index }] : []));
  const self = { date, item: -1 };
  return (
    <GridCell
      ref={ref}
      className={cx(styles.laneCell, date < today && styles.past, over && styles.dayOver)}
      // One cell stands for the day; the others are walked through by what is in them.
      {...(first && { 'data-cell': cellId(self), tabIndex: cursor.tabIndex(self) })}
    >
      {first && <VisuallyHidden>{formatDate(date, displayLocale())}</VisuallyHidden>}
      {own.slice(0, MOST).map(({ item, index }) => {
        const cell = { date, item: index };
        const place = { wall: item.wall, cell: cellId(cell), tabIndex: cursor.tabIndex(cell) };
        return item.type === 'post' ? (
          <PostChip key={item.key} post={item.post} onPress={onPress} {...place} />
        ) : item.type === 'channel' ? (
          <ChannelChip key={item.key} post={item.post} channels={item.channels} {...place} />
        ) : (
          <SlotChip key={item.key} slot={item.slot} onAdded={onAdded} onDropAt={onDropAt} {...place} />
        );
      })}
      {own.length > MOST && (
        <button
          type="button"
          className={styles.more}
          tabIndex={-1}
          onClick={() => go(addressOf('list', date))}
        >
          {t`${own.length - MOST} more`}
        </button>
      )}
    </GridCell>
  );
}
