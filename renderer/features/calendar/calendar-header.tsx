import { Trans, useLingui } from '@lingui/react/macro';
import { ChevronLeft, ChevronRight, Globe, Plus } from 'lucide-react';
import { monthOf } from '../../../shared/time/calendar.ts';
import { formatDate, formatDay, formatMonth, zoneShortName } from '../../../shared/time/format.ts';
import { nowIso } from '../../app/clock.ts';
import { displayLocale, ownZone } from '../../app/i18n.ts';
import { go } from '../../app/router.ts';
import { useKeysOf } from '../../app/shortcuts/use-keys.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Segments } from '../../ui/tabs.tsx';
import { CalendarMenu } from '../content-calendars/calendar-menu.tsx';
import { zoneLabel } from '../first-run/zone-picker.tsx';
import styles from './calendar.module.css';
import { addressOf, type Range, turn, type View } from './range.ts';

type CalendarHeaderProps = { range: Range; today: string; onNew(): void };

export function CalendarHeader({ range, today, onNew }: CalendarHeaderProps) {
  const { t } = useLingui();
  const { view, date } = range;
  const back: Record<View, string> = {
    month: t`Previous month`,
    week: t`Previous week`,
    day: t`Previous day`,
    agenda: t`Four weeks back`,
    list: t`Previous month`,
  };
  const forward: Record<View, string> = {
    month: t`Next month`,
    week: t`Next week`,
    day: t`Next day`,
    agenda: t`Four weeks on`,
    list: t`Next month`,
  };
  const show = (next: string) => go(addressOf(view, next), { replace: true });
  const keys = useKeysOf();
  const rtl = document.documentElement.dir === 'rtl';
  const [Back, Forward] = rtl ? [ChevronRight, ChevronLeft] : [ChevronLeft, ChevronRight];
  return (
    <header className={styles.header}>
      <h1 className={styles.title} aria-live="polite">
        {titleOf(range)}
      </h1>
      <div className={styles.nav}>
        <IconButton label={back[view]} keys={keys('calendar.back')} onClick={() => show(turn(range, -1))}>
          <Back size={16} aria-hidden="true" />
        </IconButton>
        <Button size="small" onClick={() => show(today)}>
          <Trans>Today</Trans>
        </Button>
        <IconButton
          label={forward[view]}
          keys={keys('calendar.forward')}
          onClick={() => show(turn(range, 1))}
        >
          <Forward size={16} aria-hidden="true" />
        </IconButton>
      </div>
      <Zone />
      <div className={styles.end}>
        <Segments
          label={t`View`}
          value={view}
          onChange={(next) => go(addressOf(next, date))}
          options={[
            { value: 'month', label: t`Month` },
            { value: 'week', label: t`Week` },
            { value: 'day', label: t`Day` },
            { value: 'agenda', label: t`Agenda` },
            { value: 'list', label: t`List` },
          ]}
        />
        <CalendarMenu from={range.from} to={range.to} />
        <Button look="primary" icon={<Plus size={16} aria-hidden="true" />} onClick={onNew}>
          <Trans>New post</Trans>
        </Button>
      </div>
    </header>
  );
}

/** Whose clock this calendar shows; marked when it is not the reader's own. */
function Zone() {
  const { t } = useLingui();
  const zone = useBrand().time_zone;
  const own = ownZone();
  const city = zoneLabel(zone).split(',')[0] ?? zone;
  const short = zoneShortName(nowIso(), zone, displayLocale());
  // In UTC the city and the zone's short name are the same word.
  const clock = city === short ? short : t`${city} time, ${short}`;
  const ownCity = zoneLabel(own).split(',')[0] ?? own;
  return (
    <p className={cx(styles.zone, zone !== own && styles.otherZone)}>
      <Globe size={14} aria-hidden="true" />
      {zone === own ? clock : t`${clock}; you are on ${ownCity} time`}
    </p>
  );
}

function titleOf(range: Range): string {
  if (range.view === 'month' || range.view === 'list')
    return formatMonth(monthOf(range.date), displayLocale());
  return range.view === 'day' ? formatDate(range.date, displayLocale()) : weekTitle(range);
}

/** `23 – 29 Nov 2026`, in the reader's own way of writing a span of days. */
function weekTitle({ from, to }: Range): string {
  const format = new Intl.DateTimeFormat(displayLocale(), {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  return 'formatRange' in format
    ? format.formatRange(Date.parse(from), Date.parse(to))
    : `${formatDay(from, displayLocale())} – ${formatDay(to, displayLocale())}`;
}
