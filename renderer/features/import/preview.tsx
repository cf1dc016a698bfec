import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { ImportPreview } from '../../../shared/ipc.ts';
import { desktop } from '../../app/desktop.ts';
import { mutateAll, type PlannedMutation } from '../../app/mutate.ts';
import { go } from '../../app/router.ts';
import { tellError } from '../../app/tell-error.ts';
import { offerUndo } from '../../app/undo.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/page.tsx';
import { DateOrderChoice } from './date-order-choice.tsx';
import styles from './import.module.css';
import type { DateOrder } from './import.tsx';
import { IssueTable } from './issue-table.tsx';
import { RowTable } from './row-table.tsx';
import { undoImport } from './undo-import.ts';

type PreviewProps = {
  preview: ImportPreview;
  chosenOrder: DateOrder;
  busy: boolean;
  onDateOrder(order: DateOrder): void;
};

/** What the file would make, what is wrong with it, and the one button. */
export function Preview({ preview, chosenOrder, busy, onDateOrder }: PreviewProps) {
  const { t } = useLingui();
  const [importing, setImporting] = useState(false);
  const { rows, issues, newPillars, mutations } = preview;
  const planned = rows.filter(({ wallTime }) => wallTime !== null);
  const ambiguous = issues.some(({ code }) => code === 'ambiguous_dates');
  const others = issues.filter(({ code }) => code !== 'ambiguous_dates');

  async function importAll() {
    setImporting(true);
    try {
      await desktop.invoke('mutate', { mutations });
      const first = planned.map(({ wallTime }) => wallTime ?? '').sort()[0];
      go(first ? `/calendar/month/${first.slice(0, 10)}` : '/ideas');
      offerUndo(
        t`${plural(rows.length, { one: '# post imported.', other: '# posts imported.' })}`,
        () => mutateAll(undoImport(mutations)),
        () => mutateAll(mutations as PlannedMutation[]),
      );
    } catch (error) {
      tellError(error);
      setImporting(false);
    }
  }

  return (
    <>
      {(ambiguous || chosenOrder !== 'auto') && (
        <DateOrderChoice
          example={issues.find(({ code }) => code === 'ambiguous_dates')?.value ?? null}
          value={chosenOrder}
          disabled={busy}
          onChange={onDateOrder}
        />
      )}
      {others.length > 0 && (
        <Section
          title={t`${plural(others.length, { one: '# thing to mend', other: '# things to mend' })}`}
          lead={
            <Trans>
              Nothing is imported until the whole file can be. Mend it in the spreadsheet and choose it again.
            </Trans>
          }
        >
          <IssueTable issues={others} />
        </Section>
      )}
      {rows.length > 0 && (
        <Section
          title={t`${plural(rows.length, { one: '# post', other: '# posts' })}`}
          lead={
            <Summary planned={planned.length} ideas={rows.length - planned.length} newPillars={newPillars} />
          }
          actions={
            <Button
              look="primary"
              busy={importing}
              disabled={issues.length > 0 || busy || mutations.length === 0}
              onClick={importAll}
            >
              {t`Import ${plural(rows.length, { one: '# post', other: '# posts' })}`}
            </Button>
          }
        >
          <RowTable rows={rows} newPillars={newPillars} />
        </Section>
      )}
      {rows.length === 0 && issues.length === 0 && (
        <Banner title={<Trans>There is no post in this file.</Trans>} />
      )}
    </>
  );
}

function Summary({ planned, ideas, newPillars }: { planned: number; ideas: number; newPillars: string[] }) {
  const { t } = useLingui();
  return (
    <span className={styles.summary}>
      <span>{t`${plural(planned, { one: '# goes on the calendar', other: '# go on the calendar' })}`}</span>
      {ideas > 0 && (
        <span>{t`${plural(ideas, { one: '# has no date and becomes an idea', other: '# have no date and become ideas' })}`}</span>
      )}
      {newPillars.length > 0 && <span>{t`New pillars: ${newPillars.join(', ')}`}</span>}
    </span>
  );
}
