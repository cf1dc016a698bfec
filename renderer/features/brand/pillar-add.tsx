import { Trans, useLingui } from '@lingui/react/macro';
import { Plus } from 'lucide-react';
import { type FormEvent, type Ref, useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { mutate, newId } from '../../app/mutate.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Button } from '../../ui/button.tsx';
import { PillarDot } from '../../ui/pillar-dot.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './brand.module.css';
import { freshColor } from './fresh-color.ts';

type PillarAddProps = { pillars: readonly Row<'pillar'>[]; ref: Ref<HTMLInputElement> };

/** A name and Enter make a pillar; the field is ready for the next one. */
export function PillarAdd({ pillars, ref }: PillarAddProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const [name, setName] = useState('');
  const color = freshColor(pillars.map((pillar) => pillar.color));

  async function submit(event: FormEvent) {
    event.preventDefault();
    const wanted = name.trim();
    if (wanted === '') return;
    setName('');
    const position = Math.max(-1, ...pillars.map((pillar) => pillar.position)) + 1;
    const made = await mutate('pillar.create', {
      id: newId(),
      brand_id: brand.id,
      name: wanted,
      description: '',
      color,
      position,
      share: null,
    });
    if (!made) setName(wanted);
  }

  return (
    <form className={styles.add} onSubmit={submit}>
      <PillarDot color={color} />
      <TextField
        label={t`New pillar`}
        hideLabel
        placeholder={pillars.length === 0 ? t`A theme, like “Behind the scenes”` : t`Another pillar`}
        autoComplete="off"
        maxLength={200}
        value={name}
        onChange={setName}
        ref={ref}
      />
      <Button type="submit" icon={<Plus size={16} aria-hidden="true" />} disabled={name.trim() === ''}>
        <Trans>Add</Trans>
      </Button>
    </form>
  );
}
