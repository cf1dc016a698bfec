import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { mutate } from '../../app/mutate.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useDraftText } from '../../app/use-draft-text.ts';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/page.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { NeedsServer } from '../account/needs-server.tsx';
import { NewBrand } from '../first-run/new-brand.tsx';
import { WeekStartSelect } from '../first-run/week-start-select.tsx';
import { ZonePicker } from '../first-run/zone-picker.tsx';
import { ReviewSettings } from '../review/review-settings.tsx';
import styles from './brand.module.css';
import { may } from './roles.ts';

/** Name, clock, week and patience of a brand; and where it is kept. */
export function BrandSettings() {
  const brand = useBrand();
  return (
    <div className={styles.stack}>
      {may(brand.role, 'manager') ? <Fields /> : <ReadOnly />}
      <ReviewSettings />
      <Home />
    </div>
  );
}

function Fields() {
  const { t } = useLingui();
  const brand = useBrand();
  const edit = (
    fields: Partial<Pick<Row<'brand'>, 'name' | 'time_zone' | 'week_starts_on' | 'grace_minutes'>>,
  ) => mutate('brand.edit', { id: brand.id, fields });
  const name = useDraftText(
    brand.name,
    (text) => edit({ name: text.trim() }),
    (text) => text.trim() !== '',
  );
  return (
    <Section
      title={
        <VisuallyHidden>
          <Trans>Settings</Trans>
        </VisuallyHidden>
      }
    >
      <div className={styles.fields}>
        <TextField {...name} label={t`Name`} maxLength={200} autoComplete="off" />
        <ZonePicker
          value={brand.time_zone}
          onChange={(time_zone) => edit({ time_zone })}
          hint={<Trans>New posts are planned on this clock. Posts already planned keep theirs.</Trans>}
        />
        <WeekStartSelect
          value={brand.week_starts_on}
          onChange={(week_starts_on) => edit({ week_starts_on })}
        />
        <Select
          label={t`When a post is late`}
          options={useGraceOptions(brand.grace_minutes)}
          value={String(brand.grace_minutes)}
          onChange={(minutes) => edit({ grace_minutes: Number(minutes) })}
          hint={
            <Trans>
              If nothing could publish it at its time. Later than this it is not sent, and you are asked.
            </Trans>
          }
        />
      </div>
    </Section>
  );
}

const GRACE_MINUTES = [15, 30, 60, 120, 360, 720, 1440];

function useGraceOptions(current: number) {
  const { t } = useLingui();
  const minutes = [...new Set([...GRACE_MINUTES, current])].sort((a, b) => a - b);
  return minutes.map((count) => ({
    value: String(count),
    label:
      count % 60 === 0
        ? t`Send it up to ${plural(count / 60, { one: '# hour later', other: '# hours later' })}`
        : t`Send it up to ${plural(count, { one: '# minute later', other: '# minutes later' })}`,
  }));
}

function ReadOnly() {
  const brand = useBrand();
  return (
    <Section
      title={
        <VisuallyHidden>
          <Trans>Settings</Trans>
        </VisuallyHidden>
      }
    >
      <p>
        {brand.name}, {brand.time_zone.replaceAll('_', ' ')}
      </p>
      <p className={styles.quiet}>
        <Trans>A manager, admin or owner of this brand can change these.</Trans>
      </p>
    </Section>
  );
}

function Home() {
  const brand = useBrand();
  const [making, setMaking] = useState(false);
  return (
    <Section
      title={<Trans>Where it is kept</Trans>}
      actions={
        <Button icon={<Plus size={16} aria-hidden="true" />} onClick={() => setMaking(true)}>
          <Trans>New brand</Trans>
        </Button>
      }
    >
      {brand.organization_id !== null && (
        <p>
          <Trans>
            On this device and on the server, in the organization {brand.organization_name ?? ''}.
          </Trans>
        </p>
      )}
      <NeedsServer>
        <Trans>
          Everything about it is on this computer. On the server it can be shared, and posts go out with the
          lid closed.
        </Trans>
      </NeedsServer>
      <NewBrand open={making} onClose={() => setMaking(false)} />
    </Section>
  );
}
