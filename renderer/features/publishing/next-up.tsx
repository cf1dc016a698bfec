import { Trans } from '@lingui/react/macro';
import { CalendarClock } from 'lucide-react';
import { Link } from '../../app/router.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { nextOut } from '../post/out-times.ts';
import { postName } from '../post/post-state.ts';
import styles from './publishing.module.css';

/** What goes out next. */
export function NextUp() {
  const brand = useBrand();
  const next = useLiveQuery('overview', { brandId: brand.id }).data?.next;
  const now = useNow();
  const at = next && nextOut(next, now);
  if (!next || !at) return null;
  return (
    <p className={styles.nextUp}>
      <CalendarClock size={16} aria-hidden="true" />
      <span>
        <Trans>
          Next: <Link href={`/post/${next.id}`}>{postName(next) || <Trans>Untitled post</Trans>}</Link>
        </Trans>
        {', '}
        <TimeText at={at} zone={next.time_zone ?? brand.time_zone} />
      </span>
    </p>
  );
}
