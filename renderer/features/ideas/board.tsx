import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { useLingui } from '@lingui/react/macro';
import { CalendarClock, CalendarOff } from 'lucide-react';
import { type KeyboardEvent, memo, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { IdeaStage, Row } from '../../../shared/kinds/index.ts';
import { plainly } from '../../../shared/mentions/tokens.ts';
import type { IdeaView } from '../../../shared/queries.ts';
import { formatMonth, formatWall } from '../../../shared/time/format.ts';
import { instantToWall } from '../../../shared/time/wall.ts';
import { displayLocale } from '../../app/i18n.ts';
import { Link, useIsAddress } from '../../app/router.ts';
import { useBrand } from '../../app/use-brand.ts';
import { IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { PillarDot } from '../../ui/pillar-dot.tsx';
import { showToast } from '../../ui/toast.tsx';
import { deletePost, movePost } from '../post/actions.ts';
import type { OpenSlot } from '../post/slots.ts';
import { usePostWords } from '../post/use-post-words.ts';
import { type BoardBy, columnKeys, columnsOf, NONE } from './board-columns.ts';
import styles from './ideas.module.css';
import { moveIdea } from './move-idea.ts';
import { PlanMonthButton } from './plan-month.tsx';
import { ReleaseButton } from './release.tsx';

type BoardProps = {
  ideas: readonly IdeaView[];
  by: BoardBy;
  pillars: readonly Row<'pillar'>[];
  /** The present one on the brand's clock. */
  month: string;
  /** Where a card that is planned would go first. */
  next: OpenSlot | null;
};

const TYPE = 'idea';

/** Ideas in columns: by how far they are, by pillar or by month. Drag, or Alt and the arrow keys, moves a card. */
export function Board({ ideas, by, pillars, month, next }: BoardProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const columns = useMemo(() => {
    const order = pillars.map(({ id }) => id);
    return columnsOf(ideas, by, columnKeys(by, ideas, order, month));
  }, [ideas, by, pillars, month]);
  const root = useRef<HTMLDivElement>(null);
  const stages: Record<IdeaStage, string> = { idea: t`Ideas`, drafting: t`Drafting`, ready: t`Ready` };
  const pillarOf = (key: string) => pillars.find(({ id }) => id === key) ?? null;
  const nameOf = (key: string) => {
    if (by === 'stage') return stages[key as IdeaStage];
    if (by === 'pillar') return pillarOf(key)?.name ?? t`No pillar`;
    return key === NONE ? t`No month` : formatMonth(key, displayLocale());
  };
  const find = (id: string) => ideas.find((idea) => idea.id === id);

  function put(idea: IdeaView, column: (typeof columns)[number], index: number) {
    if (by === 'month' && brand.role === 'member' && !column.ideas.includes(idea)) {
      showToast({ title: t`Managers choose the month of an idea.` });
      return;
    }
    void moveIdea(idea, by, column, index);
  }
  function drop(id: string, key: string, index: number) {
    const idea = find(id);
    const column = columns.find((one) => one.key === key);
    if (idea && column) put(idea, column, index);
  }
  const focus = (id: string) => root.current?.querySelector<HTMLElement>(`[data-idea="${id}"] a`)?.focus();
  // A card that goes to another column is drawn anew there: the focus follows once it is.
  const followed = useRef<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was moved is drawn with the columns
  useEffect(() => {
    if (followed.current !== null) focus(followed.current);
    followed.current = null;
  }, [columns]);

  function onKey(event: KeyboardEvent, idea: IdeaView, column: number, index: number) {
    const steps: Record<string, [number, number]> = {
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
    };
    const step = steps[event.key];
    if (event.key === 'Delete') {
      event.preventDefault();
      void deletePost(idea.post);
      return;
    }
    if (!step || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const mirrored = getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1;
    const to = columns[column + step[0] * mirrored];
    if (!to) return;
    if (!event.altKey) {
      const near = step[0] === 0 ? to.ideas[index + step[1]] : to.ideas[Math.min(index, to.ideas.length - 1)];
      if (near) focus(near.id);
      return;
    }
    const at = step[0] === 0 ? index + step[1] : Math.min(index, to.ideas.length);
    if (at < 0 || (step[0] === 0 && at >= to.ideas.length)) return;
    followed.current = idea.id;
    put(idea, to, at);
  }
  return (
    <div className={cx(styles.board, by !== 'stage' && styles.many)} data-scroll="board" ref={root}>
      {columns.map(({ key, ideas: own }, column) => (
        <Column
          key={key}
          id={key}
          name={nameOf(key)}
          mark={by === 'pillar' && <PillarDot color={pillarOf(key)?.color ?? null} />}
          action={by === 'month' && key !== NONE && <PlanMonthButton month={key} ideas={own} />}
          count={own.length}
          onDrop={drop}
        >
          {own.map((idea, index) => (
            <Card
              key={idea.id}
              idea={idea}
              by={by}
              column={key}
              index={index}
              next={next}
              onDrop={drop}
              onKey={(event) => onKey(event, idea, column, index)}
            />
          ))}
        </Column>
      ))}
    </div>
  );
}

type Drop = (id: string, column: string, index: number) => void;
type ColumnProps = {
  id: string;
  name: string;
  mark: ReactNode;
  action: ReactNode;
  count: number;
  onDrop: Drop;
  children: ReactNode;
};

function Column({ id, name, mark, action, count, onDrop, children }: ColumnProps) {
  const ref = useRef<HTMLElement>(null);
  const [over, setOver] = useState(false);
  const latest = useRef({ onDrop, count });
  latest.current = { onDrop, count };
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    return dropTargetForElements({
      element,
      canDrop: ({ source }) => source.data.type === TYPE,
      onDrag: ({ location, self }) => setOver(location.current.dropTargets[0]?.element === self.element),
      onDragLeave: () => setOver(false),
      onDrop: ({ source, location, self }) => {
        setOver(false);
        // Of nested ones the innermost takes it: a card puts it before or after itself.
        if (location.current.dropTargets[0]?.element !== self.element) return;
        if (typeof source.data.id === 'string')
          latest.current.onDrop(source.data.id, id, latest.current.count);
      },
    });
  }, [id]);
  const heading = `column-${id}`;
  return (
    <section ref={ref} className={cx(styles.column, over && styles.over)} aria-labelledby={heading}>
      <div className={styles.columnHead}>
        <h2 id={heading} className={styles.columnName}>
          {mark} {name} <span className={styles.count}>{count}</span>
        </h2>
        {action}
      </div>
      <ul className={styles.cards}>{children}</ul>
    </section>
  );
}

type CardProps = {
  idea: IdeaView;
  /** What the columns say need not be said again. */
  by: BoardBy;
  column: string;
  index: number;
  next: OpenSlot | null;
  onDrop: Drop;
  onKey(event: KeyboardEvent): void;
};

const Card = memo(function Card({ idea, by, column, index, next, onDrop, onKey }: CardProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const words = usePostWords();
  const ref = useRef<HTMLLIElement>(null);
  const [dragging, setDragging] = useState(false);
  const [edge, setEdge] = useState<'top' | 'bottom' | null>(null);
  const latest = useRef({ index, onDrop });
  latest.current = { index, onDrop };
  const { post, place } = idea;
  const { id } = post;
  const open = useIsAddress(`/post/${id}`);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const edgeAt = (clientY: number) => {
      const box = element.getBoundingClientRect();
      return clientY < box.top + box.height / 2 ? 'top' : 'bottom';
    };
    return combine(
      draggable({
        element,
        getInitialData: () => ({ type: TYPE, id, column, index: latest.current.index }),
        onDragStart: () => setDragging(true),
        onDrop: () => setDragging(false),
      }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) => source.data.type === TYPE && source.data.id !== id,
        onDrag: ({ location }) => setEdge(edgeAt(location.current.input.clientY)),
        onDragLeave: () => setEdge(null),
        onDrop: ({ source, location }) => {
          setEdge(null);
          const { id: moved, column: from, index: was } = source.data;
          if (typeof moved !== 'string' || typeof was !== 'number') return;
          const { index: here, onDrop: put } = latest.current;
          const above = from === column && was < here ? 1 : 0;
          put(moved, column, here - above + (edgeAt(location.current.input.clientY) === 'bottom' ? 1 : 0));
        },
      }),
    );
  }, [id, column]);
  const name = words.name(post);
  const more = post.title.trim() ? plainly(post.caption.trim().split('\n')[0] ?? '') : '';
  const when = next && formatWall(instantToWall(next.instant, brand.time_zone), displayLocale());
  return (
    <li
      ref={ref}
      data-idea={id}
      className={cx(
        styles.card,
        dragging && styles.dragging,
        edge && styles[edge === 'top' ? 'edgeTop' : 'edgeBottom'],
      )}
      onKeyDown={onKey}
    >
      <Link
        href={`/post/${id}`}
        className={styles.cardLink ?? ''}
        {...(open && { 'aria-current': 'true' as const })}
      >
        <span className={styles.cardTitle}>{name}</span>
        {more && <span className={styles.cardMore}> {more}</span>}
      </Link>
      <div className={styles.cardFoot}>
        {post.pillar && by !== 'pillar' && (
          <span className={styles.cardPillar}>
            <PillarDot color={post.pillar.color} /> {post.pillar.name}
          </span>
        )}
        {place?.release_month && by !== 'month' && (
          <span className={styles.quiet}>{formatMonth(place.release_month, displayLocale())}</span>
        )}
        {place?.visible_after && (
          <CalendarOff size={14} aria-label={t`Kept back until ${place.visible_after}`} />
        )}
        <span className={styles.grow} />
        <span className={styles.cardDo}>
          <ReleaseButton idea={idea} name={name} />
          {next && when && (
            <IconButton
              size="small"
              label={t`Plan “${name}” for ${when}`}
              onClick={() => void movePost(post, next.when)}
            >
              <CalendarClock size={14} aria-hidden="true" />
            </IconButton>
          )}
        </span>
      </div>
    </li>
  );
});
