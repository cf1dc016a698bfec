import { BadgeCheck, CircleDashed, Eye, type LucideIcon, MessageSquareWarning } from 'lucide-react';
import type { PostReview } from '../../../shared/queries.ts';
import styles from './review.module.css';

const icons: Record<PostReview['state'], LucideIcon> = {
  draft: CircleDashed,
  in_review: Eye,
  changes_requested: MessageSquareWarning,
  approved: BadgeCheck,
};

/** Where a post stands, as a shape; its words stand beside it. */
export function ReviewIcon({ state, size = 16 }: { state: PostReview['state']; size?: number }) {
  const Icon = icons[state];
  return <Icon size={size} className={styles[state]} aria-hidden="true" />;
}
