import { Trans, useLingui } from '@lingui/react/macro';
import { FileSpreadsheet, Share } from 'lucide-react';
import type { Params } from '../../app/router.ts';
import { go } from '../../app/router.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { Connections } from '../connections/connections.tsx';
import { HooksTab } from '../strategy/hooks.tsx';
import { OffersTab } from '../strategy/offers.tsx';
import { ProfileTab } from '../strategy/profile.tsx';
import { StyleTab } from '../strategy/style-rules.tsx';
import { TemplatesTab } from '../strategy/templates.tsx';
import { BrandSettings } from './brand-settings.tsx';
import { People } from './people.tsx';
import { Pillars } from './pillars.tsx';
import { Queue } from './queue.tsx';
import { Schedules } from './schedules.tsx';

const TABS = [
  'profile',
  'pillars',
  'style',
  'hooks',
  'offers',
  'templates',
  'schedule',
  'queue',
  'channels',
  'people',
  'settings',
] as const;
type TabName = (typeof TABS)[number];

/** What a brand is made of: who it is and how it speaks, pillars, schedules, channels, people and its own settings. */
export default function Brand({ params }: { params: Params }) {
  const { t } = useLingui();
  const brand = useBrand();
  const tab = TABS.find((name) => name === params.tab) ?? 'pillars';
  return (
    <Page
      wide
      title={brand.name}
      actions={
        <>
          <Button icon={<FileSpreadsheet size={16} aria-hidden="true" />} onClick={() => go('/import')}>
            <Trans>Import a plan</Trans>
          </Button>
          <Button icon={<Share size={16} aria-hidden="true" />} onClick={() => go('/export')}>
            <Trans>Export</Trans>
          </Button>
        </>
      }
    >
      <Tabs<TabName>
        label={t`Parts of the brand`}
        value={tab}
        onChange={(next) => go(`/brand/${next}`, { replace: true })}
        tabs={[
          { value: 'profile', label: <Trans>Profile</Trans>, panel: <ProfileTab /> },
          { value: 'pillars', label: <Trans>Pillars</Trans>, panel: <Pillars /> },
          { value: 'style', label: <Trans>Style</Trans>, panel: <StyleTab /> },
          { value: 'hooks', label: <Trans>Hooks</Trans>, panel: <HooksTab /> },
          { value: 'offers', label: <Trans>Offers</Trans>, panel: <OffersTab /> },
          { value: 'templates', label: <Trans>Templates</Trans>, panel: <TemplatesTab /> },
          { value: 'schedule', label: <Trans>Schedules</Trans>, panel: <Schedules /> },
          { value: 'queue', label: <Trans>Queue</Trans>, panel: <Queue /> },
          { value: 'channels', label: <Trans>Channels</Trans>, panel: <Connections /> },
          { value: 'people', label: <Trans>People</Trans>, panel: <People /> },
          { value: 'settings', label: <Trans>Settings</Trans>, panel: <BrandSettings /> },
        ]}
      />
    </Page>
  );
}
