import { Trans } from '@lingui/react/macro';
import { isLate } from '../../../shared/publishing/late.ts';
import type { UntakenView } from '../../../shared/queries.ts';
import { addDays } from '../../../shared/time/calendar.ts';
import { formatDay } from '../../../shared/time/format.ts';
import { instantToWall } from '../../../shared/time/wall.ts';
import { displayLocale } from '../../app/i18n.ts';
import { Link } from '../../app/router.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { useOnline } from '../../app/use-online.ts';
import { PlatformGlyph } from '../../ui/platform-glyph.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { usePostWords } from '../post/use-post-words.ts';
import styles from './publishing.module.css';
import { StateLine } from './state-line.tsx';
import { UntakenActions } from './untaken-actions.tsx';
import { useUntakenWords } from './use-late-words.ts';
import { dueOf, type Why, whyUntaken } from './why-untaken.ts';

/**
 * What is due and nobody has taken yet, with how late it is and why. It follows the clock: what comes due, and gets
 * later, does so without anything being written.
 */
export function Untaken({ late: lateOnly = false }: { late?: boolean }) {
  const rows = useUntaken(lateOnly);
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="untaken" className={styles.day}>
      <h2 id="untaken" className={lateOnly ? undefined : styles.dayTitle}>
        {lateOnly ? <Trans>Late</Trans> : <Trans>Due, not sent yet</Trans>}
      </h2>
      <ul className={styles.rows}>
        {rows.map((row) => (
          <UntakenRow key={row.id} row={row} />
        ))}
      </ul>
    </section>
  );
}

/** The same of one channel of a post, where it is written: nothing as long as it is not due. */
export function UntakenLine({ targetId }: { targetId: string }) {
  const row = useUntaken(false).find(({ id }) => id === targetId);
  const now = useNow();
  const why = useWhy();
  const say = useUntakenWords();
  return row ? <StateLine words={say(row, why(row), now)} /> : null;
}

function useUntaken(lateOnly: boolean): UntakenView[] {
  const brand = useBrand();
  const now = useNow();
  // What comes due until then is asked for along with it, so that the clock alone moves it up.
  const until = `${addDays(now.slice(0, 10), 2)}T00:00:00.000Z`;
  const { data } = useLiveQuery('untaken', { brandId: brand.id, until });
  return dueOf(data ?? [], now).filter(({ due_at }) => !lateOnly || isLate(due_at, now));
}

function useWhy(): (row: UntakenView) => Why {
  const online = useOnline();
  const deviceId = useAppState((state) => state.deviceId);
  const keychain = useAppState((state) => state.keychain);
  const sync = useAppState((state) => state.sync);
  return (row) => whyUntaken(row, { deviceId, keychain, sync, online });
}

function UntakenRow({ row }: { row: UntakenView }) {
  const { time_zone: zone } = useBrand();
  const now = useNow();
  const say = useUntakenWords();
  const names = usePostWords();
  const { connection, due_at, post_id, name } = row;
  const why = useWhy()(row);
  return (
    <li className={styles.row}>
      <span className={styles.time}>
        <span className={styles.day}>
          {formatDay(instantToWall(due_at, zone).slice(0, 10), displayLocale())}
        </span>{' '}
        <TimeText at={due_at} zone={zone} show="time" />
      </span>
      <div className={styles.what}>
        <p className={styles.name}>
          <Link href={`/post/${post_id}`}>{names.name(name)}</Link>
        </p>
        <p className={styles.channel}>
          <PlatformGlyph platform={connection.platform} />
          {connection.handle}
        </p>
        <StateLine words={say(row, why, now)} />
      </div>
      <div className={styles.actions}>
        <UntakenActions row={row} why={why} late={isLate(due_at, now)} />
      </div>
    </li>
  );
}
