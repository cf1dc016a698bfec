import type { PostView } from '../../../shared/queries.ts';
import type { DayItem } from './day-items.ts';
import type { Range } from './range.ts';
import type { CalendarCursor } from './use-cursor.ts';

export type ViewProps = {
  range: Range;
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
  onDropOnDay(post: PostView, date: string): void;
  /** A post was dropped on a time of day: wall time on the brand's clock. */
  onDropAt(post: PostView, wall: string): void;
  onStartOnDay(date: string): void;
  onStartAt(wall: string): void;
};
