import { Trans, useLingui } from '@lingui/react/macro';
import type { DecisionView, ReviewView } from '../../../shared/queries.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { DiffText } from '../history/diff-text.tsx';
import { contentDifferences, type Difference } from './content-fields.ts';
import styles from './review.module.css';

/** What changed between a decision and now: words struck out were there then, underlined ones came since. */
export function Differences({ since, review }: { since: DecisionView; review: ReviewView }) {
  const { t } = useLingui();
  const brand = useBrand();
  const connections = useLiveQuery('connections', { brandId: brand.id }).data ?? [];
  const differences = contentDifferences(since.content, review.content);
  const name = ({ of }: Difference) => {
    if (of.field === 'channel') {
      const handle = connections.find(({ id }) => id === of.connectionId)?.handle;
      return t`Words for ${handle ?? t`a channel`}`;
    }
    return {
      caption: t`Caption`,
      link: t`Link`,
      hashtags: t`Hashtags`,
      media: t`Files`,
      mentions: t`Mentions`,
    }[of.field];
  };
  if (differences.length === 0)
    return (
      <p className={styles.quiet}>
        <Trans>Nothing that goes out has changed since.</Trans>
      </p>
    );
  return (
    <dl className={styles.differences}>
      {differences.map((one) => {
        const label = name(one);
        return (
          <div key={label}>
            <dt className={styles.quiet}>{label}</dt>
            <dd>
              {one.of.field === 'channel' ? (
                <ChannelChange {...one} />
              ) : (
                <DiffText first={one.before} second={one.now} show="both" />
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function ChannelChange({ before, now }: Difference) {
  if (before === '')
    return (
      <p>
        <Trans>Added since.</Trans>
      </p>
    );
  if (now === '')
    return (
      <p>
        <Trans>Taken away since.</Trans>
      </p>
    );
  return (
    <>
      {before === '=' && (
        <p>
          <Trans>Followed the caption then.</Trans>
        </p>
      )}
      {now === '=' && (
        <p>
          <Trans>Follows the caption now.</Trans>
        </p>
      )}
      <DiffText first={before === '=' ? '' : before} second={now === '=' ? '' : now} show="both" />
    </>
  );
}
