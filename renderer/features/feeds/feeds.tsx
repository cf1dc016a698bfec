import { Trans, useLingui } from '@lingui/react/macro';
import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useCommands } from '../../app/commands.ts';
import { desktop } from '../../app/desktop.ts';
import { explainThrown } from '../../app/errors.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { IconButton } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { showToast } from '../../ui/toast.tsx';
import { NeedsServer, useMissing } from '../account/needs-server.tsx';
import styles from './feeds.module.css';
import { Items } from './items.tsx';
import { Sources } from './sources.tsx';
import { Topics } from './topics.tsx';

type Shown = 'new' | 'made' | 'dismissed' | 'sources';

/** Articles of feeds to make ideas of, and what they are read for. */
export function Feeds() {
  const { t } = useLingui();
  const brand = useBrand();
  const [chosen, setChosen] = useState<Shown | null>(null);
  const feeds = useLiveQuery('feeds', { brandId: brand.id });
  const unread = useLiveQuery('feedItems', { brandId: brand.id, show: 'new', sourceId: null, limit: 1 }).data
    ?.unread;
  if (feeds.error) {
    return <FailureBanner of={feeds.error} />;
  }
  if (!feeds.data) return null;
  const { topics, sources } = feeds.data;
  // Before there is anything to read there is something to set up.
  const shown = chosen ?? (sources.every(({ items }) => items === 0) ? 'sources' : 'new');
  return (
    <div className={styles.feeds}>
      <div className={styles.bar}>
        <Segments<Shown>
          label={t`Show`}
          value={shown}
          onChange={setChosen}
          options={[
            { value: 'new', label: unread ? t`New (${unread})` : t`New` },
            { value: 'made', label: t`Ideas made` },
            { value: 'dismissed', label: t`Dismissed` },
            { value: 'sources', label: t`Feeds and topics` },
          ]}
        />
        <ReadButton any={sources.length > 0} />
      </div>
      <NeedsServer>
        <Trans>Feeds are read by the server, also while this computer sleeps.</Trans>
      </NeedsServer>
      {shown === 'sources' ? (
        <>
          <Sources sources={sources} />
          <Topics topics={topics} />
        </>
      ) : (
        <Items key={shown} show={shown} sources={sources} onSources={() => setChosen('sources')} />
      )}
    </div>
  );
}

/** Asks the server to read now. It also does by itself. */
function ReadButton({ any }: { any: boolean }) {
  const { t } = useLingui();
  const brand = useBrand();
  const missing = useMissing();
  const [busy, setBusy] = useState(false);
  const able = any && missing === null;

  async function read() {
    if (busy || !able) return;
    setBusy(true);
    try {
      await desktop.invoke('feeds.read', { brandId: brand.id });
    } catch (error) {
      const { title, next } = explainThrown(error);
      showToast({ title, description: next });
    }
    setBusy(false);
  }
  useCommands(able ? [{ id: 'feeds.read', group: t`Feeds`, title: t`Read the feeds now`, run: read }] : []);
  if (!able) return null;
  return (
    <IconButton label={busy ? t`Reading the feeds…` : t`Read the feeds now`} onClick={read} disabled={busy}>
      {busy ? <Spinner /> : <RefreshCw size={16} aria-hidden="true" />}
    </IconButton>
  );
}
