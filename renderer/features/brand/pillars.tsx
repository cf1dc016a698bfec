import { Trans, useLingui } from '@lingui/react/macro';
import { useRef } from 'react';
import { useCommands } from '../../app/commands.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { mutateAll } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { rememberEdit } from '../../app/undo.ts';
import { applyEdit } from '../../app/undo-edit.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Section } from '../../ui/page.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './brand.module.css';
import { PillarAdd } from './pillar-add.tsx';
import { PillarNotices } from './pillar-notices.tsx';
import { PillarRow } from './pillar-row.tsx';
import { misplaced, moveTo } from './reorder.ts';

/** The themes a brand keeps coming back to, in order. */
export function Pillars() {
  const { t } = useLingui();
  const brand = useBrand();
  const { data: pillars, error } = useLiveQuery('pillars', { brandId: brand.id });
  const adding = useRef<HTMLInputElement>(null);
  useCommands([
    {
      id: 'pillar.new',
      group: t`Pillars`,
      title: t`New pillar`,
      run: () => adding.current?.focus(),
    },
  ]);

  async function move(id: string, index: number) {
    if (!pillars) return;
    const moved = misplaced(moveTo(pillars, id, index));
    const write = (positions: Record<string, unknown>) =>
      mutateAll(
        Object.entries(positions).map(([pillar, position]) => ({
          name: 'pillar.edit',
          args: { id: pillar, brand_id: brand.id, fields: { position: Number(position) } },
        })),
      );
    const before = Object.fromEntries(moved.map(({ item }) => [item.id, item.position]));
    const after = Object.fromEntries(moved.map(({ item, position }) => [item.id, position]));
    if (moved.length === 0 || !(await write(after))) return;
    rememberEdit(t`Pillars put in another order.`, { key: 'pillars', before, after }, async (to, from) => {
      const now = await readOnce('pillars', { brandId: brand.id });
      return applyEdit(Object.fromEntries(now.map((one) => [one.id, one.position])), to, from, write);
    });
  }

  return (
    <Section
      title={
        <VisuallyHidden>
          <Trans>Pillars</Trans>
        </VisuallyHidden>
      }
      lead={
        <Trans>
          The few themes you keep coming back to. Posts carry their pillar’s colour, and the calendar shows
          the balance.
        </Trans>
      }
    >
      {error && <FailureBanner of={error} />}
      {pillars && (
        <>
          {pillars.map((pillar) => (
            <PillarNotices key={pillar.id} pillar={pillar} />
          ))}
          {pillars.length > 0 && (
            <ol className={styles.pillars}>
              {pillars.map((pillar, index) => (
                <PillarRow
                  key={pillar.id}
                  pillar={pillar}
                  index={index}
                  count={pillars.length}
                  onMove={move}
                />
              ))}
            </ol>
          )}
          <PillarAdd ref={adding} pillars={pillars} />
          <Shares shares={pillars.map(({ share }) => share)} />
        </>
      )}
    </Section>
  );
}

/** Wished shares need not add up, but a person should see when they do not. */
function Shares({ shares }: { shares: (number | null)[] }) {
  const given = shares.filter((share) => share !== null);
  if (given.length === 0) return null;
  const total = given.reduce((sum, share) => sum + share, 0);
  return (
    <p className={styles.quiet} role="status">
      {total === 100 ? (
        <Trans>The shares add up to 100 %.</Trans>
      ) : (
        <Trans>The shares add up to {total} %, not 100 %.</Trans>
      )}
    </p>
  );
}
