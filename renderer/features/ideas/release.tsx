import { Trans, useLingui } from '@lingui/react/macro';
import { CalendarRange } from 'lucide-react';
import { useState } from 'react';
import type { IdeaView } from '../../../shared/queries.ts';
import { mutate } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { offerUndo } from '../../app/undo.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './ideas.module.css';

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** The month an idea is for, and whether the team sees it before; a manager's decision. */
export function ReleaseButton({ idea, name }: { idea: IdeaView; name: string }) {
  const { t } = useLingui();
  const brand = useBrand();
  const [open, setOpen] = useState(false);
  if (brand.role === 'member') return null;
  return (
    <>
      <IconButton size="small" label={t`Month of “${name}”`} onClick={() => setOpen(true)}>
        <CalendarRange size={14} aria-hidden="true" />
      </IconButton>
      {open && <ReleaseDialog idea={idea} name={name} onClose={() => setOpen(false)} />}
    </>
  );
}

type ReleaseDialogProps = { idea: IdeaView; name: string; onClose(): void };

function ReleaseDialog({ idea, name, onClose }: ReleaseDialogProps) {
  const { t } = useLingui();
  const { id, brand_id } = idea.post;
  const before = {
    release_month: idea.place?.release_month ?? null,
    visible_after: idea.place?.visible_after ?? null,
  };
  const [month, setMonth] = useState(before.release_month ?? '');
  const [held, setHeld] = useState(before.visible_after !== null);
  const good = month === '' || MONTH.test(month);

  async function save() {
    const after = {
      release_month: month === '' ? null : month,
      visible_after: held && month !== '' ? `${month}-01` : null,
    };
    onClose();
    const write = (fields: typeof after) => mutate('idea.release', { id, brand_id, fields });
    const back = (fields: typeof after, expected: typeof after) => async () => {
      const place = (await readOnce('ideas', { brandId: brand_id })).find((one) => one.id === id)?.place;
      const same =
        (place?.release_month ?? null) === expected.release_month &&
        (place?.visible_after ?? null) === expected.visible_after;
      return same ? write(fields) : ('changed' as const);
    };
    if (await write(after))
      offerUndo(t`Month of “${name}” changed.`, back(before, after), back(after, before));
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t`Month of “${name}”`}
      description={
        <Trans>
          Plan a month ahead and show it when it is time. It keeps the board calm; it does not lock anything
          away.
        </Trans>
      }
      footer={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" disabled={!good} onClick={save}>
            <Trans>Save</Trans>
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <TextField
          label={t`Month`}
          type="month"
          placeholder="2027-01"
          value={month}
          onChange={setMonth}
          error={good ? null : t`Write the month like 2027-01.`}
        />
        <Checkbox
          label={<Trans>Show it to members only from then on</Trans>}
          checked={held}
          onChange={setHeld}
        />
      </div>
    </Dialog>
  );
}
