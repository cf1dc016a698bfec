import { useLingui } from '@lingui/react/macro';
import { ArrowDown, ArrowUp, Repeat } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import type { Platform } from '../../../shared/kinds/index.ts';
import type { OccurrenceView, PostCard } from '../../../shared/queries.ts';
import { formatDate, formatWall } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { useIsAddress } from '../../app/router.ts';
import { useNow } from '../../app/use-now.ts';
import { cx } from '../../ui/cx.ts';
import { GridCell, GridHeader, GridRow, GridRowHeader, GridRows } from '../../ui/grid.tsx';
import { PillarDot } from '../../ui/pillar-dot.tsx';
import { PlatformGlyph } from '../../ui/platform-glyph.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { withPost } from '../post/out-times.ts';
import { postState } from '../post/post-state.ts';
import { StateIcon } from '../post/state-icon.tsx';
import { usePostWords } from '../post/use-post-words.ts';
import { useSaidNames, useWarningWords } from '../post/use-warning-words.ts';
import { leaveOut, openOccurrence } from '../recurrence/actions.ts';
import { ChannelChip } from './channel-chip.tsx';
import { LIST_COLUMNS, type Line, type ListColumn, type Listed, type ListSort } from './lines.ts';
import { PostChip, type PressEvent, useOwnTime, WorstMark } from './post-chip.tsx';
import styles from './rows.module.css';
import { useSelection, useWarnings } from './selection.ts';
import { SlotChip } from './slot-chip.tsx';
import { type Cursor, cellId } from './use-cursor.ts';
import { useWindow } from './use-window.ts';
import type { ViewProps } from './view-props.ts';

const LINE_REM = 2;

type RowsProps = ViewProps & { lines: readonly Line[] };

/** Lines below each other, of which those in sight are drawn, and the one with the cursor. */
function Rows({
  lines,
  cursor,
  draw,
}: Pick<RowsProps, 'lines' | 'cursor'> & { draw(line: Line): React.ReactNode }) {
  const scroller = useRef<HTMLDivElement>(null);
  const { from, to, line } = useWindow(scroller, lines.length, LINE_REM);
  const place = cellId(cursor.cursor);
  const current = lines.findIndex((one) => one.type === 'item' && cellId(one.at) === place);
  const drawn = lines.slice(from, to).map((_, index) => from + index);
  if (current >= 0 && (current < from || current >= to)) drawn.push(current);
  const start = lines.findIndex((one) => one.type === 'day' && one.date >= cursor.cursor.date);
  const settled = useRef(false);
  useEffect(() => {
    if (settled.current || start < 0) return;
    settled.current = true;
    if (scroller.current) scroller.current.scrollTop = start * line;
  }, [start, line]);
  return (
    <GridRows ref={scroller} data-scroll="rows" className={styles.scroller}>
      <div className={styles.lines} role="presentation" style={{ blockSize: lines.length * line }}>
        {drawn.map((index) => {
          const one = lines[index];
          if (!one) return null;
          return (
            <GridRow
              key={one.type === 'day' ? one.date : `${one.at.date} ${one.item.key}`}
              className={styles.line}
              aria-rowindex={index + 2}
              style={{ insetBlockStart: index * line, blockSize: line }}
            >
              {draw(one)}
            </GridRow>
          );
        })}
      </div>
    </GridRows>
  );
}

/** Day after day what is planned, and the slots that are free. */
export function AgendaView(props: RowsProps) {
  const { lines, cursor, today, onAdded, onDropAt, onPress } = props;
  return (
    <Rows
      lines={lines}
      cursor={cursor}
      draw={(line) => {
        if (line.type === 'day') {
          return (
            <GridRowHeader className={cx(styles.day, line.date === today && styles.today)}>
              {formatDate(line.date, displayLocale())}
            </GridRowHeader>
          );
        }
        const { item } = line;
        const place = { wall: item.wall, cell: cellId(line.at), tabIndex: cursor.tabIndex(line.at) };
        return (
          <GridCell className={styles.chip}>
            {item.type === 'post' ? (
              <PostChip post={item.post} onPress={onPress} {...place} />
            ) : item.type === 'channel' ? (
              <ChannelChip post={item.post} channels={item.channels} {...place} />
            ) : (
              <SlotChip slot={item.slot} onAdded={onAdded} onDropAt={onDropAt} {...place} />
            )}
          </GridCell>
        );
      }}
    />
  );
}

type ListProps = RowsProps & {
  sort: ListSort;
  onSort(sort: ListSort): void;
  /** Null where only one brand is shown. */
  brandName: ((listed: Listed) => string) | null;
  platformsOf(occurrence: OccurrenceView): Platform[];
};

/** Every post of a month as a table. */
export function ListView({ lines, cursor, sort, onSort, brandName, platformsOf, onPress }: ListProps) {
  const { t } = useLingui();
  const names: Record<ListColumn, string> = {
    when: t`When`,
    title: t`Post`,
    pillar: t`Pillar`,
    channels: t`Channels`,
    state: t`State`,
    brand: t`Brand`,
  };
  return (
    <>
      <GridRow className={cx(styles.head, brandName && styles.withBrand)}>
        {LIST_COLUMNS.filter((column) => column !== 'brand' || brandName).map((column) => {
          const sorted = sort.column === column;
          const Arrow = sort.down ? ArrowDown : ArrowUp;
          return (
            <GridHeader
              key={column}
              className={styles.column}
              aria-sort={sorted ? (sort.down ? 'descending' : 'ascending') : 'none'}
            >
              <button
                type="button"
                className={styles.sorter}
                onClick={() => onSort({ column, down: sorted && !sort.down })}
              >
                {names[column]}
                {sorted && <Arrow size={12} aria-hidden="true" />}
              </button>
            </GridHeader>
          );
        })}
      </GridRow>
      <Rows
        lines={lines}
        cursor={cursor}
        draw={(line) =>
          line.type !== 'item' ? null : line.item.type !== 'slot' ? (
            <ListLine
              post={line.item.post}
              channels={line.item.type === 'channel' ? line.item.channels : null}
              wall={line.item.wall}
              at={cellId(line.at)}
              tabIndex={cursor.tabIndex(line.at)}
              brand={brandName?.(line.item.post) ?? null}
              onPress={onPress}
            />
          ) : (
            line.item.slot.occurrence && (
              <DateLine
                occurrence={line.item.slot.occurrence}
                wall={line.item.wall}
                at={cellId(line.at)}
                tabIndex={cursor.tabIndex(line.at)}
                platforms={platformsOf(line.item.slot.occurrence)}
                brand={brandName?.(line.item.slot.occurrence) ?? null}
              />
            )
          )
        }
      />
    </>
  );
}

type ListLineProps = {
  post: PostCard;
  /** Those that go out at another time than their post, whose line it is; null: the post's. */
  channels: readonly string[] | null;
  wall: string;
  at: string;
  tabIndex: number;
  brand: string | null;
  onPress(event: PressEvent, post: PostCard): void;
};

const ListLine = memo(function ListLine(props: ListLineProps) {
  const { post, channels, wall, at, tabIndex, brand, onPress } = props;
  const { t } = useLingui();
  const words = usePostWords();
  const state = postState(post, useNow());
  const targets = channels
    ? post.targets.filter(({ connection_id }) => channels.includes(connection_id))
    : withPost(post.targets);
  const chosen = useSelection(({ ids }) => ids.has(post.id));
  const warnings = useWarningWords(useWarnings(({ byId }) => byId.get(post.id)));
  const saidName = useSaidNames();
  const zoned = useOwnTime(post, wall);
  const own = channels ? null : zoned;
  const open = useIsAddress(`/post/${post.id}`);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a larger target for the pointer; the button is for keys
    <div
      role="presentation"
      className={cx(
        styles.cells,
        brand !== null && styles.withBrand,
        chosen && styles.chosen,
        open && styles.open,
      )}
      onClick={(event) => onPress(event, post)}
    >
      <GridCell className={styles.when} title={own ?? undefined}>
        {formatWall(wall, displayLocale())}
        {own && <small> ({own})</small>}
      </GridCell>
      <GridCell className={styles.name}>
        <button
          type="button"
          data-cell={at}
          data-post={channels ? undefined : post.id}
          tabIndex={tabIndex}
          aria-current={open ? 'true' : undefined}
          title={warnings.map(saidName).join('\n')}
        >
          {words.name(post)}
          <VisuallyHidden>
            {warnings.map((said) => `, ${saidName(said)}`)}
            {chosen && t`, selected`}
            {channels && t`, at a time of its own`}
          </VisuallyHidden>
        </button>
        <WorstMark of={warnings} />
      </GridCell>
      <GridCell className={styles.cell}>
        {post.pillar && (
          <>
            <PillarDot color={post.pillar.color} /> {post.pillar.name}
          </>
        )}
      </GridCell>
      <GridCell className={styles.cell}>
        {targets.map(({ id, connection }) =>
          connection ? <PlatformGlyph key={id} platform={connection.platform} size={14} /> : null,
        )}
      </GridCell>
      <GridCell className={styles.cell}>
        <StateIcon state={state} /> {words.stateName(state)}
      </GridCell>
      {brand !== null && <GridCell className={styles.cell}>{brand}</GridCell>}
    </div>
  );
});

type DateLineProps = Pick<ListLineProps, 'wall' | 'at' | 'tabIndex' | 'brand'> & {
  occurrence: OccurrenceView;
  platforms: readonly Platform[];
};

/** A date of a series that is not a post yet: opening it makes it one. */
function DateLine({ occurrence, wall, at, tabIndex, platforms, brand }: DateLineProps) {
  const { t } = useLingui();
  const words = usePostWords();
  return (
    <div role="presentation" className={cx(styles.cells, brand !== null && styles.withBrand)}>
      <GridCell className={styles.when}>{formatWall(wall, displayLocale())}</GridCell>
      <GridCell className={styles.name}>
        <button
          type="button"
          data-cell={at}
          tabIndex={tabIndex}
          onClick={() => void openOccurrence(occurrence)}
          onKeyDown={(event) => {
            if (event.key !== 'Delete' && event.key !== 'Backspace') return;
            event.preventDefault();
            event.stopPropagation();
            void leaveOut(occurrence.brand_id, occurrence.series_id, occurrence.wall);
          }}
        >
          {words.name(occurrence)}
          <VisuallyHidden>{t`, recurring. Open`}</VisuallyHidden>
        </button>
      </GridCell>
      <GridCell className={styles.cell}>
        {occurrence.pillar && (
          <>
            <PillarDot color={occurrence.pillar.color} /> {occurrence.pillar.name}
          </>
        )}
      </GridCell>
      <GridCell className={styles.cell}>
        {platforms.map((platform) => (
          <PlatformGlyph key={platform} platform={platform} size={14} />
        ))}
      </GridCell>
      <GridCell className={styles.cell}>
        <Repeat size={14} aria-hidden="true" /> {t`Recurring`}
      </GridCell>
      {brand !== null && <GridCell className={styles.cell}>{brand}</GridCell>}
    </div>
  );
}

/** Where the cursor goes through an agenda or a list. */
export const placesOf = (lines: readonly Line[]): Cursor[] =>
  lines.flatMap((line) => (line.type === 'item' ? [line.at] : []));
