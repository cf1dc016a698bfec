import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { useLingui } from '@lingui/react/macro';
import { CalendarClock, CalendarOff } from 'lucide-react';
import { type KeyboardEvent, memo, useEffect, useMemo, useRef, useState } from 'react';
import type { IdeaStage } from '../../../shared/kinds/index.ts';
import type { IdeaView } from '../../../shared/queries.ts';
import { formatMonth, formatWall } from '../../../shared/time/format.ts';
import { instantToWall } from '../../../shared/time/wall.ts';
import { displayLocale } from '../../app/i18n.ts';
import { Link, useAddress } from '../../app/router.ts';
import { useBrand } from '../../app/use-brand.ts';
import { IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { PillarDot } from '../../ui/pillar-dot.tsx';
import { deletePost, movePost } from '../post/actions.ts';
import type { OpenSlot } from '../post/slots.ts';
import { usePostWords } from '../post/use-post-words.ts';
import { columnsOf } from './board-columns.ts';
import styles from './ideas.module.css';
import { moveIdea } from './move-idea.ts';
import { ReleaseButton } from './release.tsx';

type BoardProps = {
  ideas: readonly IdeaView[];
  /** Where a card that is planned would go first. */
  next: OpenSlot | null;
};

const TYPE = 'idea';

/** Ideas in columns from the first thought to ready. Drag, or Alt and the arrow keys, moves a card. */
export function Board({ ideas, next }: BoardProps) {
  const { t } = useLingui();
  const columns = useMemo(() => columnsOf(ideas), [ideas]);
  const root = useRef<HTMLDivElement>(null);
  const names: Record<IdeaStage, string> = { idea: t`Ideas`, drafting: t`Drafting`, ready: t`Ready` };
  const find = (id: string) => ideas.find((idea) => idea.id === id);

  function drop(id: string, stage: IdeaStage, index: number) {
    const idea = find(id);
    const column = columns.find((one) => one.stage === stage);
    if (idea && column) void moveIdea(idea, stage, column.ideas, index);
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
    void moveIdea(idea, to.stage, to.ideas, at);
  }
  return (
    <div className={styles.board} ref={root}>
      {columns.map(({ stage, ideas: own }, column) => (
        <Column key={stage} stage={stage} name={names[stage]} count={own.length} onDrop={drop}>
          {own.map((idea, index) => (
            <Card
              key={idea.id}
              idea={idea}
              stage={stage}
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

type Drop = (id: string, stage: IdeaStage, index: number) => void;
type ColumnProps = {
  stage: IdeaStage;
  name: string;
  count: number;
  onDrop: Drop;
  children: React.ReactNode;
};

function Column({ stage, name, count, onDrop, children }: ColumnProps) {
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
          latest.current.onDrop(source.data.id, stage, latest.current.count);
      },
    });
  }, [stage]);
  const heading = `column-${stage}`;
  return (
    <section ref={ref} className={cx(styles.column, over && styles.over)} aria-labelledby={heading}>
      <h2 id={heading} className={styles.columnName}>
        {name} <span className={styles.count}>{count}</span>
      </h2>
      <ul className={styles.cards}>{children}</ul>
    </section>
  );
}

type CardProps = {
  idea: IdeaView;
  stage: IdeaStage;
  index: number;
  next: OpenSlot | null;
  onDrop: Drop;
  onKey(event: KeyboardEvent): void;
};

const Card = memo(function Card({ idea, stage, index, next, onDrop, onKey }: CardProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const words = usePostWords();
  const [address] = useAddress();
  const ref = useRef<HTMLLIElement>(null);
  const [dragging, setDragging] = useState(false);
  const [edge, setEdge] = useState<'top' | 'bottom' | null>(null);
  const latest = useRef({ index, onDrop });
  latest.current = { index, onDrop };
  const { post, place } = idea;
  const { id } = post;
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
        getInitialData: () => ({ type: TYPE, id, stage, index: latest.current.index }),
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
          const { id: moved, stage: from, index: was } = source.data;
          if (typeof moved !== 'string' || typeof was !== 'number') return;
          const { index: here, onDrop: put } = latest.current;
          const above = from === stage && was < here ? 1 : 0;
          put(moved, stage, here - above + (edgeAt(location.current.input.clientY) === 'bottom' ? 1 : 0));
        },
      }),
    );
  }, [id, stage]);
  const name = words.name(post);
  const more = post.title.trim() ? post.caption.trim().split('\n')[0] : '';
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
        {...(address === `/post/${id}` && { 'aria-current': 'true' as const })}
      >
        <span className={styles.cardTitle}>{name}</span>
        {more && <span className={styles.cardMore}> {more}</span>}
      </Link>
      <div className={styles.cardFoot}>
        {post.pillar && (
          <span className={styles.cardPillar}>
            <PillarDot color={post.pillar.color} /> {post.pillar.name}
          </span>
        )}
        {place?.release_month && (
          <span className={styles.quiet}>{formatMonth(place.release_month, displayLocale())}</span>
        )}
        {place?.visible_after && (
          <CalendarOff size={14} aria-label={t`Kept back until ${place.visible_after}`} />
        )}
        <span className={styles.grow} />
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
      </div>
    </li>
  );
});
