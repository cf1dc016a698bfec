import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import { addDays, today } from '../../../shared/time/calendar.ts';
import { nowIso } from '../../app/clock.ts';
import { desktop } from '../../app/desktop.ts';
import { type Explanation, explainThrown } from '../../app/errors.ts';
import { MadeLink } from '../../app/made-link.tsx';
import { useBrand } from '../../app/use-brand.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './review.module.css';

type LinkDialogProps = {
  /** Null: everything planned on some days. */
  postId: string | null;
  open: boolean;
  onClose(): void;
  onMade?(): void;
};

const VALID_DAYS = [3, 7, 14, 30, 90];
const LEAST_PASSWORD = 8;

/** Makes a link by which a client reviews, without an account. */
export function LinkDialog({ open, onClose, ...rest }: LinkDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title={<Trans>Review link for a client</Trans>}>
      <Form onClose={onClose} {...rest} />
    </Dialog>
  );
}

function Form({ postId, onClose, onMade }: Omit<LinkDialogProps, 'open'>) {
  const { t } = useLingui();
  const brand = useBrand();
  const start = today(brand.time_zone, nowIso());
  const [label, setLabel] = useState('');
  const [from, setFrom] = useState(start);
  const [to, setTo] = useState(addDays(start, 13));
  const [days, setDays] = useState('14');
  const [password, setPassword] = useState('');
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [url, setUrl] = useState<string | null>(null);
  const [failure, setFailure] = useState<Explanation | null>(null);
  const unnamed = label.trim() === '';
  const short = password !== '' && password.length < LEAST_PASSWORD;
  const turned = postId === null && (from === '' || to === '' || from > to);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (unnamed || short || turned) return;
    setBusy(true);
    setFailure(null);
    try {
      const range = postId === null ? { from, to } : { from: null, to: null };
      const made = await desktop.invoke('reviewLinks.create', {
        brandId: brand.id,
        postId,
        ...range,
        label: label.trim(),
        password: password || null,
        days: Number(days),
      });
      setUrl(made.url);
      onMade?.();
    } catch (error) {
      setFailure(explainThrown(error));
    }
    setBusy(false);
  }

  if (url) {
    return (
      <MadeLink
        label={t`Review link`}
        link={url}
        hint={
          password !== '' ? (
            <Trans>Send it to your client. It is shown only now; the password goes with it.</Trans>
          ) : (
            <Trans>Send it to your client. Whoever has it can decide, and it is shown only now.</Trans>
          )
        }
        onDone={onClose}
      />
    );
  }
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <p className={styles.quiet}>
        {postId === null ? (
          <Trans>
            Whoever has the link sees what is planned on these days and can approve or ask for changes.
          </Trans>
        ) : (
          <Trans>Whoever has the link sees this post and can approve it or ask for changes.</Trans>
        )}
      </p>
      <TextField
        label={t`Who is it for?`}
        value={label}
        onChange={setLabel}
        maxLength={200}
        autoComplete="off"
        error={checked && unnamed ? t`Write a name, so that you know whose link it is.` : null}
      />
      {postId === null && (
        <div className={styles.row}>
          <TextField label={t`From`} type="date" value={from} onChange={setFrom} />
          <TextField
            label={t`To`}
            type="date"
            value={to}
            onChange={setTo}
            error={checked && turned ? t`The last day is before the first.` : null}
          />
        </div>
      )}
      <Select
        label={t`It works for`}
        value={days}
        onChange={setDays}
        options={VALID_DAYS.map((count) => ({
          value: String(count),
          label: plural(count, { one: '# day', other: '# days' }),
        }))}
      />
      <TextField
        label={t`Password (optional)`}
        hint={<Trans>Tell it to your client by another way than the link.</Trans>}
        value={password}
        onChange={setPassword}
        maxLength={256}
        autoComplete="off"
        error={checked && short ? t`Use at least ${LEAST_PASSWORD} characters.` : null}
      />
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
          <Trans>Make the link</Trans>
        </Button>
      </div>
    </form>
  );
}
