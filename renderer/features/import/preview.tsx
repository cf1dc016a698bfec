import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useRef, useState } from 'react';
import type { ImportPreview } from '../../../shared/ipc/exchange.ts';
import { formatWall } from '../../../shared/time/format.ts';
import { desktop } from '../../app/desktop.ts';
import { displayLocale } from '../../app/i18n.ts';
import { go } from '../../app/router.ts';
import { tellError } from '../../app/tell-error.ts';
import { offerUndo } from '../../app/undo.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Section } from '../../ui/page.tsx';
import { byName, nameKey } from './file-choice.ts';
import styles from './import.module.css';
import { IssueTable } from './issue-table.tsx';
import { COLUMN_ISSUES } from './reading.tsx';
import { RowTable } from './row-table.tsx';

type PreviewProps = {
  preview: ImportPreview;
  busy: boolean;
  /** Files that were chosen with the plan. */
  beside: File[];
  onBeside(files: File[]): void;
};

/** What the file would make, what is wrong with it, and the one button. */
export function Preview({ preview, busy, beside, onBeside }: PreviewProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const [importing, setImporting] = useState(false);
  const [leaveOut, setLeaveOut] = useState(false);
  const [again, setAgain] = useState(false);
  const { token, rows, issues, newPillars, count, media, unknownChannels } = preview;
  const asked = issues.some(({ code }) => code === 'ambiguous_dates');
  const others = issues.filter(({ code }) => code !== 'ambiguous_dates' && !COLUMN_ISSUES.has(code));
  const broken = preview.issueCount > 0;
  const total = again ? count.rows : count.rows - count.duplicates;
  const files = byName(beside);
  const missing = media.wanted.filter((name) => !files.has(nameKey(name)));

  async function importAll() {
    setImporting(true);
    try {
      const added: Record<string, string> = {};
      for (const name of media.wanted) {
        const file = files.get(nameKey(name));
        if (file) added[name] = (await desktop.addFile({ brandId: brand.id }, file)).assetId;
      }
      const { made, firstDay } = await desktop.invoke('import.run', { token, leaveOut, again, files: added });
      go(firstDay ? `/calendar/month/${firstDay}` : '/ideas');
      offerUndo(
        t`${plural(made, { one: '# post imported.', other: '# posts imported.' })}`,
        step('import.undo'),
        step('import.redo'),
      );
    } catch (error) {
      tellError(error);
      setImporting(false);
    }
  }

  const step = (name: 'import.undo' | 'import.redo') => async () => {
    try {
      await desktop.invoke(name, { token });
      return true;
    } catch (error) {
      tellError(error);
      return false;
    }
  };

  return (
    <>
      {others.length > 0 && (
        <Section
          title={t`${plural(preview.issueCount, { one: '# thing to mend', other: '# things to mend' })}`}
          lead={
            rows.length > 0 ? (
              <Trans>Mend the file and choose it again, or import it without these lines.</Trans>
            ) : (
              <Trans>Mend the file and choose it again.</Trans>
            )
          }
        >
          <IssueTable issues={others} count={preview.issueCount} />
          {rows.length > 0 && (
            <Checkbox
              label={t`Leave out ${plural(count.brokenLines, { one: '# line', other: '# lines' })} and import the rest`}
              checked={leaveOut}
              onChange={setLeaveOut}
            />
          )}
        </Section>
      )}
      {(preview.brands.length > 0 || preview.unknownBrands.length > 0) && (
        <OtherBrands brands={preview.brands} unknown={preview.unknownBrands} />
      )}
      {rows.length > 0 && (
        <Section
          title={t`${plural(count.rows, { one: '# post', other: '# posts' })}`}
          lead={<Summary preview={preview} />}
          actions={
            <Button
              look="primary"
              busy={importing}
              disabled={(broken && !leaveOut) || asked || busy || total === 0}
              onClick={importAll}
            >
              {t`Import ${plural(total, { one: '# post', other: '# posts' })}`}
            </Button>
          }
        >
          <div className={styles.choices}>
            {count.duplicates > 0 && (
              <Checkbox
                label={t`Import ${plural(count.duplicates, { one: '# post', other: '# posts' })} again that ${plural(count.duplicates, { one: 'is', other: 'are' })} there already`}
                checked={again}
                onChange={setAgain}
              />
            )}
          </div>
          {preview.repeating && <Repeating repeating={preview.repeating} />}
          {missing.length > 0 && <Missing names={missing} onFiles={onBeside} />}
          {media.addresses > 0 && (
            <Banner
              title={t`${plural(media.addresses, { one: '# picture is an address on the web', other: '# pictures are addresses on the web' })}`}
            >
              <Trans>Pillarbox does not fetch them. The addresses stand in the notes of their posts.</Trans>
            </Banner>
          )}
          {unknownChannels.length > 0 && (
            <Banner
              title={
                <Trans>
                  Channels that this brand does not have: {unknownChannels.slice(0, 8).join(', ')}
                </Trans>
              }
              actions={
                <Button size="small" onClick={() => go('/brand/channels')}>
                  <Trans>Open the channels</Trans>
                </Button>
              }
            >
              <Trans>Their posts are imported without them. Add them first, by hand if need be.</Trans>
            </Banner>
          )}
          <RowTable rows={rows} newPillars={newPillars} count={count.rows} />
        </Section>
      )}
      {rows.length === 0 && issues.length === 0 && preview.unknownBrands.length === 0 && (
        <Banner title={<Trans>There is no post in this file.</Trans>} />
      )}
    </>
  );
}

function OtherBrands({
  brands,
  unknown,
}: {
  brands: ImportPreview['brands'];
  unknown: ImportPreview['unknownBrands'];
}) {
  const { t } = useLingui();
  const list = (named: ImportPreview['brands']) =>
    named
      .slice(0, 8)
      .map(({ name, rows }) => `${name} (${plural(rows, { one: '# post', other: '# posts' })})`)
      .join(', ');
  return (
    <Banner
      {...(unknown.length > 0 && { tone: 'warn' as const })}
      title={
        brands.length > 0
          ? t`Posts for other brands go there: ${list(brands)}`
          : t`This file also has posts for other brands`
      }
    >
      {unknown.length > 0 && (
        <Trans>
          Not on this device, so their posts are left out: {list(unknown)}. Make the brand first, then choose
          the file again.
        </Trans>
      )}
    </Banner>
  );
}

function Repeating({ repeating }: { repeating: NonNullable<ImportPreview['repeating']> }) {
  const { t } = useLingui();
  const { events, dates, until } = repeating;
  const day = until && formatWall(until, displayLocale());
  return (
    <Banner
      title={t`${plural(events, { one: '# event repeats', other: '# events repeat' })}: ${plural(dates, { one: '# date', other: '# dates' })}`}
    >
      {day ? (
        <Trans>Each date becomes a post, up to {day}. Import the calendar again for later ones.</Trans>
      ) : (
        <Trans>Each date that is still to come becomes a post.</Trans>
      )}
    </Banner>
  );
}

function Missing({ names, onFiles }: { names: string[]; onFiles(files: File[]): void }) {
  const { t } = useLingui();
  const input = useRef<HTMLInputElement>(null);
  return (
    <Banner
      tone="warn"
      title={t`${plural(names.length, { one: '# file is not in the library', other: '# files are not in the library' })}`}
      actions={
        <Button size="small" onClick={() => input.current?.click()}>
          <Trans>Choose the files</Trans>
        </Button>
      }
    >
      <span dir="auto">{names.slice(0, 8).join(', ')}</span>{' '}
      <Trans>Posts are imported without what is not chosen.</Trans>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        aria-label={t`Files of the plan`}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </Banner>
  );
}

function Summary({ preview }: { preview: ImportPreview }) {
  const { t } = useLingui();
  const { scheduled, ideas, duplicates } = preview.count;
  const { newPillars } = preview;
  return (
    <span className={styles.summary}>
      <span>{t`${plural(scheduled, { one: '# goes on the calendar', other: '# go on the calendar' })}`}</span>
      {ideas > 0 && (
        <span>{t`${plural(ideas, { one: '# has no date and becomes an idea', other: '# have no date and become ideas' })}`}</span>
      )}
      {duplicates > 0 && (
        <span>{t`${plural(duplicates, { one: '# is there already and is left out', other: '# are there already and are left out' })}`}</span>
      )}
      {newPillars.length > 0 && <span>{t`New pillars: ${newPillars.join(', ')}`}</span>}
    </span>
  );
}
