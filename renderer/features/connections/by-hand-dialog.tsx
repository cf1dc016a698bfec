import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import { PLATFORMS, type Platform, platformFacts } from '../../../shared/connectors/facts.ts';
import type { Row } from '../../../shared/kinds/index.ts';
import { countText } from '../../../shared/rules/index.ts';
import { mutate, newId } from '../../app/mutate.ts';
import { offerUndo } from '../../app/undo.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { PlatformGlyph, platformNames } from '../../ui/platform-glyph.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toast.tsx';
import styles from './connections.module.css';

const options = PLATFORMS.filter((platform) => platform !== 'sandbox').map((value) => ({
  value,
  label: platformNames[value],
  icon: <PlatformGlyph platform={value} label="" size={16} />,
}));

const MOST = 100_000;

type ByHandDialogProps = {
  open: boolean;
  onClose(): void;
  /** Set: this one is changed; else one is added. */
  connection?: Row<'connection'>;
};

/** A channel that is planned for here and posted to by hand: no account of ours, no password, no connection. */
export function ByHandDialog({ open, onClose, connection }: ByHandDialogProps) {
  const { t } = useLingui();
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={connection ? t`Change ${connection.handle}` : t`Add a channel you post to by hand`}
      description={
        <Trans>
          Plan and write for it here, with its own limits and preview. When the time comes, Pillarbox reminds
          you; you post it and say that it is out.
        </Trans>
      }
    >
      <Form onClose={onClose} connection={connection} />
    </Dialog>
  );
}

type FormProps = { onClose(): void; connection: Row<'connection'> | undefined };

function Form({ onClose, connection }: FormProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const [platform, setPlatform] = useState<Platform>(connection?.platform ?? 'instagram');
  const [handle, setHandle] = useState(connection?.handle ?? '');
  const [limit, setLimit] = useState(String(connection?.limits?.text ?? ''));
  const [checked, setChecked] = useState(false);
  const { ownTextLimits } = platformFacts(platform);
  const name = handle.trim().replace(/^@/, '');
  const usual = countText(platform, '').limit;
  const text = limit.trim() === '' ? usual : Number(limit);
  const limitFault = !Number.isInteger(text) || text < 1 || text > MOST;

  async function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (name === '' || limitFault) return;
    const limits = ownTextLimits && text !== usual ? { text } : null;
    if (connection) {
      const { id, brand_id } = connection;
      const before = { handle: connection.handle, limits: connection.limits };
      const write = (fields: typeof before) => mutate('connection.editByHand', { id, brand_id, fields });
      const kept = limits && connection.limits ? { ...connection.limits, ...limits } : limits;
      const after = { handle: name, limits: kept };
      if (!(await write(after))) return;
      offerUndo(
        t`${name} changed.`,
        () => write(before),
        () => write(after),
      );
      return onClose();
    }
    const added = { id: newId(), brand_id: brand.id, platform, handle: name, limits };
    if (!(await mutate('connection.addByHand', added))) return;
    showToast({ title: t`${name} can be planned for.` });
    onClose();
  }

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {!connection && (
        <Select<Platform> label={t`Platform`} value={platform} options={options} onChange={setPlatform} />
      )}
      <TextField
        label={t`Handle`}
        hint={
          platform === 'mastodon' ? <Trans>With its instance, so that it can be opened.</Trans> : undefined
        }
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        placeholder={platform === 'mastodon' ? 'name@mastodon.example' : 'harbour.bakery'}
        maxLength={300}
        value={handle}
        onChange={setHandle}
        error={checked && name === '' ? t`Write the name of the account.` : null}
      />
      {ownTextLimits && (
        <TextField
          label={t`Characters it allows`}
          hint={
            platform === 'mastodon' ? (
              <Trans>Its instance says how many, most often {usual}.</Trans>
            ) : (
              <Trans>{usual}, or more for a paid account.</Trans>
            )
          }
          inputMode="numeric"
          placeholder={String(usual)}
          maxLength={6}
          value={limit}
          onChange={setLimit}
          error={checked && limitFault ? t`Write a whole number up to ${MOST}.` : null}
        />
      )}
      <div className={styles.footer}>
        <Button look="quiet" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button look="primary" type="submit">
          {connection ? <Trans>Save</Trans> : <Trans>Add channel</Trans>}
        </Button>
      </div>
    </form>
  );
}
