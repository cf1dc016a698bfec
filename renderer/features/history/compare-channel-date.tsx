import { Trans, useLingui } from '@lingui/react/macro';
import { formatWall } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { Button } from '../../ui/button.tsx';
import { dateChannel } from '../post/channel-date.ts';
import { isFixed } from '../post/post-state.ts';
import type { CompareProps } from './compare.tsx';
import { DiffText } from './diff-text.tsx';
import styles from './history.module.css';
import type { ChannelWords } from './versions.ts';

/** The date a channel had of its own, where it has another now; nothing where it is the same. */
export function CompareChannelDate({ post, version, words }: CompareProps & { words: ChannelWords }) {
  const { t } = useLingui();
  const { wall_time = null, time_zone = null } = words;
  const target = post.targets.find((one) => one.connection_id === version.connection_id);
  if (!target || (wall_time === target.wall_time && time_zone === target.time_zone)) return null;
  const time = (wall: string | null) =>
    wall ? formatWall(wall, displayLocale()) : t`Goes out with the post`;
  const when = wall_time && time_zone ? { wall_time, time_zone } : null;
  return (
    <div className={styles.compare}>
      <div className={styles.field}>
        <h3 className={styles.sideTitle}>
          <Trans>Time</Trans>
        </h3>
        <DiffText first={time(wall_time)} second={time(target.wall_time)} show="both" />
      </div>
      {!isFixed(target) && (
        <div className={styles.choices}>
          <Button onClick={() => void dateChannel(post, target.connection_id, when)}>
            <Trans>Restore the time</Trans>
          </Button>
        </div>
      )}
    </div>
  );
}
