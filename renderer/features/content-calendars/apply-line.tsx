import { Trans, useLingui } from '@lingui/react/macro';
import { CircleAlert, Info } from 'lucide-react';
import type { Row } from '../../../shared/kinds/index.ts';
import type { CalendarLine, LineNote } from '../../../shared/planning/place-calendar.ts';
import { formatDay } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { cx } from '../../ui/cx.ts';
import { PillarDot } from '../../ui/pillar-dot.tsx';
import { PlatformGlyph } from '../../ui/platform-glyph.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import styles from './content-calendars.module.css';

type ApplyLineProps = {
  line: CalendarLine;
  pillar: Row<'pillar'> | null;
  channels: readonly Row<'connection'>[];
  everywhere: boolean;
  onChoose(chosen: boolean): void;
};

/** Notes that stand in the way; the others are only good to know. */
const GRAVE = new Set<LineNote['code']>(['past', 'no_slot', 'paused', 'holiday', 'taken', 'no_channel']);

/** One post that would be made: when, where, what about, and what speaks against it. */
export function ApplyLine({ line, pillar, channels, everywhere, onChoose }: ApplyLineProps) {
  const { t } = useLingui();
  const { entry, when, instant, day, chosen, notes } = line;
  const title = entry.title || entry.topic_angle || entry.caption || t`A post without words`;
  return (
    <li className={cx(styles.line, !chosen && styles.left)}>
      <Checkbox
        label={
          <span className={styles.lineTitle}>
            {instant && when ? (
              <TimeText at={instant} zone={when.time_zone} />
            ) : (
              <span>{formatDay(day, displayLocale())}</span>
            )}
            <span className={styles.words}>{title}</span>
          </span>
        }
        checked={chosen}
        disabled={when === null}
        onChange={onChoose}
      />
      <p className={styles.lineMore}>
        {pillar && (
          <span className={styles.pillar}>
            <PillarDot color={pillar.color} /> {pillar.name}
          </span>
        )}
        {channels.length > 0 && (
          <span className={styles.channels}>
            {[...new Set(channels.map(({ platform }) => platform))].map((platform) => (
              <PlatformGlyph key={platform} platform={platform} size={12} />
            ))}
            {everywhere ? <Trans>every channel</Trans> : channels.map(({ handle }) => handle).join(', ')}
          </span>
        )}
      </p>
      {notes.map((note) => (
        <p key={note.code} className={cx(styles.note, GRAVE.has(note.code) && styles.grave)}>
          {GRAVE.has(note.code) ? (
            <CircleAlert size={14} aria-hidden="true" />
          ) : (
            <Info size={14} aria-hidden="true" />
          )}
          <span>
            <NoteWords note={note} line={line} />
          </span>
        </p>
      ))}
    </li>
  );
}

function NoteWords({ note, line }: { note: LineNote; line: CalendarLine }) {
  const brand = useBrand();
  const day = formatDay(line.day, displayLocale());
  switch (note.code) {
    case 'made':
      return <Trans>Made here before. Taken in, it is made once more.</Trans>;
    case 'past':
      return <Trans>That time has passed.</Trans>;
    case 'outside':
      return <Trans>Its day, {day}, is after the last day.</Trans>;
    case 'holiday':
      return note.name ? <Trans>That day is closed: {note.name}.</Trans> : <Trans>That day is closed.</Trans>;
    case 'paused':
      return <Trans>The schedule “{note.schedule}” is paused, so it has no slots.</Trans>;
    case 'no_slot':
      return <Trans>No schedule has a free slot for it. Give it a time, or add slots.</Trans>;
    case 'moved':
      return note.holiday ? (
        <Trans>
          Meant for {day}, which is closed ({note.holiday}): the next free slot.
        </Trans>
      ) : (
        <Trans>Meant for {day}, which has no free slot: the next one that is.</Trans>
      );
    case 'taken':
      return <Trans>The slot at that time has a post already; this one would stand beside it.</Trans>;
    case 'close':
      return (
        <Trans>
          Less than an hour from “{note.title}”, <TimeText at={note.at} zone={brand.time_zone} show="time" />,
          on the same channel.
        </Trans>
      );
    case 'skipped':
      return (
        <Trans>The clocks go forward that night: {note.wall.slice(11)} does not come, so it is later.</Trans>
      );
    case 'no_channel':
      return <Trans>None of its channels is here any more: a plan without a channel.</Trans>;
  }
}
