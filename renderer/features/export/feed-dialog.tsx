import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import { desktop } from '../../app/desktop.ts';
import { type Explanation, explainThrown } from '../../app/errors.ts';
import { MadeLink } from '../../app/made-link.tsx';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { platformNames } from '../../ui/platform-glyph.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './export.module.css';

type FeedDialogProps = { open: boolean; onClose(): void; onMade(): void };

/** Makes an address by which another calendar follows the plan, or a part of it. */
export function FeedDialog({ open, onClose, onMade }: FeedDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title={<Trans>New calendar address</Trans>}>
      <Form onClose={onClose} onMade={onMade} />
    </Dialog>
  );
}

function Form({ onClose, onMade }: Omit<FeedDialogProps, 'open'>) {
  const { t } = useLingui();
  const brand = useBrand();
  const pillars = useLiveQuery('pillars', { brandId: brand.id }).data ?? [];
  const connections = useLiveQuery('connections', { brandId: brand.id }).data ?? [];
  const [label, setLabel] = useState('');
  const [pillarIds, setPillarIds] = useState<string[]>([]);
  const [connectionIds, setConnectionIds] = useState<string[]>([]);
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [url, setUrl] = useState<string | null>(null);
  const [failure, setFailure] = useState<Explanation | null>(null);
  const unnamed = label.trim() === '';

  async function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (unnamed) return;
    setBusy(true);
    setFailure(null);
    try {
      const made = await desktop.invoke('calendarFeeds.create', {
        brandId: brand.id,
        label: label.trim(),
        pillarIds,
        connectionIds,
      });
      setUrl(made.url);
      onMade();
    } catch (error) {
      setFailure(explainThrown(error));
    }
    setBusy(false);
  }

  if (url) {
    return (
      <MadeLink
        label={t`Calendar address`}
        link={url}
        hint={
          <Trans>
            Give it to the calendar as a subscription. Whoever has it reads the plan, and it is shown only
            now.
          </Trans>
        }
        onDone={onClose}
      />
    );
  }
  const toggle = (ids: string[], id: string, on: boolean) =>
    on ? [...ids, id] : ids.filter((one) => one !== id);
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <TextField
        label={t`Who is it for?`}
        value={label}
        onChange={setLabel}
        maxLength={200}
        autoComplete="off"
        error={checked && unnamed ? t`Write a name, so that you know whose address it is.` : null}
      />
      {pillars.length > 0 && (
        <fieldset className={styles.brands}>
          <legend className={styles.legend}>
            <Trans>Only these pillars (none chosen: all)</Trans>
          </legend>
          {pillars.map(({ id, name }) => (
            <Checkbox
              key={id}
              label={name}
              checked={pillarIds.includes(id)}
              onChange={(on) => setPillarIds(toggle(pillarIds, id, on))}
            />
          ))}
        </fieldset>
      )}
      {connections.length > 0 && (
        <fieldset className={styles.brands}>
          <legend className={styles.legend}>
            <Trans>Only these channels (none chosen: all)</Trans>
          </legend>
          {connections.map(({ id, platform, handle }) => (
            <Checkbox
              key={id}
              label={`${platformNames[platform]} ${handle}`}
              checked={connectionIds.includes(id)}
              onChange={(on) => setConnectionIds(toggle(connectionIds, id, on))}
            />
          ))}
        </fieldset>
      )}
      {failure && (
        <Banner tone="error" live title={failure.title}>
          {failure.next}
        </Banner>
      )}
      <div className={styles.footer}>
        <Button look="quiet" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button look="primary" type="submit" busy={busy}>
          <Trans>Make the address</Trans>
        </Button>
      </div>
    </form>
  );
}
