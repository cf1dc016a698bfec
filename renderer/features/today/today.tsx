import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { MessageSquare, Plus } from 'lucide-react';
import { isYours } from '../../../shared/mutators/publication.ts';
import { needsSeeingTo } from '../../../shared/publishing/take-down.ts';
import { addDays, today as todayIn } from '../../../shared/time/calendar.ts';
import { formatDate, formatWall } from '../../../shared/time/format.ts';
import { instantToWall } from '../../../shared/time/wall.ts';
import { useCommands } from '../../app/commands.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { displayLocale } from '../../app/i18n.ts';
import { go } from '../../app/router.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { movePost } from '../post/actions.ts';
import { startPost } from '../post/new-post.ts';
import { nextOut } from '../post/out-times.ts';
import { PostRow } from '../post/post-row.tsx';
import { usePostWords } from '../post/use-post-words.ts';
import { useSlots } from '../post/use-slots.ts';
import { PublicationRow } from '../publishing/publication-row.tsx';
import { Untaken } from '../publishing/untaken.tsx';
import { ReviewOnToday } from '../review/on-today.tsx';
import { LidLine } from './lid-line.tsx';
import { ToDecide } from './to-decide.tsx';
import styles from './today.module.css';

const AHEAD_DAYS = 7;
const NEXT_SHOWN = 6;
const NEEDS_PERSON = ['failed', 'unknown', 'missed'];

/** What goes out next, what needs a person, and one empty slot: the page that tells whether the lid may be closed. */
export default function Today() {
  const { t } = useLingui();
  const brand = useBrand();
  const zone = brand.time_zone;
  const now = useNow();
  const date = todayIn(zone, now);
  const range = { from: date, to: addDays(date, AHEAD_DAYS), timeZone: zone };
  const planned = useLiveQuery('calendar', { brandId: brand.id, ...range });
  const publications = useLiveQuery('publications', { brandId: brand.id, limit: 100 }).data ?? [];
  const overview = useLiveQuery('overview', { brandId: brand.id }).data;
  const next = (planned.data ?? [])
    .flatMap((post) => {
      const at = nextOut(post, now);
      return at ? [{ post, at }] : [];
    })
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  const failed = publications.filter(
    (one) =>
      NEEDS_PERSON.includes(one.state) ||
      isYours(one) ||
      (one.subject === 'target' && needsSeeingTo({ publication: one, ...one }, now)),
  );
  const comments = overview?.openComments ?? 0;

  useCommands([{ id: 'post.new', group: t`Today`, title: t`New post`, run: () => startPost(null) }]);

  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>
          <Trans>Today</Trans>
        </h1>
        <p className={styles.date}>{formatDate(date, displayLocale())}</p>
      </header>
      <LidLine />
      {planned.error && <FailureBanner of={planned.error} />}
      <Untaken late />
      {failed.length > 0 && (
        <section className={styles.section} aria-labelledby="needs-you">
          <h2 id="needs-you">
            <Trans>Needs you</Trans>
          </h2>
          <ul className={styles.list}>
            {failed.map((publication) => (
              <PublicationRow key={publication.id} publication={publication} zone={zone} dated />
            ))}
          </ul>
        </section>
      )}
      <ToDecide />
      <ReviewOnToday />
      <section className={styles.section} aria-labelledby="next-out">
        <h2 id="next-out">
          <Trans>Next out</Trans>
        </h2>
        {planned.data && next.length === 0 && (
          <p className={styles.quiet}>
            <Trans>Nothing is planned for the coming week.</Trans>
          </p>
        )}
        {next.length > 0 && (
          <ul className={styles.list}>
            {next.slice(0, NEXT_SHOWN).map(({ post, at }) => (
              <li key={post.id}>
                <PostRow post={post} at={at} zone={zone} />
              </li>
            ))}
          </ul>
        )}
        {next.length > NEXT_SHOWN && (
          <Button size="small" look="quiet" onClick={() => go('/calendar/week')}>
            {t`${next.length - NEXT_SHOWN} more this week`}
          </Button>
        )}
      </section>
      <FreeSlot />
      <section className={styles.section} aria-labelledby="unanswered">
        <h2 id="unanswered">
          <Trans>Comments</Trans>
        </h2>
        {comments === 0 ? (
          <p className={styles.quiet}>
            <Trans>Everything is answered.</Trans>
          </p>
        ) : (
          <div>
            <Button icon={<MessageSquare size={16} aria-hidden="true" />} onClick={() => go('/inbox')}>
              {t`Answer ${plural(comments, { one: '# comment', other: '# comments' })}`}
            </Button>
          </div>
        )}
      </section>
    </div>
  );
}

/** One empty slot, and the newest idea that could fill it. */
function FreeSlot() {
  const { t } = useLingui();
  const brand = useBrand();
  const words = usePostWords();
  const slots = useSlots();
  const idea = useLiveQuery('drafts', { brandId: brand.id }).data?.[0];
  const slot = slots.next;
  if (!slots.ready) return null;
  const when = slot && formatWall(instantToWall(slot.instant, brand.time_zone), displayLocale());
  const name = idea && words.name(idea);
  return (
    <section className={styles.section} aria-labelledby="free-slot">
      <h2 id="free-slot">
        <Trans>A slot to fill</Trans>
      </h2>
      {slot ? (
        <div className={styles.slot}>
          <time className={styles.slotTime}>{when}</time>
          <Button icon={<Plus size={16} aria-hidden="true" />} onClick={() => startPost(slot.when)}>
            <Trans>Write a post</Trans>
          </Button>
          {idea && (
            <Button look="quiet" onClick={() => void movePost(idea, slot.when)}>
              {t`Use the idea “${name ?? ''}”`}
            </Button>
          )}
        </div>
      ) : (
        <div className={styles.slot}>
          <p className={styles.quiet}>
            {slots.schedules.length === 0 ? (
              <Trans>Choose the days and times posts usually go out, and free slots show here.</Trans>
            ) : (
              <Trans>Every slot is filled, or the schedule is paused.</Trans>
            )}
          </p>
          <Button onClick={() => go('/brand/schedule')}>
            <Trans>Open the schedule</Trans>
          </Button>
        </div>
      )}
    </section>
  );
}
