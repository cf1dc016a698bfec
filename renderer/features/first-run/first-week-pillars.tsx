import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import { mutateAll, newId } from '../../app/mutate.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Button } from '../../ui/button.tsx';
import { PillarDot } from '../../ui/pillar-dot.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './first-week.module.css';

const COLORS = [6, 2, 8];

/** Three pillars, suggested and ready to be renamed. */
export function PillarsStep() {
  const { t } = useLingui();
  const brand = useBrand();
  const [names, setNames] = useState([t`Behind the scenes`, t`What we offer`, t`Our people`]);
  const wanted = names.map((name) => name.trim());

  async function make(event: FormEvent) {
    event.preventDefault();
    await mutateAll(
      wanted.flatMap((name, position) => {
        if (name === '') return [];
        const color = COLORS[position] ?? 1;
        const args = { id: newId(), brand_id: brand.id, name, description: '', color, position, share: null };
        return { name: 'pillar.create' as const, args };
      }),
    );
  }

  return (
    <form onSubmit={make} className={styles.form}>
      <p className={styles.lead}>
        <Trans>Pillars are the few things you keep talking about. Rename these to fit.</Trans>
      </p>
      <div className={styles.fields}>
        {names.map((name, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: three fixed places
          <div key={index} className={styles.pillar}>
            <PillarDot color={COLORS[index]} />
            <TextField
              label={t`Pillar ${index + 1}`}
              hideLabel
              value={name}
              onChange={(value) => setNames(names.with(index, value))}
              maxLength={200}
            />
          </div>
        ))}
        <Button look="primary" type="submit" disabled={wanted.every((name) => name === '')}>
          <Trans>Make pillars</Trans>
        </Button>
      </div>
    </form>
  );
}
