import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import type { Role } from '../../../shared/kinds/index.ts';
import { desktop } from '../../app/desktop.ts';
import { type Explanation, explainThrown } from '../../app/errors.ts';
import { MadeLink } from '../../app/made-link.tsx';
import { useBrand } from '../../app/use-brand.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { RadioCards } from '../../ui/radio-cards.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './brand.module.css';
import { roleDuties, roleNames } from './role-words.tsx';
import { givable } from './roles.ts';

type InviteDialogProps = { open: boolean; onClose(): void; onMade(): void };

/** Makes a link that lets one person in. */
export function InviteDialog({ open, onClose, onMade }: InviteDialogProps) {
  const brand = useBrand();
  return (
    <Dialog open={open} onClose={onClose} title={<Trans>Invite somebody to {brand.name}</Trans>}>
      <Form onClose={onClose} onMade={onMade} />
    </Dialog>
  );
}

function Form({ onClose, onMade }: Omit<InviteDialogProps, 'open'>) {
  const { t, i18n } = useLingui();
  const brand = useBrand();
  const [role, setRole] = useState<Role>('member');
  const [email, setEmail] = useState('');
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [link, setLink] = useState<string | null>(null);
  const [failure, setFailure] = useState<Explanation | null>(null);
  const address = email.trim();
  const wrong = address !== '' && !/^\S+@\S+\.\S+$/.test(address);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (wrong) return;
    setBusy(true);
    setFailure(null);
    try {
      const made = await desktop.invoke('invitations.create', {
        brandId: brand.id,
        email: address || null,
        role,
      });
      setLink(made.link);
      onMade();
    } catch (error) {
      setFailure(explainThrown(error));
    }
    setBusy(false);
  }

  if (link) {
    return (
      <MadeLink
        label={t`Invitation link`}
        link={link}
        hint={
          address ? (
            <Trans>Send it to {address}. It works once, for a week, and is shown only now.</Trans>
          ) : (
            <Trans>Whoever has it can join. It works once, for a week, and is shown only now.</Trans>
          )
        }
        onDone={onClose}
      />
    );
  }
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <RadioCards<Role>
        label={t`Role`}
        value={role}
        onChange={setRole}
        options={givable(brand.role).map((one) => ({
          value: one,
          label: i18n._(roleNames[one]),
          hint: i18n._(roleDuties[one]),
        }))}
      />
      <TextField
        label={t`E-mail (optional)`}
        hint={
          <Trans>
            Then only this address can use the link. Nothing is sent: you pass the link on yourself.
          </Trans>
        }
        type="email"
        autoComplete="off"
        maxLength={320}
        value={email}
        onChange={setEmail}
        error={checked && wrong ? t`Write an e-mail address, like ada@example.org, or leave it empty.` : null}
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
