import { Trans, useLingui } from '@lingui/react/macro';
import { useLiveQuery } from '../../app/use-live-query.ts';
import styles from './connections.module.css';

/** Says so where other brands hold the same account. */
export function SharedWords({ connectionId }: { connectionId: string }) {
  const { i18n } = useLingui();
  const { data: brands = [] } = useLiveQuery('sharedWith', { connectionId });
  if (brands.length === 0) return null;
  const names = new Intl.ListFormat(i18n.locale).format(brands);
  return (
    <p className={styles.holder}>
      <Trans>
        Also a channel of {names}. What the platform lets the account do counts for all of them together.
      </Trans>
    </p>
  );
}
