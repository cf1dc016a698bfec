import { Trans, useLingui } from '@lingui/react/macro';
import { LayoutGrid } from 'lucide-react';
import { useState } from 'react';
import { hasGrid } from '../../../shared/rules/profiles.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import type { Params } from '../../app/router.ts';
import { go } from '../../app/router.ts';
import { useSetting } from '../../app/settings.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PlatformGlyph } from '../../ui/platform-glyph.tsx';
import { Select } from '../../ui/select.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { ByHandDialog } from '../connections/by-hand-dialog.tsx';
import { CarouselsPanel } from './carousels-panel.tsx';
import styles from './feed.module.css';
import { GridPanel } from './grid-panel.tsx';
import { ProfilePanel } from './profile-panel.tsx';
import { StrategyPanel } from './strategy-panel.tsx';

const TABS = ['grid', 'profile', 'carousels', 'strategy'] as const;
type TabName = (typeof TABS)[number];

/** A channel as its visitors see it: the grid, what the profile says, carousels, and the strategy behind it. */
export default function Feed({ params }: { params: Params }) {
  const { t } = useLingui();
  const brand = useBrand();
  const { data, error } = useLiveQuery('connections', { brandId: brand.id });
  const [chosen, setChosen] = useSetting('feedChannels');
  const [adding, setAdding] = useState(false);
  const tab = TABS.find((name) => name === params.tab) ?? 'grid';
  // Those with a grid first: they are what this screen is for.
  const channels = (data ?? []).toSorted((a, b) => Number(hasGrid(b.platform)) - Number(hasGrid(a.platform)));
  const channel = channels.find(({ id }) => id === chosen[brand.id]) ?? channels[0] ?? null;
  const noGrid = (
    <EmptyState
      icon={<LayoutGrid size={24} aria-hidden="true" />}
      title={<Trans>No channel with a grid yet</Trans>}
      actions={
        <Button look="primary" onClick={() => setAdding(true)}>
          <Trans>Add an Instagram or TikTok channel</Trans>
        </Button>
      }
    >
      <Trans>
        Add one that you post to by hand, and see here how its profile will look: what is out and what is
        planned, together.
      </Trans>
    </EmptyState>
  );
  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <h1 className={styles.title}>
          <Trans>Feed</Trans>
        </h1>
        {channel && (
          <div className={styles.channel}>
            <Select
              label={t`Channel`}
              hideLabel
              value={channel.id}
              options={channels.map(({ id, handle, platform }) => ({
                value: id,
                label: handle,
                icon: <PlatformGlyph platform={platform} label="" size={16} />,
              }))}
              onChange={(id) => setChosen({ ...chosen, [brand.id]: id })}
            />
          </div>
        )}
      </header>
      {error && <FailureBanner of={error} />}
      {data && (
        <Tabs<TabName>
          label={t`Parts of the feed`}
          value={tab}
          onChange={(next) => go(next === 'grid' ? '/feed' : `/feed/${next}`, { replace: true })}
          tabs={[
            {
              value: 'grid',
              label: <Trans>Grid</Trans>,
              panel:
                channel && hasGrid(channel.platform) ? (
                  <GridPanel key={channel.id} connection={channel} />
                ) : (
                  noGrid
                ),
            },
            {
              value: 'profile',
              label: <Trans>Profile</Trans>,
              panel: channel ? <ProfilePanel key={channel.id} connection={channel} /> : noGrid,
            },
            {
              value: 'carousels',
              label: <Trans>Carousels</Trans>,
              panel: <CarouselsPanel id={tab === 'carousels' ? (params.id ?? null) : null} />,
            },
            {
              value: 'strategy',
              label: <Trans>Strategy</Trans>,
              panel: (
                <StrategyPanel id={tab === 'strategy' ? (params.id ?? null) : null} connection={channel} />
              ),
            },
          ]}
        />
      )}
      <ByHandDialog open={adding} onClose={() => setAdding(false)} />
    </div>
  );
}
