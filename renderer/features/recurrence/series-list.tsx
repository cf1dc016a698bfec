import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Pause, Play, Repeat, Trash2 } from 'lucide-react';
import type { Row } from '../../../shared/kinds/index.ts';
import { formatWall } from '../../../shared/time/format.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { displayLocale } from '../../app/i18n.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Section } from '../../ui/page.tsx';
import { usePostWords } from '../post/use-post-words.ts';
import { pauseSeries, removeSeries } from './actions.ts';
import styles from './recurrence.module.css';
import { useRuleWords } from './use-rule-words.ts';

/** All recurring posts of the brand, those that rest as well: a paused one has no date left to be found by. */
export function SeriesList() {
  const brand = useBrand();
  const { data, error } = useLiveQuery('series', { brandId: brand.id });
  if (error) return <FailureBanner of={error} />;
  if (!data || data.length === 0) return null;
  return (
    <Section
      title={<Trans>Recurring posts</Trans>}
      lead={<Trans>Begin one with “Repeat…” in a post that has a date.</Trans>}
    >
      <ul className={styles.list}>
        {data.map((series) => (
          <SeriesLine key={series.id} series={series} />
        ))}
      </ul>
    </Section>
  );
}

function SeriesLine({ series }: { series: Row<'series'> }) {
  const { t } = useLingui();
  const say = useRuleWords();
  const words = usePostWords();
  const today = `${useNow().slice(0, 10)}T00:00:00.000Z`;
  const { starts_at, time_zone, rule, ends_before, paused } = series;
  const times = { starts_at, time_zone, rule, ends_before };
  const next = useLiveQuery('seriesDates', { ...times, from: today, count: 1, before: null }).data?.next;
  const name = words.name(series);
  const [first] = next ?? [];
  const posts = 1 + series.parts.filter(({ role }) => role === 'thread').length;
  const files = new Set(series.media.map(({ asset_id }) => asset_id)).size;
  const carries = [
    posts > 1 && t`${plural(posts, { one: 'one post', other: 'a thread of #' })}`,
    series.parts.some(({ role }) => role === 'first_comment') && t`first comment`,
    files > 0 && t`${plural(files, { one: '# file', other: '# files' })}`,
  ].filter((what) => what !== false);
  const date = first && formatWall(first.shown, displayLocale());
  return (
    <li className={styles.series}>
      <Repeat size={14} aria-hidden="true" />
      <div className={styles.said}>
        <span className={styles.sentence}>{name}</span>
        <span className={styles.quiet}>
          {say(series)}
          {' · '}
          {paused && <Trans>Paused</Trans>}
          {!paused && date && <Trans>Next: {date}</Trans>}
          {!paused && next && !date && <Trans>No date to come</Trans>}
          {carries.map((what) => ` · ${what}`)}
        </span>
      </div>
      <Button
        size="small"
        icon={paused ? <Play size={14} aria-hidden="true" /> : <Pause size={14} aria-hidden="true" />}
        aria-label={paused ? t`Resume “${name}”` : t`Pause “${name}”`}
        onClick={() => void pauseSeries(series, !paused)}
      >
        {paused ? <Trans>Resume</Trans> : <Trans>Pause</Trans>}
      </Button>
      <IconButton size="small" label={t`End “${name}”`} onClick={() => void removeSeries(series)}>
        <Trash2 size={14} aria-hidden="true" />
      </IconButton>
    </li>
  );
}
