import { Trans, useLingui } from '@lingui/react/macro';
import { BookOpenCheck, GripVertical, Trash2 } from 'lucide-react';
import { type KeyboardEvent, useRef } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { useCommands } from '../../app/commands.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { mutateAll } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { rememberEdit } from '../../app/undo.ts';
import { applyEdit } from '../../app/undo-edit.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { focusSoon } from '../../ui/focus-soon.ts';
import { Section } from '../../ui/page.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { misplaced, moveTo } from '../brand/reorder.ts';
import { useRowDrag } from '../brand/use-row-drag.ts';
import { AddLine } from './add-line.tsx';
import { FieldNotices } from './field-notices.tsx';
import { recordActions } from './record-actions.ts';
import styles from './strategy.module.css';
import { WordsField } from './words-field.tsx';

const rules = recordActions('styleRule', 'styleRules');

/** Dos and don'ts of writing for the brand, in order of weight. */
export function StyleTab() {
  const { t } = useLingui();
  const brand = useBrand();
  const { data, error } = useLiveQuery('styleRules', { brandId: brand.id });
  const adding = useRef<HTMLInputElement>(null);
  useCommands([{ id: 'rule.new', group: t`Style`, title: t`New rule`, run: () => adding.current?.focus() }]);

  async function move(id: string, index: number) {
    if (!data) return;
    const moved = misplaced(moveTo(data, id, index));
    const write = (positions: Record<string, unknown>) =>
      mutateAll(
        Object.entries(positions).map(([rule, position]) => ({
          name: 'styleRule.edit',
          args: { id: rule, brand_id: brand.id, fields: { position: Number(position) } },
        })),
      );
    const before = Object.fromEntries(moved.map(({ item }) => [item.id, item.position]));
    const after = Object.fromEntries(moved.map(({ item, position }) => [item.id, position]));
    if (moved.length === 0 || !(await write(after))) return;
    rememberEdit(t`Rules put in another order.`, { key: 'rules', before, after }, async (to, from) => {
      const now = await readOnce('styleRules', { brandId: brand.id });
      return applyEdit(Object.fromEntries(now.map((one) => [one.id, one.position])), to, from, write);
    });
  }
  if (error) return <FailureBanner of={error} />;
  return (
    <Section
      title={<Trans>Style guide</Trans>}
      lead={
        <Trans>
          Short rules with an example each, so that everybody’s posts sound like the brand. Words in quotation
          marks in a don’t are looked for while you write, and “e-mail” → “email” says what to write instead.
        </Trans>
      }
    >
      {data?.length === 0 && (
        <EmptyState icon={<BookOpenCheck size={24} aria-hidden="true" />} title={<Trans>No rules yet</Trans>}>
          <Trans>Begin with the one you repeat most: “Say what it tastes like, not that it is great.”</Trans>
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <ol className={styles.list}>
          {data.map((rule, index) => (
            <RuleRow key={rule.id} rule={rule} index={index} count={data.length} onMove={move} />
          ))}
        </ol>
      )}
      {data && (
        <AddLine
          ref={adding}
          label={t`New rule`}
          placeholder={t`Another rule`}
          maxLength={1000}
          onAdd={(text) =>
            rules.add(
              brand.id,
              [
                {
                  stance: 'do',
                  text,
                  example: '',
                  position: Math.max(-1, ...data.map(({ position }) => position)) + 1,
                },
              ],
              null,
            )
          }
        />
      )}
    </Section>
  );
}

type RuleRowProps = {
  rule: Row<'style_rule'>;
  index: number;
  count: number;
  onMove(id: string, index: number): void;
};

function RuleRow({ rule, index, count, onMove }: RuleRowProps) {
  const { t } = useLingui();
  const said = t`Rule edited.`;
  const row = useRef<HTMLLIElement>(null);
  const handle = useRef<HTMLButtonElement>(null);
  const { dragging, edge } = useRowDrag({ row, handle, id: rule.id, index, onMove });
  /** Arrows on the handle do what dragging does. */
  function onHandleKey(event: KeyboardEvent) {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (by === 0) return;
    event.preventDefault();
    if (index + by < 0 || index + by >= count) return;
    onMove(rule.id, index + by);
    // The row keeps its element, but moving it in the list takes the focus away.
    focusSoon(() => handle.current);
  }
  const place = index + 1;
  const labels = new Map([
    ['text', t`Rule`],
    ['example', t`Example`],
  ]);
  return (
    <li
      ref={row}
      className={cx(
        styles.rule,
        dragging && styles.dragging,
        edge && styles[edge === 'top' ? 'edgeTop' : 'edgeBottom'],
      )}
    >
      <FieldNotices
        id={rule.id}
        brandId={rule.brand_id}
        labels={labels}
        row={rule}
        onUse={(field, text, seen) => rules.edit(rule, { [field]: text }, said, { [field]: seen })}
      />
      <div className={styles.ruleLine}>
        <IconButton
          ref={handle}
          size="small"
          label={t`Move “${rule.text}”. Place ${place} of ${count}; arrow keys move it`}
          onKeyDown={onHandleKey}
        >
          <GripVertical size={16} aria-hidden="true" />
        </IconButton>
        <Segments<'do' | 'dont'>
          label={t`Is “${rule.text}” a do or a don’t?`}
          options={[
            { value: 'do', label: <Trans>Do</Trans> },
            { value: 'dont', label: <Trans>Don’t</Trans> },
          ]}
          value={rule.stance}
          onChange={(stance) => rules.edit(rule, { stance }, said)}
        />
        <div className={styles.words}>
          <WordsField
            label={t`Rule`}
            hideLabel
            look="quiet"
            size="large"
            required
            maxLength={1000}
            saved={rule.text}
            onSave={(text, seen) => rules.edit(rule, { text: text.trim() }, said, { text: seen })}
          />
          <WordsField
            label={t`Example for “${rule.text}”`}
            hideLabel
            look="quiet"
            placeholder={t`An example`}
            maxLength={2000}
            saved={rule.example}
            onSave={(example, seen) => rules.edit(rule, { example }, said, { example: seen })}
          />
        </div>
        <IconButton
          size="small"
          label={t`Delete the rule “${rule.text}”`}
          onClick={() => rules.remove(rule, t`Rule deleted.`)}
        >
          <Trash2 size={14} aria-hidden="true" />
        </IconButton>
      </div>
    </li>
  );
}
