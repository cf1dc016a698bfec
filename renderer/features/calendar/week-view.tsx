import { useLingui } from '@lingui/react/macro';
import { type MouseEvent, useEffect, useRef } from 'react';
import { weekdayOf } from '../../../shared/time/calendar.ts';
import { formatDate, formatWallTime, weekdayName } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { go } from '../../app/router.ts';
import { cx } from '../../ui/cx.ts';
import { GridCell, GridHeader, GridRow, GridRows } from '../../ui/grid.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './calendar.module.css';
import { ChannelChip } from './channel-chip.tsx';
import { hoursOf, minutesOf, placeInLanes, timeOfMinutes } from './day-items.ts';
import { PostChip } from './post-chip.tsx';
import { addressOf } from './range.ts';
import { SlotChip } from './slot-chip.tsx';
import { cellId } from './use-cursor.ts';
import { usePostDrop } from './use-drag.ts';
import type { ViewProps } from './view-props.ts';

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** Minutes a chip covers: its height on the day's scale. */
const CHIP_MINUTES = 55;
/** Where a drop or a press lands. */
const SNAP_MINUTES = 15;
const USUAL_START_HOUR = 7;
const LATEST_START_HOUR = 14;

export function WeekView(props: ViewProps) {
  const { range, ready, today, nowWall } = props;
  const body = useRef<HTMLDivElement>(null);
  const now = minutesOf(nowWall);
  const showsToday = range.dates.includes(today);

  // Opens where the week has something, else in the morning: nobody plans at three at night.
  const first = [...props.items.values()]
    .flat()
    .reduce((least, item) => Math.min(least, minutesOf(item.wall)), Infinity);
  const start = Number.isFinite(first) ? Math.min(first / 60 - 0.5, LATEST_START_HOUR) : USUAL_START_HOUR;
  const settled = useRef<string | null>(null);
  useEffect(() => {
    const element = body.current;
    // Once per week shown; after that the scrolling is the person's.
    if (!element || !ready || settled.current === range.from) return;
    settled.current = range.from;
    element.scrollTop = (element.scrollHeight / 24) * start;
  }, [range.from, ready, start]);

  return (
    <>
      <GridRow className={cx(styles.weekRow, styles.weekdays)} style={{ '--days': range.dates.length }}>
        {range.dates.map((date) => (
          <GridHeader key={date} className={styles.weekday}>
            {weekdayName(weekdayOf(date), displayLocale())}{' '}
            <span className={cx(styles.date, date === today && styles.today)}>{Number(date.slice(8))}</span>
            <ClockChange date={date} zone={props.zone} />
            <More date={date} items={props.items} count={props.countOn(date)} />
          </GridHeader>
        ))}
      </GridRow>
      <GridRows ref={body} data-scroll="hours" className={styles.weekScroll}>
        <GridRow className={cx(styles.weekRow, styles.weekBody)} style={{ '--days': range.dates.length }}>
          <div className={styles.hours} aria-hidden="true">
            {HOURS.slice(1).map((hour) => (
              <time key={hour} style={{ '--at': hour * 60 }}>
                {formatWallTime(timeOfMinutes(hour * 60), displayLocale())}
              </time>
            ))}
            {showsToday && (
              <time className={styles.nowTime} style={{ '--at': now }}>
                {formatWallTime(nowWall, displayLocale())}
              </time>
            )}
          </div>
          {range.dates.map((date) => (
            <Column key={date} date={date} {...props} />
          ))}
        </GridRow>
      </GridRows>
    </>
  );
}

/** Posts beyond those that are drawn. */
function More({ date, items, count }: { date: string; items: ViewProps['items']; count: number }) {
  const { t } = useLingui();
  const more = count - (items.get(date) ?? []).filter((item) => item.type === 'post').length;
  if (more <= 0) return null;
  return (
    <button type="button" className={styles.more} tabIndex={-1} onClick={() => go(addressOf('list', date))}>
      {t`${more} more`}
    </button>
  );
}

/** Says it where a day has no 24 hours. */
function ClockChange({ date, zone }: { date: string; zone: string }) {
  const { t } = useLingui();
  const hours = hoursOf(date, zone);
  if (hours === 24) return null;
  return (
    <small className={styles.clockChange}>{hours < 24 ? t`Clocks go forward` : t`Clocks go back`}</small>
  );
}

function Column({
  date,
  items,
  today,
  nowWall,
  cursor,
  onAdded,
  onDropAt,
  onPress,
  onStartAt,
}: ViewProps & { date: string }) {
  const { ref, over } = usePostDrop<HTMLDivElement>((post, { top, copy }) =>
    onDropAt(post, wallAt(top), copy),
  );
  const wallAt = (top: number) => {
    const height = ref.current?.clientHeight ?? 1;
    const minutes = Math.round(((top / height) * 24 * 60) / SNAP_MINUTES) * SNAP_MINUTES;
    return `${date}T${timeOfMinutes(Math.min(minutes, 24 * 60 - SNAP_MINUTES))}`;
  };
  const day = items.get(date) ?? [];
  const dateName = formatDate(date, displayLocale());
  const self = { date, item: -1 };

  function onClick(event: MouseEvent<HTMLDivElement>) {
    if (event.target !== event.currentTarget) return;
    onStartAt(wallAt(event.clientY - event.currentTarget.getBoundingClientRect().top));
  }

  return (
    <GridCell
      ref={ref}
      className={cx(styles.column, date < today && styles.past)}
      aria-current={date === today ? 'date' : undefined}
      data-cell={cellId(self)}
      tabIndex={cursor.tabIndex(self)}
      onClick={onClick}
    >
      <VisuallyHidden>{dateName}</VisuallyHidden>
      {date === today && (
        <div className={styles.now} style={{ '--at': minutesOf(nowWall) }} aria-hidden="true" />
      )}
      {placeInLanes(day, CHIP_MINUTES).map(({ item, lane, lanes }) => {
        const cell = { date, item: day.indexOf(item) };
        const place = { wall: item.wall, cell: cellId(cell), tabIndex: cursor.tabIndex(cell) };
        return (
          <div
            key={item.key}
            className={styles.placed}
            style={{ '--at': minutesOf(item.wall), '--lane': lane, '--lanes': lanes }}
          >
            {item.type === 'post' ? (
              <PostChip tall post={item.post} onPress={onPress} {...place} />
            ) : item.type === 'channel' ? (
              <ChannelChip post={item.post} channels={item.channels} tall {...place} />
            ) : (
              <SlotChip slot={item.slot} onAdded={onAdded} onDropAt={onDropAt} {...place} />
            )}
          </div>
        );
      })}
      {over && (
        <div className={styles.dropLine} style={{ '--at': minutesOf(wallAt(over.top)) }} aria-hidden="true">
          <time>{formatWallTime(wallAt(over.top), displayLocale())}</time>
        </div>
      )}
    </GridCell>
  );
}
