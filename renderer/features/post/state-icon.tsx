import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleSlash,
  Clock,
  Hand,
  Hourglass,
  Lightbulb,
  LoaderCircle,
  type LucideIcon,
  PencilLine,
  RotateCw,
} from 'lucide-react';
import styles from './post.module.css';
import type { PostState } from './post-state.ts';

const icons: Record<PostState, LucideIcon> = {
  idea: Lightbulb,
  scheduled: Clock,
  no_channels: CircleDashed,
  no_words: PencilLine,
  due: Hourglass,
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
  if (state === 'failed' || state === 'unknown' || state === 'missed' || state === 'yours') return styles.bad;
  if (state === 'published' || state === 'by_hand') return styles.good;
  if (state === 'no_words' || state === 'partly') return styles.caution;
  return styles.plain;
};

/** A state as a shape; its words must stand beside it or in the name of what it is in. */
export function StateIcon({ state, size = 14 }: { state: PostState; size?: number }) {
  const Icon = icons[state];
  return <Icon size={size} className={tone(state)} aria-hidden="true" />;
}
