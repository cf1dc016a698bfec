import { Trans, useLingui } from '@lingui/react/macro';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { isFiltered, NO_FILTER } from '../../../shared/planning/filter.ts';
import { today as todayIn } from '../../../shared/time/calendar.ts';
import { formatDay } from '../../../shared/time/format.ts';
import { instantToWall, wallToInstant } from '../../../shared/time/wall.ts';
import { useCommands } from '../../app/commands.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { displayLocale } from '../../app/i18n.ts';
import type { Params } from '../../app/router.ts';
import { go } from '../../app/router.ts';
import { useSetting } from '../../app/settings.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useNow } from '../../app/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Grid } from '../../ui/grid.tsx';
import { FirstWeek } from '../first-run/first-week.tsx';
import { shiftChannels } from '../post/channel-date.ts';
import { startPost } from '../post/new-post.ts';
import { whenAt } from '../post/slots.ts';
import { useSlots } from '../post/use-slots.ts';
import { AlikeDialog } from './alike-dialog.tsx';
import styles from './calendar.module.css';
import { CalendarHeader } from './calendar-header.tsx';
import { dayItems, timeOfMinutes } from './day-items.ts';
import { inLanes } from './lanes.ts';
import { LanesView } from './lanes-view.tsx';
import { MonthView, shownItems } from './month-view.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { shiftWall } from './moves.ts';
import { PillarBalance } from './pillar-balance.tsx';
import { PlanBar } from './plan-bar.tsx';
import { Preview } from './preview.tsx';
import { addressOf, rangeOf, readAddress, type View } from './range.ts';
import { AgendaView, ListView, placesOf } from './rows-view.tsx';
import { selection, useSelection, useWarnings } from './selection.ts';
import { SelectionBar } from './selection-bar.tsx';
import { cellId, useCursor } from './use-cursor.ts';
import { useFileDrop } from './use-file-drop.ts';
import { useKeptSelection } from './use-kept-selection.ts';
import { useLanes } from './use-lanes.ts';
import { useLines } from './use-lines.ts';
import { useOccurrences } from './use-occurrences.ts';
import { usePlan, usePlanChoice } from './use-plan.ts';
import { usePlanActions } from './use-plan-actions.ts';
import { usePlanCommands } from './use-plan-commands.ts';
import { useRubberBand } from './use-rubber-band.ts';
import { useStable } from './use-stable.ts';
import type { ViewProps } from './view-props.ts';
import { WeekView } from './week-view.tsx';

const USUAL_TIME = '09:00';

/** The plan as a month, week, day, agenda or list, on the brand's clock, with the empty slots between posts. */
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
  const [choice, choose] = usePlanChoice();
  const plan = usePlan(range, choice);
  const slots = useSlots();
  const actions = usePlanActions(slots, plan.parts);
  const { posts, own, ready } = plan;
  const filtered = isFiltered(choice.filter);
  const open = useMemo(
    () => (filtered ? [] : slots.between(range.fromInstant, range.toInstant)),
    [slots, range, filtered],
  );
  const { slots: repeated, dates } = useOccurrences(range, plan.brandIds, choice.filter);
  const byTime = useMemo(
    () => dayItems(posts, [...open, ...repeated], range.dates, zone, own),
    [posts, own, open, repeated, range, zone],
  );
  const lanes = useLanes(view === 'week' || view === 'day' ? choice.lanes : 'none', plan, dates);
  const all = useMemo(
    () => (lanes ? inLanes(byTime, lanes, choice.lanes) : byTime),
    [byTime, lanes, choice.lanes],
  );
  // The cursor walks through what is drawn.
  const items = useMemo(
    () => (view === 'month' ? new Map([...all].map(([day, each]) => [day, shownItems(each)])) : all),
    [all, view],
  );
  const list = useLines(view, items, today, plan.brandIds.length > 1, plan.parts.connections);

  const root = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => (list ? placesOf(list.lines) : null), [list]);
  const cursor = useCursor({ view: `${brand.id}/calendar`, range, items, today, root, lines });
  const counts = useMemo(() => new Map(plan.days.map(({ date: day, count }) => [day, count])), [plan.days]);

  /** Every place on screen in order, with the post that is there. */
  const places = useMemo(() => {
    const cells =
      lines ?? [...items].flatMap(([day, each]) => [-1, ...each.keys()].map((item) => ({ date: day, item })));
    return cells.map((cell) => {
      const item = items.get(cell.date)?.[cell.item];
      return { cell: cellId(cell), id: item?.type === 'post' ? item.post.id : null };
    });
  }, [items, lines]);
  const order = useMemo(() => places.flatMap(({ id }) => id ?? []), [places]);

  useKeptSelection();
  useRubberBand(root, (ids, add) => selection.set(add ? [...useSelection.getState().ids, ...ids] : ids));

  // On a small window today may be below the fold.
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

  const fileDrop = useFileDrop((day) => (day >= today ? firstTimeOn(day) : null));

  const current = items.get(cursor.cursor.date)?.[cursor.cursor.item];
  const post = current?.type === 'post' ? current.post : null;
  const [previewed, setPreviewed] = useState<string | null>(null);
  const [moving, setMoving] = useState(false);
  const [alike, setAlike] = useState(false);
  const someAlike = useWarnings(({ byId }) => [...byId.values()].some((one) => one.alike.length > 0));

  const onPress = useStable<Parameters<ViewProps['onPress']>, void>((event, pressed) => {
    if (event.shiftKey) selection.extendTo(pressed.id, order);
    else if (event.ctrlKey || event.metaKey) selection.toggle(pressed.id);
    else {
      selection.anchorAt(pressed.id);
      go(`/post/${pressed.id}`);
    }
  });

  /** Alt and an arrow move posts: by days, where hours are drawn up and down by an hour, elsewhere by a week. */
  function nudge(key: string): boolean {
    if (!current || current.type === 'slot' || !key.startsWith('Arrow')) return false;
    const back = document.documentElement.dir === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
    const sideways = key === 'ArrowLeft' || key === 'ArrowRight';
    const way = (sideways ? key === back : key === 'ArrowUp') ? -1 : 1;
    const hours = !sideways && (view === 'week' || view === 'day') && !lanes;
    const by = hours ? { days: 0, minutes: 60 * way } : { days: sideways ? way : 7 * way, minutes: 0 };
    if (current.type === 'post') actions.shift(current.post, by);
    else void shiftChannels(current.post, current.channels, (wall) => shiftWall(wall, by));
    return true;
  }

  /** Shift and an arrow choose everything on the way. */
  function extend(event: KeyboardEvent): boolean {
    const next = cursor.step(event);
    if (!next) return false;
    const here = places.findIndex(({ cell }) => cell === cellId(cursor.cursor));
    const { anchor } = useSelection.getState();
    const from = anchor && order.includes(anchor) ? places.findIndex(({ id }) => id === anchor) : here;
    const item = Math.min(next.item, (items.get(next.date)?.length ?? 0) - 1);
    const to = places.findIndex(({ cell }) => cell === cellId({ ...next, item }));
    if (to >= 0) {
      const ids = places.slice(Math.min(from, to), Math.max(from, to) + 1).flatMap(({ id }) => id ?? []);
      useSelection.setState({ ids: new Set(ids), anchor: places[from]?.id ?? ids[0] ?? null });
    }
    cursor.moveTo(next);
    return true;
  }

  const paste = () => void actions.paste(cursor.cursor.date).then(([first]) => first && cursor.await(first));

  function onMod(key: string): boolean {
    switch (key) {
      case 'a':
        selection.set(order);
        return true;
      case 'c':
        actions.take(post);
        return true;
      case 'v':
        paste();
        return true;
      default:
        return false;
    }
  }

  function onPlainKey(event: KeyboardEvent): boolean {
    const onDay = event.target instanceof HTMLElement && event.target.role === 'gridcell';
    switch (event.key) {
      case 'Enter':
        if (onDay) startOnDay(cursor.cursor.date);
        return onDay;
      case ' ':
        if (post) setPreviewed(post.id);
        return post !== null;
      case 'x':
        if (post) selection.toggle(post.id);
        return post !== null;
      case 'Escape':
        if (useSelection.getState().ids.size === 0) return false;
        selection.clear();
        return true;
      case 'Delete':
      case 'Backspace':
        if (post) void actions.remove(post);
        return post !== null;
      default: {
        const next = cursor.step(event);
        if (next) cursor.moveTo(next);
        return next !== null;
      }
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.target instanceof HTMLInputElement) return;
    const mod = event.ctrlKey || event.metaKey;
    let done: boolean;
    if (mod) done = !event.altKey && !event.shiftKey && onMod(event.key.toLowerCase());
    else if (event.altKey) done = nudge(event.key);
    else if (event.shiftKey) done = extend(event);
    else done = onPlainKey(event);
    if (done) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  const startNext = () => startPost(slots.next?.when ?? null);
  const show = (next: View) => next !== view && go(addressOf(next, cursor.cursor.date));
  usePlanCommands({ view, today, show });
  useCommands([
    {
      id: 'post.new',
      group: t`Calendar`,
      title: t`New post in the next free slot`,
      run: startNext,
    },
    {
      id: 'calendar.move',
      group: t`Calendar`,
      title: t`Move the selected posts`,
      run: () => setMoving(true),
    },
    {
      id: 'calendar.alike',
      group: t`Calendar`,
      title: t`Find posts that say nearly the same`,
      run: () => setAlike(true),
    },
    {
      id: 'calendar.copy',
      group: t`Calendar`,
      title: t`Copy the selected posts`,
      run: () => actions.take(null),
    },
    {
      id: 'calendar.paste',
      group: t`Calendar`,
      title: t`Paste posts on ${formatDay(cursor.cursor.date, displayLocale())}`,
      run: paste,
    },
    {
      id: 'calendar.next',
      group: t`Calendar`,
      title: t`Go to the next free slot`,
      run() {
        if (!slots.next) return;
        const { instant, when } = slots.next;
        const day = instantToWall(instant, zone).slice(0, 10);
        const item = items.get(day)?.findIndex((one) => one.key === when.slot_key) ?? -1;
        cursor.moveTo({ date: day, item });
      },
    },
  ]);

  const viewProps: ViewProps = {
    range,
    zone,
    items: all,
    ready: ready && slots.ready,
    today,
    nowWall: instantToWall(now, zone),
    cursor,
    onAdded: cursor.await,
    countOn: (day) => counts.get(day) ?? 0,
    onDropOnDay: actions.dropOnDay,
    onDropAt: useStable(actions.dropAt),
    onPress,
    onStartOnDay: startOnDay,
    onStartAt(wall) {
      if (wallToInstant(wall, zone) > now) startPost(whenAt(wall, zone, open));
    },
  };
  const empty =
    ready &&
    (list
      ? list.lines.every(({ type }) => type === 'day')
      : filtered && posts.length === 0 && dates.length === 0);
  const names: Record<View, string> = {
    month: t`Month`,
    week: t`Week`,
    day: t`Day`,
    agenda: t`Agenda`,
    list: t`List`,
  };
  const chosen = useSelection(({ ids }) => ids.size);
  return (
    <div className={styles.screen}>
      <CalendarHeader range={range} today={today} onNew={startNext} />
      <PillarBalance counts={plan.pillars} pillars={plan.parts.pillars} />
      {/* One takes the other's place, so that nothing moves. */}
      <div hidden={chosen > 0}>
        <PlanBar
          view={view}
          choice={choice}
          parts={plan.parts}
          onChange={choose}
          onAlike={someAlike ? () => setAlike(true) : null}
          onOpen={(next, kept) => {
            choose(kept);
            show(next);
          }}
        />
      </div>
      <SelectionBar
        pillars={plan.parts.pillars}
        onMove={() => setMoving(true)}
        onPillar={(id) => void actions.setPillar(id)}
        onCopy={() => actions.take(null)}
        onDelete={() => void actions.remove(null)}
      />
      <FirstWeek onWrite={startNext} />
      {plan.error && (
        <div className={styles.notice}>
          <FailureBanner of={plan.error} />
        </div>
      )}
      {empty && (
        <EmptyState
          title={
            filtered ? <Trans>No post matches the filter</Trans> : <Trans>Nothing is planned here</Trans>
          }
          actions={
            filtered ? (
              <Button onClick={() => choose({ filter: NO_FILTER })}>
                <Trans>Show everything</Trans>
              </Button>
            ) : (
              <Button onClick={startNext}>
                <Trans>New post</Trans>
              </Button>
            )
          }
        />
      )}
      <Grid
        ref={root}
        className={cx(styles.grid, view === 'month' && styles.monthGrid)}
        data-scroll="grid"
        aria-label={names[view]}
        aria-multiselectable="true"
        aria-busy={!ready}
        {...(list && { 'aria-rowcount': list.lines.length + 1 })}
        onKeyDown={onKeyDown}
        onFocus={(event) => cursor.onFocus(event.target)}
        {...fileDrop}
      >
        {view === 'month' && <MonthView {...viewProps} />}
        {(view === 'week' || view === 'day') && !lanes && <WeekView {...viewProps} />}
        {lanes && (
          <LanesView
            {...viewProps}
            lanes={lanes}
            onDropInLane={(dropped, day, lane, copy) =>
              actions.dropInLane(dropped, day, lane, choice.lanes, copy)
            }
          />
        )}
        {view === 'agenda' && list && <AgendaView key={range.from} {...viewProps} lines={list.lines} />}
        {view === 'list' && list && <ListView {...viewProps} {...list} />}
      </Grid>
      {moving && chosen > 0 && (
        <MoveDialog
          count={chosen}
          today={today}
          onClose={() => setMoving(false)}
          onMove={(way) => {
            setMoving(false);
            void actions.moveChosen(way);
          }}
        />
      )}
      {alike && <AlikeDialog onClose={() => setAlike(false)} />}
      {previewed && <Preview id={previewed} onClose={() => setPreviewed(null)} />}
    </div>
  );
}
