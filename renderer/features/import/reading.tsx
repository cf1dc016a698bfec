import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { PlanField } from '../../../shared/csv/fields.ts';
import type { ImportOptions, ImportPreview } from '../../../shared/ipc/exchange.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/page.tsx';
import { Select } from '../../ui/select.tsx';
import { ZonePicker } from '../first-run/zone-picker.tsx';
import { DateOrderChoice } from './date-order-choice.tsx';
import { fieldOptions } from './field-words.ts';
import styles from './import.module.css';

type ReadingProps = {
  preview: ImportPreview;
  busy: boolean;
  onRead(options: ImportOptions): void;
};

/** How the file is read: the tool it is from, its clock, and what its columns mean. Each change reads it again. */
export function Reading({ preview, busy, onRead }: ReadingProps) {
  const { t } = useLingui();
  const { columns, preset, issues, source, dateOrderChosen, zone } = preview;
  const [open, setOpen] = useState(false);
  const lost = issues.some(({ code }) => COLUMN_ISSUES.has(code));
  const shown = columns.length > 0 && (open || lost);
  const mapping = Object.fromEntries(columns.map(({ number, field }) => [number, field]));
  const [mapped, setMapped] = useState(false);
  const ambiguous = issues.find(({ code }) => code === 'ambiguous_dates');

  const read = (more: ImportOptions) =>
    onRead({
      zone,
      dateOrder: dateOrderChosen,
      mapping: mapped || preview.remembered ? mapping : null,
      ...more,
    });

  return (
    <Section
      title={
        preset ? (
          <Trans>A file from {preset.name}</Trans>
        ) : source === 'calendar' ? (
          <Trans>A calendar</Trans>
        ) : source === 'list' ? (
          <Trans>A list of posts</Trans>
        ) : (
          <Trans>How it is read</Trans>
        )
      }
      lead={preview.remembered && <Trans>Read as you chose for the last file with these columns.</Trans>}
      actions={
        columns.length > 0 && (
          <Button look="quiet" aria-expanded={shown} disabled={lost} onClick={() => setOpen(!open)}>
            {shown ? <Trans>Hide the columns</Trans> : <Trans>Choose the columns</Trans>}
          </Button>
        )
      }
    >
      {(ambiguous || dateOrderChosen !== 'auto') && (
        <DateOrderChoice
          example={ambiguous?.value ?? null}
          value={dateOrderChosen}
          disabled={busy}
          onChange={(dateOrder) => read({ dateOrder })}
        />
      )}
      <div className={styles.reading}>
        <ZonePicker
          value={zone}
          onChange={(next) => read({ zone: next })}
          label={t`Time zone of the file`}
          hint={<Trans>For times that name none.</Trans>}
        />
      </div>
      {lost && (
        <Banner tone="warn" live title={<Trans>Say what the columns mean</Trans>}>
          <Trans>A column for the date is needed, and one for the text or the title.</Trans>
        </Banner>
      )}
      {shown && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className={styles.frame} aria-label={t`Columns of the file`} tabIndex={0}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">
                  <Trans>Column</Trans>
                </th>
                <th scope="col">
                  <Trans>What is there</Trans>
                </th>
                <th scope="col">
                  <Trans>What it means</Trans>
                </th>
              </tr>
            </thead>
            <tbody>
              {columns.map(({ name, number, field, samples }) => (
                <tr key={number}>
                  <td dir="auto">{name || t`Column ${number}`}</td>
                  <td dir="auto" className={styles.samples}>
                    {samples.join(' · ') || '–'}
                  </td>
                  <td className={styles.means}>
                    <Select
                      label={t`What “${name || number}” means`}
                      hideLabel
                      options={fieldOptions(field ? [field] : [])}
                      value={field ?? ''}
                      disabled={busy}
                      onChange={(next: string) => {
                        setMapped(true);
                        read({ mapping: { ...mapping, [number]: next === '' ? null : (next as PlanField) } });
                      }}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Section>
  );
}

/** What only saying what the columns are can mend. */
export const COLUMN_ISSUES = new Set(['no_text_column', 'no_date_column', 'duplicate_column']);
