import {
  BadgeCheck,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleMinus,
  CircleSlash,
  Clock,
  ClockAlert,
  Eye,
  Hand,
  Hourglass,
  Lightbulb,
  LoaderCircle,
  type LucideIcon,
  MessageSquareWarning,
  PencilLine,
  RotateCw,
  ShieldAlert,
} from 'lucide-react';
import styles from './post.module.css';
import type { PostState } from './post-state.ts';

const icons: Record<PostState, LucideIcon> = {
  idea: Lightbulb,
  scheduled: Clock,
  no_channels: CircleDashed,
  no_words: PencilLine,
  in_review: Eye,
  changes_requested: MessageSquareWarning,
  approved: BadgeCheck,
  unapproved: ShieldAlert,
  due: Hourglass,
  late: ClockAlert,
  past: CircleMinus,
  waiting: Hourglass,
  yours: Hand,
  publishing: LoaderCircle,
  retrying: RotateCw,
  published: CircleCheck,
  failed: CircleAlert,
  unknown: CircleHelp,
  missed: CircleSlash,
  by_hand: CircleCheck,
  partly: CircleAlert,
};

const tone = (state: PostState) => {
  if (state === 'changes_requested' || state === 'unapproved') return styles.caution;
  if (state === 'failed' || state === 'unknown' || state === 'missed' || state === 'yours') return styles.bad;
  if (state === 'published' || state === 'by_hand' || state === 'approved') return styles.good;
  if (state === 'no_words' || state === 'partly' || state === 'late') return styles.caution;
  return styles.plain;
};

/** A state as a shape; its words must stand beside it or in the name of what it is in. */
export function StateIcon({ state, size = 14 }: { state: PostState; size?: number }) {
  const Icon = icons[state];
  return <Icon size={size} className={tone(state)} aria-hidden="true" />;
}
