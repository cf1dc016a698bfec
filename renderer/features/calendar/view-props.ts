import type { PostCard } from '../../../shared/queries.ts';
import type { DayItem } from './day-items.ts';
import type { PressEvent } from './post-chip.tsx';
import type { Range } from './range.ts';
import type { CalendarCursor } from './use-cursor.ts';

export type ViewProps = {
  range: Range;
  /** Whose clock is shown. */
  zone: string;
  items: ReadonlyMap<string, readonly DayItem[]>;
  /** Posts and schedules have been read. */
  ready: boolean;
  /** The date now on the brand's clock. */
  today: string;
  /** The wall time now on the brand's clock. */
  nowWall: string;
  cursor: CalendarCursor;
  /** A post was planned in place; it takes the focus when it appears. */
  onAdded(postId: string): void;
  /** How many posts a day has, where not all of them were read. */
  countOn(date: string): number;
  onDropOnDay(post: PostCard, date: string, copy: boolean): void;
  /** A post was dropped on a time of day: wall time on the brand's clock. */
  onDropAt(post: PostCard, wall: string, copy: boolean): void;
  onStartOnDay(date: string): void;
  onStartAt(wall: string): void;
  onPress(event: PressEvent, post: PostCard): void;
};
