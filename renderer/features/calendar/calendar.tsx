import { useLingui } from '@lingui/react/macro';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import type { PostView } from '../../../shared/queries.ts';
import { addDays, today as todayIn } from '../../../shared/time/calendar.ts';
import { formatMonth } from '../../../shared/time/format.ts';
import { instantToWall, wallToInstant } from '../../../shared/time/wall.ts';
import { useCommands } from '../../app/commands.ts';
import { explain } from '../../app/errors.ts';
import { displayLocale } from '../../app/i18n.ts';
import { go } from '../../app/router.ts';
import type { Params } from '../../app/routes.tsx';
import { useSetting } from '../../app/settings.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { Banner } from '../../ui/banner.tsx';
import { cx } from '../../ui/cx.ts';
import { Grid } from '../../ui/grid.tsx';
import { FirstWeek } from '../first-run/first-week.tsx';
import { deletePost, movePost } from '../post/actions.ts';
import { startPost } from '../post/new-post.ts';
import { whenAt } from '../post/slots.ts';
import { useSlots } from '../post/use-slots.ts';
import styles from './calendar.module.css';
import { CalendarHeader } from './calendar-header.tsx';
import { dayItems, timeOfMinutes } from './day-items.ts';
import { MonthView, shownItems } from './month-view.tsx';
import { PillarBalance } from './pillar-balance.tsx';
import { addressOf, rangeOf, readAddress, type View } from './range.ts';
import { useCursor } from './use-cursor.ts';
import { WeekView } from './week-view.tsx';

const USUAL_TIME = '09:00';
const NONE: PostView[] = [];

/** Month and week: posts and the empty slots between them, on the brand's clock. */
export default function Calendar({ params }: { params: Params }) {
  const { t } = useLingui();
  const brand = useBrand();
  const zone = brand.time_zone;
  const now = useNow();
  const today = todayIn(zone, now);
  const [lastView, setLastView] = useSetting('calendarView');
  const { view, date } = readAddress(params, lastView, today);
  useEffect(() => {
    if (view !== lastView) setLastView(view);
  }, [view, lastView, setLastView]);

  const range = useMemo(
    () => rangeOf(view, date, brand.week_starts_on, zone),
    [view, date, brand.week_starts_on, zone],
  );
  const query = useLiveQuery('calendar', {
    brandId: brand.id,
    from: range.from,
    to: range.to,
    timeZone: zone,
  });
  const pillars = useLiveQuery('pillars', { brandId: brand.id }).data ?? [];
  const slots = useSlots();
  const posts = query.data ?? NONE;
  const open = useMemo(() => slots.between(range.fromInstant, range.toInstant), [slots, range]);
  const all = useMemo(() => dayItems(posts, open, range.dates, zone), [posts, open, range, zone]);
  // The cursor walks through what is drawn.
  const items = useMemo(
    () => (view === 'week' ? all : new Map([...all].map(([day, each]) => [day, shownItems(each)]))),
    [all, view],
  );

  const root = useRef<HTMLDivElement>(null);
  const cursor = useCursor({ range, items, today, root });

  // On a small window today may be below the fold.
  const ready = query.data !== undefined;
  useEffect(() => {
    if (ready) root.current?.querySelector('[aria-current="date"]')?.scrollIntoView({ block: 'nearest' });
  }, [ready]);

  /** The time one would choose first on a day: its first open slot, else nine, else the next full hour; null when it is over. */
  function firstTimeOn(day: string) {
    const slot = open.find((one) => instantToWall(one.instant, zone).startsWith(day));
    if (slot) return slot.when;
    const nowWall = instantToWall(now, zone);
    const nextHour = `${day}T${timeOfMinutes((Number(nowWall.slice(11, 13)) + 1) * 60)}`;
    const wall = [`${day}T${USUAL_TIME}`, nextHour].find((one) => one > nowWall);
    return wall ? whenAt(wall, zone, open) : null;
  }
  function startOnDay(day: string) {
    if (day >= today) startPost(firstTimeOn(day));
  }
  function startAt(wall: string) {
    if (wallToInstant(wall, zone) > now) startPost(whenAt(wall, zone, open));
  }

  function moveTo(post: PostView, wall: string) {
    if (post.scheduled_at === wallToInstant(wall, zone)) return;
    void movePost(post, whenAt(wall, zone, open));
  }
  const dropOnDay = (post: PostView, day: string) =>
    moveTo(
      post,
      `${day}T${post.scheduled_at ? instantToWall(post.scheduled_at, zone).slice(11) : USUAL_TIME}`,
    );

  const current = items.get(cursor.cursor.date)?.[cursor.cursor.item];
  const post = current?.type === 'post' ? current.post : null;

  /** Alt and an arrow move a post: by days, on the week view up and down by an hour, on the month view by a week. */
  function nudge(key: string): boolean {
    if (!post?.scheduled_at || !key.startsWith('Arrow')) return false;
    const wall = instantToWall(post.scheduled_at, zone);
    const [day, time] = [wall.slice(0, 10), wall.slice(11)];
    const forward = document.documentElement.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    if (key === 'ArrowLeft' || key === 'ArrowRight') {
      moveTo(post, `${addDays(day, key === forward ? 1 : -1)}T${time}`);
    } else if (view === 'month') {
      moveTo(post, `${addDays(day, key === 'ArrowDown' ? 7 : -7)}T${time}`);
    } else {
      const hours = key === 'ArrowDown' ? 1 : -1;
      moveTo(
        post,
        instantToWall(new Date(Date.parse(post.scheduled_at) + hours * 3_600_000).toISOString(), zone),
      );
    }
    return true;
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey) return;
    const onDay = event.target instanceof HTMLElement && event.target.role === 'gridcell';
    let done = false;
    if (event.altKey) done = nudge(event.key);
    else if (event.key === 'Enter' && onDay) {
      startOnDay(cursor.cursor.date);
      done = true;
    } else if ((event.key === 'Delete' || event.key === 'Backspace') && post) {
      void deletePost(post);
      done = true;
    } else if (!event.shiftKey) done = cursor.walk(event);
    if (done) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  const startNext = () => startPost(slots.next?.when ?? null);
  const group = t`Calendar`;
  const show = (next: View) => go(addressOf(next, date), { replace: true });
  useCommands([
    { id: 'post.new', group, title: t`New post in the next free slot`, keys: 'n', run: startNext },
    {
      id: 'calendar.today',
      group,
      title: t`Go to today`,
      keys: 't',
      run: () => go(addressOf(view, today), { replace: true }),
    },
    { id: 'calendar.month', group, title: t`Show the month`, keys: 'm', run: () => show('month') },
    { id: 'calendar.week', group, title: t`Show the week`, keys: 'w', run: () => show('week') },
    {
      id: 'calendar.next',
      group,
      title: t`Go to the next free slot`,
      keys: 'f',
      run() {
        if (!slots.next) return;
        const { instant, when } = slots.next;
        const day = instantToWall(instant, zone).slice(0, 10);
        const item = items.get(day)?.findIndex((one) => one.key === when.slot_key) ?? -1;
        cursor.moveTo({ date: day, item });
      },
    },
  ]);

  useCommands([
    ...(
      [
        ['arrowup arrowdown', t`Walk through days, posts and slots`],
        ['enter', t`Open, or start a post`],
        ['alt+arrowright', t`Move the post by a day`],
        ['alt+arrowdown', view === 'month' ? t`Move the post by a week` : t`Move the post by an hour`],
        ['delete', t`Delete the post`],
        ['pagedown', view === 'month' ? t`Next month` : t`Next week`],
      ] as const
    ).map(([keys, title]) => ({ id: `key:${keys}`, group, title, keys, listOnly: true, run: () => {} })),
  ]);

  const View = view === 'month' ? MonthView : WeekView;
  const problem = query.error && explain(query.error.code, query.error.message);
  return (
    <div className={styles.screen}>
      <CalendarHeader range={range} today={today} onNew={startNext} />
      <PillarBalance posts={posts} pillars={pillars} />
      <FirstWeek onWrite={startNext} />
      {problem && (
        <div className={styles.notice}>
          <Banner tone="error" live title={problem.title}>
            {problem.next}
          </Banner>
        </div>
      )}
      <Grid
        ref={root}
        className={cx(styles.grid, view === 'month' && styles.monthGrid)}
        aria-label={view === 'month' ? formatMonth(date.slice(0, 7), displayLocale()) : t`Week`}
        aria-busy={query.data === undefined}
        onKeyDown={onKeyDown}
        onFocus={(event) => cursor.onFocus(event.target)}
      >
        <View
          range={range}
          items={all}
          ready={ready && slots.ready}
          today={today}
          nowWall={instantToWall(now, zone)}
          cursor={cursor}
          onAdded={cursor.await}
          onDropOnDay={dropOnDay}
          onDropAt={moveTo}
          onStartOnDay={startOnDay}
          onStartAt={startAt}
        />
      </Grid>
    </div>
  );
}
