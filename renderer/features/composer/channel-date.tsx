import { Trans, useLingui } from '@lingui/react/macro';
import { CalendarClock, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { PostView, TargetView } from '../../../shared/queries.ts';
import { formatWall } from '../../../shared/time/format.ts';
import { instantToWall } from '../../../shared/time/wall.ts';
import { displayLocale } from '../../app/i18n.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Button } from '../../ui/button.tsx';
import { dateChannel } from '../post/channel-date.ts';
import { isFixed } from '../post/post-state.ts';
import styles from './composer.module.css';
import { MomentFields } from './moment-fields.tsx';

/** Another date for one channel; it goes out with the post where it has none. */
export function ChannelDate({
  post,
  target,
  handle,
}: {
  post: PostView;
  target: TargetView;
  handle: string;
}) {
  const { t } = useLingui();
  const zone = useBrand().time_zone;
  const [begun, setBegun] = useState(false);
  const at = target.scheduled_at;
  const fixed = isFixed(target);
  if (post.scheduled_at === null) {
    return at === null ? null : (
      <p className={styles.hint}>
        {t`Once the post has a date, ${handle} goes out at ${formatWall(instantToWall(at, zone), displayLocale())}.`}
      </p>
    );
  }
  if (at === null && !begun) {
    if (fixed) return null;
    return (
      <div className={styles.follows}>
        <Button
          size="small"
          look="quiet"
          icon={<CalendarClock size={14} aria-hidden="true" />}
          onClick={() => setBegun(true)}
        >
          <Trans>Another time for this channel</Trans>
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.section}>
      <MomentFields
        instant={at ?? post.scheduled_at}
        label={handle}
        locked={fixed}
        onTake={(wall_time) =>
          void dateChannel(post, target.connection_id, { wall_time, time_zone: zone }).then(() =>
            setBegun(false),
          )
        }
      >
        {!fixed && (
          <Button
            size="small"
            look="quiet"
            icon={<Undo2 size={14} aria-hidden="true" />}
            onClick={() => {
              setBegun(false);
              if (at !== null) void dateChannel(post, target.connection_id, null);
            }}
          >
            <Trans>With the post again</Trans>
          </Button>
        )}
      </MomentFields>
      {at !== null && !fixed && (
        <p className={styles.hint}>
          <Trans>It stays at this time when the post is moved.</Trans>
        </p>
      )}
    </div>
  );
}
