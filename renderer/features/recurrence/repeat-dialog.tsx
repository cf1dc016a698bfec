import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { besideNames } from '../../../shared/mutators/beside.ts';
import type { PostView, QueryResult } from '../../../shared/queries.ts';
import { formatWallTime } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { mutateAll, newId } from '../../app/mutate.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { RadioCards } from '../../ui/radio-cards.tsx';
import { templateOf } from './actions.ts';
import { NextDates } from './next-dates.tsx';
import styles from './recurrence.module.css';
import { RuleFields } from './rule-fields.tsx';
import { endOfForm, formOf, freshForm, ruleOfForm } from './rule-form.ts';
import { useRuleWords } from './use-rule-words.ts';
import { withoutPast } from './without-past.ts';

type RepeatDialogProps = {
  post: PostView & { wall_time: string; time_zone: string };
  /** The series it is a date of; null to make one of it. */
  known: NonNullable<QueryResult<'seriesOfPost'>> | null;
  onClose(): void;
};

/** Makes a post come again, or changes how a series goes on: from this date, or as a whole. */
export function RepeatDialog({ post, known, onClose }: RepeatDialogProps) {
  const { t } = useLingui();
  const say = useRuleWords();
  const now = useNow();
  const locale = displayLocale();
  const [scope, setScope] = useState<'later' | 'all'>('later');
  const [busy, setBusy] = useState(false);
  // The day is the series' own, whatever this post was moved to; the time of day is the post's.
  const day = (known?.occurrence.wall_time ?? post.wall_time).slice(0, 10);
  const whole = known !== null && scope === 'all';
  const start = whole ? known.series.starts_at.slice(0, 10) : day;
  const starts_at = `${start}T${post.wall_time.slice(11)}`;
  const [form, setForm] = useState(() => (known ? formOf(known.series) : freshForm(day)));

  const before = useLiveQuery(
    'seriesDates',
    known && {
      ...{ starts_at: known.series.starts_at, time_zone: known.series.time_zone, rule: known.series.rule },
      ...{ ends_before: known.series.ends_before, from: `${now.slice(0, 10)}T00:00:00.000Z`, count: 1 },
      before: known.occurrence.wall_time,
    },
  ).data?.before;
  const rule = withoutPast(
    ruleOfForm(form, start),
    known && !whole && form.end === 'count' ? (before ?? 0) : 0,
  );
  const ends_before = endOfForm(form);
  const series = { starts_at, time_zone: post.time_zone, rule, ends_before };
  const dates = useLiveQuery('seriesDates', {
    ...series,
    from: `${now.slice(0, 10)}T00:00:00.000Z`,
    count: 10,
    before: null,
  }).data?.next;

  async function save() {
    setBusy(true);
    const { brand_id } = post;
    const template = { ...templateOf(post, known?.series ?? null), ...series, paused: false };
    const beside = besideNames(post.id, post);
    const done = await mutateAll(
      known === null
        ? make(newId())
        : whole
          ? [
              {
                name: 'series.edit' as const,
                args: { id: known.series.id, brand_id, fields: { ...template, paused: known.series.paused } },
              },
              adopt(known.series.id, `${day}T${starts_at.slice(11)}`),
            ]
          : [
              {
                name: 'series.split' as const,
                args: {
                  ...{
                    id: known.series.id,
                    brand_id,
                    at: known.occurrence.wall_time,
                    post_id: post.id,
                    beside,
                  },
                  next: { ...template, paused: known.series.paused },
                },
              },
            ],
    );
    setBusy(false);
    if (done) onClose();

    function make(id: string) {
      return [{ name: 'series.create' as const, args: { id, brand_id, ...template } }, adopt(id, starts_at)];
    }
    function adopt(series_id: string, wall_time: string) {
      return {
        name: 'occurrence.adopt' as const,
        args: { brand_id, series_id, wall_time, post_id: post.id, beside },
      };
    }
  }

  const time = formatWallTime(post.wall_time, locale);
  const sentence = say(series);
  return (
    <Dialog
      open
      onClose={onClose}
      wide
      title={known ? t`Change the recurring post` : t`Repeat this post`}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button
            look="primary"
            busy={busy}
            disabled={!dates || dates.length === 0}
            onClick={() => void save()}
          >
            {known ? <Trans>Change it</Trans> : <Trans>Repeat it</Trans>}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        {known && (
          <RadioCards<'later' | 'all'>
            label={<Trans>What changes</Trans>}
            value={scope}
            onChange={setScope}
            options={[
              {
                value: 'later',
                label: <Trans>This and later dates</Trans>,
                hint: <Trans>They become like this post, at its time. Earlier ones stay.</Trans>,
              },
              {
                value: 'all',
                label: <Trans>All dates</Trans>,
                hint: <Trans>Those that were changed by hand, and what is out, stay as they are.</Trans>,
              },
            ]}
          />
        )}
        <RuleFields form={form} start={start} onChange={setForm} />
        <p className={styles.sentence} aria-live="polite">
          <Trans>
            {sentence}, at {time}
          </Trans>
        </p>
        <NextDates dates={dates} zone={post.time_zone} />
        <p className={styles.quiet}>
          <Trans>
            Every date says what this post says: its words, files and thread, its first comment, and what each
            channel has of its own.
          </Trans>
        </p>
      </div>
    </Dialog>
  );
}
