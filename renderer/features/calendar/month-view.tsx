import { useLingui } from '@lingui/react/macro';
import { monthOf, weekdayOf } from '../../../shared/time/calendar.ts';
import { formatDate, formatDay, weekdayName } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { go } from '../../app/router.ts';
import { cx } from '../../ui/cx.ts';
import { GridCell, GridHeader, GridRow } from '../../ui/grid.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './calendar.module.css';
import { ChannelChip } from './channel-chip.tsx';
import type { DayItem } from './day-items.ts';
import { PostChip } from './post-chip.tsx';
import { addressOf } from './range.ts';
import { SlotChip } from './slot-chip.tsx';
import { cellId } from './use-cursor.ts';
import { usePostDrop } from './use-drag.ts';
import type { ViewProps } from './view-props.ts';

/** Things drawn on one day; the rest are a press away in the week view. */
export const MOST = 5;

/** Days with no more than this give each post a second line, so that its name can be read. */
const ROOMY = 2;

/** The things of a day that are drawn: empty slots give way to posts. */
export function shownItems(items: readonly DayItem[]): readonly DayItem[] {
  if (items.length <= MOST) return items;
  const posts = items.filter((item) => item.type !== 'slot');
  const slots = items.filter((item) => item.type === 'slot').slice(0, Math.max(0, MOST - posts.length));
  const kept = new Set<DayItem>([...posts.slice(0, MOST), ...slots]);
  return items.filter((item) => kept.has(item));
}

export function MonthView(props: ViewProps) {
  const { range } = props;
  return (
    <>
      <GridRow className={cx(styles.week, styles.weekdays)}>
        {range.weeks[0]?.map((date) => (
          <GridHeader key={date} className={styles.weekday}>
            {weekdayName(weekdayOf(date), displayLocale())}
          </GridHeader>
        ))}
      </GridRow>
      {range.weeks.map((week) => (
        <GridRow key={week[0]} className={cx(styles.week, styles.monthWeek)}>
          {week.map((date) => (
            <Day key={date} date={date} {...props} />
          ))}
        </GridRow>
      ))}
    </>
  );
}

function Day({
  date,
  range,
  items,
  today,
  cursor,
  countOn,
  onAdded,
  onDropOnDay,
  onDropAt,
  onPress,
  onStartOnDay,
}: ViewProps & { date: string }) {
  const { t } = useLingui();
  const { ref, over } = usePostDrop<HTMLDivElement>((post, { copy }) => onDropOnDay(post, date, copy));
  const all = items.get(date) ?? [];
  const shown = shownItems(all);
  const read = all.filter((item) => item.type === 'post').length;
  const more = Math.max(countOn(date), read) - read + all.length - shown.length;
  const dateName = formatDate(date, displayLocale());
  const self = { date, item: -1 };
  const first = date.endsWith('-01');
  return (
    <GridCell
      ref={ref}
      className={cx(
        styles.day,
        monthOf(date) !== monthOf(range.date) && styles.outside,
        date < today && styles.past,
        over && styles.dayOver,
      )}
      aria-current={date === today ? 'date' : undefined}
      data-cell={cellId(self)}
      tabIndex={cursor.tabIndex(self)}
      onClick={(event) => event.target === event.currentTarget && onStartOnDay(date)}
    >
      <span className={cx(styles.date, date === today && styles.today)} aria-hidden="true">
        {first ? formatDay(date, displayLocale()) : Number(date.slice(8))}
      </span>
      <VisuallyHidden>{dateName}</VisuallyHidden>
      {shown.map((item, index) => {
        const cell = { date, item: index };
        const place = { wall: item.wall, cell: cellId(cell), tabIndex: cursor.tabIndex(cell) };
        return item.type === 'post' ? (
          <PostChip
            key={item.key}
            post={item.post}
            tall={shown.length <= ROOMY}
            onPress={onPress}
            {...place}
          />
        ) : item.type === 'channel' ? (
          <ChannelChip
            key={item.key}
            post={item.post}
            channels={item.channels}
            tall={shown.length <= ROOMY}
            {...place}
          />
        ) : (
          <SlotChip key={item.key} slot={item.slot} onAdded={onAdded} onDropAt={onDropAt} {...place} />
        );
      })}
      {more > 0 && (
        <button
          type="button"
          className={styles.more}
          tabIndex={-1}
          onClick={() => go(addressOf('day', date))}
        >
          {t`${more} more`}
        </button>
      )}
    </GridCell>
  );
}
