import { useLingui } from '@lingui/react/macro';
import { memo } from 'react';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { PillarDot } from '../../ui/pillar-dot.tsx';
import { Select } from '../../ui/select.tsx';

const NO_PILLAR = 'none';

/** The pillar a post belongs to. Remembered: typing doesn’t draw it anew. */
export const PillarField = memo(function PillarField({
  pillarId,
  onChange,
}: {
  pillarId: string | null;
  onChange(pillarId: string | null): void;
}) {
  const { t } = useLingui();
  const brand = useBrand();
  const pillars = useLiveQuery('pillars', { brandId: brand.id }).data ?? [];
  return (
    <Select
      label={t`Pillar`}
      value={pillarId && pillars.some((one) => one.id === pillarId) ? pillarId : NO_PILLAR}
      options={[
        { value: NO_PILLAR, label: t`No pillar`, icon: <PillarDot color={null} /> },
        ...pillars.map(({ id: value, name, color }) => ({
          value,
          label: name,
          icon: <PillarDot color={color} />,
        })),
      ]}
      onChange={(value) => onChange(value === NO_PILLAR ? null : value)}
    />
  );
});
