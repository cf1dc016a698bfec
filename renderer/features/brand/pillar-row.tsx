import { Trans, useLingui } from '@lingui/react/macro';
import { GripVertical, Trash2 } from 'lucide-react';
import { type KeyboardEvent, useRef } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { mutate } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { offerUndo, rememberEdit } from '../../app/undo.ts';
import { applyEdit } from '../../app/undo-edit.ts';
import { useDraftText } from '../../app/use-draft-text.ts';
import { IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { focusSoon } from '../../ui/focus-soon.ts';
import { TextField } from '../../ui/text-field.tsx';
import { linesOf, WordsArea, WordsField } from '../strategy/words-field.tsx';
import styles from './brand.module.css';
import { ColorPicker } from './color-picker.tsx';
import { useRowDrag } from './use-row-drag.ts';

type PillarRowProps = {
  pillar: Row<'pillar'>;
  index: number;
  count: number;
  onMove(id: string, index: number): void;
};

export function PillarRow({ pillar, index, count, onMove }: PillarRowProps) {
  const { t } = useLingui();
  const row = useRef<HTMLLIElement>(null);
  const handle = useRef<HTMLButtonElement>(null);
  const { dragging, edge } = useRowDrag({ row, handle, id: pillar.id, index, onMove });
  const { id, brand_id } = pillar;
  async function edit(
    fields: Partial<
      Pick<Row<'pillar'>, 'name' | 'description' | 'color' | 'share' | 'why_it_matters' | 'subtopics'>
    >,
    base: { description?: string; why_it_matters?: string } = {},
  ) {
    const write = (next: Record<string, unknown>) => mutate('pillar.edit', { id, brand_id, fields: next });
    const before = Object.fromEntries(
      Object.keys(fields).map((key) => [key, pillar[key as keyof typeof fields]]),
    );
    if (!(await mutate('pillar.edit', { id, brand_id, fields, base }))) return;
    rememberEdit(
      t`Pillar “${pillar.name}” edited.`,
      { key: `pillar/${id}`, before, after: fields },
      async (to, from) => {
        const pillars = await readOnce('pillars', { brandId: brand_id });
        return applyEdit(
          pillars.find((one) => one.id === id),
          to,
          from,
          write,
        );
      },
    );
  }

  const name = useDraftText(
    pillar.name,
    (text) => edit({ name: text.trim() }),
    (text) => text.trim() !== '',
  );
  const description = useDraftText(pillar.description, (text, seen) =>
    edit({ description: text }, { description: seen }),
  );
  const share = useDraftText(
    pillar.share?.toString() ?? '',
    (text) => edit({ share: text.trim() === '' ? null : Number(text) }),
    (text) => text.trim() === '' || (/^\d{1,3}$/.test(text.trim()) && Number(text) <= 100),
  );

  async function remove() {
    if (!(await mutate('pillar.delete', { id, brand_id }))) return;
    const { created_at: _made, updated_at: _changed, version: _version, ...fields } = pillar;
    offerUndo(
      t`Pillar “${pillar.name}” deleted. Its posts stay.`,
      () => mutate('pillar.create', fields),
      () => mutate('pillar.delete', { id, brand_id }),
    );
  }

  /** Arrows on the handle do what dragging does. */
  function onHandleKey(event: KeyboardEvent) {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (by === 0) return;
    event.preventDefault();
    if (index + by < 0 || index + by >= count) return;
    onMove(id, index + by);
    // The row keeps its element, but moving it in the list takes the focus away.
    focusSoon(() => handle.current);
  }

  const place = index + 1;
  return (
    <li
      ref={row}
      className={cx(
        styles.pillar,
        dragging && styles.dragging,
        edge && styles[edge === 'top' ? 'edgeTop' : 'edgeBottom'],
      )}
    >
      <IconButton
        ref={handle}
        size="small"
        label={t`Move ${pillar.name}. Place ${place} of ${count}; arrow keys move it`}
        onKeyDown={onHandleKey}
      >
        <GripVertical size={16} aria-hidden="true" />
      </IconButton>
      <ColorPicker name={pillar.name} value={pillar.color} onChange={(color) => edit({ color })} />
      <div className={styles.pillarWords}>
        <TextField
          {...name}
          label={t`Name of the pillar`}
          hideLabel
          look="quiet"
          size="large"
          maxLength={200}
          autoComplete="off"
        />
        <TextField
          {...description}
          label={t`What belongs to ${pillar.name}`}
          hideLabel
          look="quiet"
          placeholder={t`What belongs here?`}
          maxLength={10_000}
          autoComplete="off"
        />
        <details className={styles.more}>
          <summary>
            <Trans>Why, and examples</Trans>
          </summary>
          <WordsField
            label={t`Why ${pillar.name} matters`}
            hideLabel
            look="quiet"
            placeholder={t`Why does it matter to your audience?`}
            maxLength={5000}
            saved={pillar.why_it_matters}
            onSave={(why_it_matters, seen) => edit({ why_it_matters }, { why_it_matters: seen })}
          />
          <WordsArea
            label={t`Examples of what ${pillar.name} is about, one a line`}
            hideLabel
            look="quiet"
            lines={2}
            placeholder={t`Examples of what to talk about, one a line`}
            saved={pillar.subtopics.join('\n')}
            onSave={(text) => edit({ subtopics: linesOf(text, 50, 200) })}
          />
        </details>
      </div>
      <div className={styles.share}>
        <TextField
          {...share}
          label={t`Wished share of ${pillar.name} in percent`}
          hideLabel
          inputMode="numeric"
          maxLength={3}
          autoComplete="off"
          placeholder="–"
        />
        <span aria-hidden="true">%</span>
      </div>
      <IconButton size="small" label={t`Delete ${pillar.name}`} onClick={remove}>
        <Trash2 size={16} aria-hidden="true" />
      </IconButton>
    </li>
  );
}
