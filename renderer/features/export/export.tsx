import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Archive, CalendarDays, FileSpreadsheet, FileText, Printer } from 'lucide-react';
import { useEffect, useState } from 'react';
import { addDays, today } from '../../../shared/time/calendar.ts';
import { nowIso } from '../../app/clock.ts';
import { useCommands } from '../../app/commands.ts';
import { desktop } from '../../app/desktop.ts';
import { type Explanation, explainThrown } from '../../app/errors.ts';
import { displayLocale } from '../../app/i18n.ts';
import { Link } from '../../app/router.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Page } from '../../ui/page.tsx';
import { RadioCards } from '../../ui/radio-cards.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './export.module.css';
import { Feeds } from './feeds.tsx';

type What = 'page' | 'print' | 'sheet' | 'calendar' | 'archive';
type Done = { name: string; opened: boolean; files: number; elsewhere: number };

/** Everything a person owns, as files of their own: what, of whom, of which days. Works with no connection. */
export default function Export() {
  const { t } = useLingui();
  const brand = useBrand();
  const brands = useLiveQuery('brands', {}).data ?? [brand];
  const inBrowser = useAppState((state) => state.host === 'browser');
  const start = today(brand.time_zone, nowIso());
  const [what, setWhat] = useState<What>('page');
  const [chosen, setChosen] = useState<string[]>([brand.id]);
  const [days, setDays] = useState<'month' | 'all' | 'some'>('month');
  const [from, setFrom] = useState(start);
  const [to, setTo] = useState(addDays(start, 27));
  const [ideas, setIdeas] = useState(false);
  const [media, setMedia] = useState(true);
  const [reviews, setReviews] = useState(true);
  const [count, setCount] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<Done | null>(null);
  const [failure, setFailure] = useState<Explanation | null>(null);
  const whole = what === 'archive';
  const turned = days === 'some' && (from === '' || to === '' || from > to);
  const range = {
    brandIds: chosen,
    from: days === 'all' ? null : days === 'month' ? start : from,
    to: days === 'all' ? null : days === 'month' ? addDays(start, 27) : to,
    ideas: ideas && what !== 'calendar',
  };
  const ready = chosen.length > 0 && !turned && !busy;
  const asked = JSON.stringify(range);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` is what the range says
  useEffect(() => {
    if (whole || turned || chosen.length === 0) return setCount(null);
    let current = true;
    desktop.invoke('export.count', range).then(
      ({ posts }) => current && setCount(posts),
      () => current && setCount(null),
    );
    return () => {
      current = false;
    };
  }, [asked, whole, turned]);

  async function save() {
    if (!ready) return;
    setBusy(true);
    setDone(null);
    setFailure(null);
    try {
      const saved = await desktop.invoke('export.save', {
        ...range,
        what,
        media,
        reviews,
        language: displayLocale(),
      });
      if (saved.saved) setDone({ ...saved, opened: saved.opened === true });
    } catch (error) {
      setFailure(explainThrown(error));
    }
    setBusy(false);
  }
  useCommands([{ id: 'export.save', group: t`Export`, title: t`Save the export`, run: () => void save() }]);

  const icon = { size: 20, 'aria-hidden': true } as const;
  return (
    <Page
      title={<Trans>Export</Trans>}
      lead={
        <Trans>
          What you planned is yours: take it along, send it, print it.{' '}
          <Link href="/restore">Bring an export back</Link>
        </Trans>
      }
    >
      <div className={styles.form}>
        <RadioCards<What>
          label={<Trans>What</Trans>}
          value={what}
          onChange={(next) => {
            setWhat(next);
            setDone(null);
          }}
          options={[
            {
              value: 'page',
              label: <Trans>A plan to read</Trans>,
              hint: <Trans>One HTML page with pictures, for a client. It needs nothing else.</Trans>,
              icon: <FileText {...icon} />,
            },
            {
              value: 'print',
              label: inBrowser ? <Trans>The same to print</Trans> : <Trans>The same as PDF</Trans>,
              hint: inBrowser ? (
                <Trans>It opens in a tab; your browser prints it or saves it as PDF.</Trans>
              ) : (
                <Trans>By weeks, ready for paper.</Trans>
              ),
              icon: <Printer {...icon} />,
            },
            {
              value: 'sheet',
              label: <Trans>A sheet</Trans>,
              hint: <Trans>CSV for Excel, Numbers and Sheets. Pillarbox imports it again.</Trans>,
              icon: <FileSpreadsheet {...icon} />,
            },
            {
              value: 'calendar',
              label: <Trans>A calendar file</Trans>,
              hint: <Trans>iCalendar (.ics) for other calendars, as it is now.</Trans>,
              icon: <CalendarDays {...icon} />,
            },
            {
              value: 'archive',
              label: <Trans>Everything</Trans>,
              hint: <Trans>A zip of JSON with the files. It comes back whole on another computer.</Trans>,
              icon: <Archive {...icon} />,
            },
          ]}
        />
        {brands.length > 1 && (
          <fieldset className={styles.brands}>
            <legend className={styles.legend}>
              <Trans>Of which brands</Trans>
            </legend>
            {brands.map(({ id, name }) => (
              <Checkbox
                key={id}
                label={name}
                checked={chosen.includes(id)}
                onChange={(on) => setChosen(on ? [...chosen, id] : chosen.filter((one) => one !== id))}
              />
            ))}
          </fieldset>
        )}
        {!whole && (
          <div className={styles.row}>
            <Select<'month' | 'all' | 'some'>
              label={t`Which days`}
              value={days}
              onChange={setDays}
              options={[
                { value: 'month', label: t`The next four weeks` },
                { value: 'some', label: t`From a day to a day` },
                { value: 'all', label: t`All there are` },
              ]}
            />
            {days === 'some' && (
              <>
                <TextField label={t`From`} type="date" value={from} onChange={setFrom} />
                <TextField
                  label={t`To`}
                  type="date"
                  value={to}
                  onChange={setTo}
                  error={turned ? t`The last day is before the first.` : null}
                />
              </>
            )}
          </div>
        )}
        <div className={styles.checks}>
          {!whole && what !== 'calendar' && (
            <Checkbox label={t`With ideas that have no date`} checked={ideas} onChange={setIdeas} />
          )}
          {(what === 'page' || what === 'print') && (
            <Checkbox
              label={t`Say where each post stands in its review`}
              checked={reviews}
              onChange={setReviews}
            />
          )}
          {whole && <Checkbox label={t`With the files of the library`} checked={media} onChange={setMedia} />}
        </div>
        {failure && (
          <Banner tone="error" live title={failure.title}>
            {failure.next}
          </Banner>
        )}
        {done && (
          <Banner
            tone="ok"
            live
            title={done.opened ? <Trans>It is open in a tab</Trans> : <Trans>Saved as {done.name}</Trans>}
          >
            {done.opened ? (
              <Trans>Print it there, or save it as PDF.</Trans>
            ) : inBrowser ? (
              <Trans>Your browser keeps it with its downloads.</Trans>
            ) : (
              <Trans>It lies where you chose.</Trans>
            )}
            {done.elsewhere > 0 &&
              ` ${t`${plural(done.elsewhere, { one: '# file is only on another device and is not in it.', other: '# files are only on other devices and are not in it.' })}`}`}
          </Banner>
        )}
        <div className={styles.footer}>
          <Button look="primary" busy={busy} disabled={!ready} onClick={() => void save()}>
            {what === 'print' && inBrowser ? <Trans>Open it</Trans> : <Trans>Save</Trans>}
          </Button>
          {count !== null && !whole && (
            <p className={styles.quiet} role="status">
              {t`${plural(count, { one: '# post', other: '# posts' })}`}
            </p>
          )}
        </div>
      </div>
      <Feeds />
    </Page>
  );
}
