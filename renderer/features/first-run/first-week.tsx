import { Trans, useLingui } from '@lingui/react/macro';
import { Check, ChevronDown, ChevronUp, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useCommands } from '../../app/commands.ts';
import { useSetting } from '../../app/settings.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { IconButton } from '../../ui/button.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './first-week.module.css';
import { ConnectStep, WriteStep } from './first-week-later-steps.tsx';
import { PillarsStep } from './first-week-pillars.tsx';
import { SlotsStep } from './first-week-slots.tsx';

type Step = { id: string; title: string; done: boolean; panel: ReactNode };

/**
 * The guide of a brand's first week: four things to do, done right here. It can be put away and called back from the
 * palette; what is done is read from the brand itself.
 */
export function FirstWeek({ onWrite }: { onWrite(): void }) {
  const { t } = useLingui();
  const brand = useBrand();
  const [dismissed, setDismissed] = useSetting('guideDismissed');
  const [collapsed, setCollapsed] = useSetting('guideCollapsed');
  const [chosen, setChosen] = useState<string | null>(null);
  const overview = useLiveQuery('overview', { brandId: brand.id }).data;
  const away = dismissed.includes(brand.id);
  const recall = {
    id: 'guide',
    group: t`App`,
    title: t`Show the first-week guide`,
    run() {
      setDismissed(dismissed.filter((id) => id !== brand.id));
      setCollapsed(false);
    },
  };
  useCommands(away ? [recall] : []);

  if (!overview || away || brand.role === 'member') return null;
  const steps: Step[] = [
    { id: 'pillars', title: t`Make three pillars`, done: overview.pillars > 0, panel: <PillarsStep /> },
    { id: 'slots', title: t`Choose days and times`, done: overview.schedules > 0, panel: <SlotsStep /> },
    {
      id: 'write',
      title: t`Write a first post`,
      done: overview.drafts + overview.scheduled > 0,
      panel: <WriteStep onWrite={onWrite} />,
    },
    { id: 'connect', title: t`Connect an account`, done: overview.connections > 0, panel: <ConnectStep /> },
  ];
  const doneCount = steps.filter((step) => step.done).length;
  if (doneCount === steps.length) return null;
  const next = steps.find((step) => !step.done);
  const shown = steps.find((step) => step.id === chosen && !step.done) ?? next;

  return (
    <section className={styles.guide} aria-labelledby="first-week">
      <div className={styles.head}>
        <h2 id="first-week">
          <Trans>Your first week</Trans>
        </h2>
        <span className={styles.count}>{t`${doneCount} of ${steps.length} done`}</span>
        <span className={styles.tools}>
          <IconButton
            size="small"
            label={collapsed ? t`Show the steps` : t`Hide the steps`}
            aria-expanded={!collapsed}
            onClick={() => setCollapsed(!collapsed)}
          >
            {collapsed ? (
              <ChevronDown size={14} aria-hidden="true" />
            ) : (
              <ChevronUp size={14} aria-hidden="true" />
            )}
          </IconButton>
          <IconButton
            size="small"
            label={t`Put the guide away`}
            onClick={() => setDismissed([...dismissed, brand.id])}
          >
            <X size={14} aria-hidden="true" />
          </IconButton>
        </span>
      </div>
      {!collapsed && (
        <>
          <ol className={styles.steps}>
            {steps.map((step, index) => (
              <li key={step.id}>
                <button
                  type="button"
                  className={styles.step}
                  disabled={step.done}
                  aria-current={step === shown ? 'step' : undefined}
                  onClick={() => setChosen(step.id)}
                >
                  <span className={styles.number} data-done={step.done || undefined} aria-hidden="true">
                    {step.done ? <Check size={12} strokeWidth={3} /> : index + 1}
                  </span>
                  {step.title}
                  {step.done && (
                    <VisuallyHidden>
                      <Trans>, done</Trans>
                    </VisuallyHidden>
                  )}
                </button>
              </li>
            ))}
          </ol>
          {shown && (
            <div key={shown.id} className={styles.panel}>
              {shown.panel}
            </div>
          )}
        </>
      )}
    </section>
  );
}
