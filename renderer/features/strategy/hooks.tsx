import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Quote, SquarePen, Trash2 } from 'lucide-react';
import { memo, useMemo, useRef, useState } from 'react';
import { HOOK_URGENCIES } from '../../../shared/kinds/index.ts';
import type { HookView } from '../../../shared/queries.ts';
import { useCommands } from '../../app/commands.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { mutateAll, newId } from '../../app/mutate.ts';
import { go } from '../../app/router.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Section } from '../../ui/page.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { createPost, useDefaultChannels } from '../post/create-post.ts';
import { AddLine } from './add-line.tsx';
import { FieldNotices } from './field-notices.tsx';
import { chosenHooks, type HookFilter, NO_HOOK_FILTER, pastedHooks, valuesOf } from './hooks-list.ts';
import { recordActions } from './record-actions.ts';
import styles from './strategy.module.css';
import { WordsField } from './words-field.tsx';

const actions = recordActions('hook', 'hooks');
const fresh = (text: string) =>
  ({ text, type: '', category: '', season: '', place: '', urgency: 'calm' }) as const;
const ANY = ' any';
const PAGE = 100;

/** First lines that make people stop: collect, find, use, and see which are worn out. */
export function HooksTab() {
  const { t } = useLingui();
  const brand = useBrand();
  const { data, error } = useLiveQuery('hooks', { brandId: brand.id });
  const [filter, setFilter] = useState<HookFilter>(NO_HOOK_FILTER);
  const [limit, setLimit] = useState(PAGE);
  const adding = useRef<HTMLInputElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const shown = useMemo(() => chosenHooks(data ?? [], filter), [data, filter]);
  useCommands([
    { id: 'hook.new', group: t`Hooks`, title: t`New hook`, run: () => adding.current?.focus() },
    {
      id: 'hook.search',
      group: t`Hooks`,
      title: t`Search hooks`,
      run: () => search.current?.focus(),
    },
  ]);

  function paste(text: string) {
    const lines = pastedHooks(
      text,
      (data ?? []).map((hook) => hook.text),
    );
    const said = t`${plural(lines.length, { one: '# hook', other: '# hooks' })} added.`;
    if (lines.length > 0) void actions.add(brand.id, lines.map(fresh), said);
  }
  if (error) return <FailureBanner of={error} />;
  const any = (label: string) => ({ value: ANY, label });
  return (
    <Section
      title={<Trans>Hooks</Trans>}
      lead={<Trans>First lines that make people stop. Paste a list: every line becomes a hook.</Trans>}
    >
      <AddLine
        ref={adding}
        label={t`New hook`}
        placeholder={t`Nobody tells you this about…`}
        maxLength={1000}
        onAdd={(text) => actions.add(brand.id, [fresh(text)], null)}
        onPasteLines={paste}
      />
      {data?.length === 0 && (
        <EmptyState icon={<Quote size={24} aria-hidden="true" />} title={<Trans>No hooks yet</Trans>}>
          <Trans>Type one above and press Enter, or paste the list you keep elsewhere.</Trans>
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <>
          <div className={styles.filters}>
            <TextField
              ref={search}
              type="search"
              label={t`Search hooks`}
              hideLabel
              placeholder={t`Search`}
              value={filter.text}
              onChange={(text) => setFilter({ ...filter, text })}
            />
            <Select
              label={t`Category`}
              hideLabel
              options={[
                any(t`Any category`),
                ...valuesOf(data, 'category').map((value) => ({ value, label: value })),
              ]}
              value={filter.category || ANY}
              onChange={(value) => setFilter({ ...filter, category: value === ANY ? '' : value })}
            />
            <Select
              label={t`Season`}
              hideLabel
              options={[
                any(t`Any season`),
                ...valuesOf(data, 'season').map((value) => ({ value, label: value })),
              ]}
              value={filter.season || ANY}
              onChange={(value) => setFilter({ ...filter, season: value === ANY ? '' : value })}
            />
            <Select<HookFilter['sort']>
              label={t`Order`}
              hideLabel
              options={[
                { value: 'new', label: t`Newest first` },
                { value: 'used', label: t`Most used first` },
                { value: 'unused', label: t`Least used first` },
                { value: 'words', label: t`By their words` },
              ]}
              value={filter.sort}
              onChange={(sort) => setFilter({ ...filter, sort })}
            />
          </div>
          <p className={styles.quiet} role="status">
            {plural(shown.length, { one: '# hook', other: '# hooks' })}
          </p>
          <ul className={styles.list}>
            {shown.slice(0, limit).map((hook) => (
              <HookRow key={hook.id} hook={hook} />
            ))}
          </ul>
          {shown.length > limit && (
            <Button onClick={() => setLimit(limit + PAGE)}>
              <Trans>Show more</Trans>
            </Button>
          )}
        </>
      )}
    </Section>
  );
}

const HookRow = memo(function HookRow({ hook }: { hook: HookView }) {
  const { t } = useLingui();
  const brand = useBrand();
  const channels = useDefaultChannels();
  const said = t`Hook edited.`;
  const labels = new Map([['text', t`Hook`]]);
  const urgencies = { calm: t`No hurry`, soon: t`Soon`, now: t`Now` };

  /** A post that begins with it; the count follows from the link. */
  async function use() {
    const id = newId();
    const words = { caption: hook.text };
    if (!(await createPost({ id, brandId: brand.id, words, when: null, channels }))) return;
    const fields = { hook_id: hook.id };
    if (await mutateAll([{ name: 'idea.edit', args: { id, brand_id: brand.id, fields } }])) go(`/post/${id}`);
  }
  const detail = (name: 'type' | 'category' | 'season' | 'place', label: string) => (
    <WordsField
      label={`${label}: ${hook.text}`}
      hideLabel
      look="quiet"
      placeholder={label}
      maxLength={100}
      saved={hook[name]}
      onSave={(text) => actions.edit(hook, { [name]: text.trim() }, said)}
    />
  );
  return (
    <li className={styles.hook}>
      <FieldNotices
        id={hook.id}
        brandId={hook.brand_id}
        labels={labels}
        row={hook}
        onUse={(_field, text, seen) => actions.edit(hook, { text }, said, { text: seen })}
      />
      <div className={styles.hookLine}>
        <WordsField
          label={t`Hook`}
          hideLabel
          look="quiet"
          size="large"
          required
          maxLength={1000}
          saved={hook.text}
          onSave={(text, seen) => actions.edit(hook, { text: text.trim() }, said, { text: seen })}
        />
        <Button size="small" icon={<SquarePen size={14} aria-hidden="true" />} onClick={use}>
          <Trans>Use in a post</Trans>
        </Button>
        <IconButton
          size="small"
          label={t`Delete the hook “${hook.text}”`}
          onClick={() => actions.remove(hook, t`Hook deleted.`)}
        >
          <Trash2 size={14} aria-hidden="true" />
        </IconButton>
      </div>
      <div className={styles.hookMore}>
        {detail('type', t`Type`)}
        {detail('category', t`Category`)}
        {detail('season', t`Season`)}
        {detail('place', t`Place`)}
        <Select
          label={t`Urgency of “${hook.text}”`}
          hideLabel
          look="quiet"
          options={HOOK_URGENCIES.map((value) => ({ value, label: urgencies[value] }))}
          value={hook.urgency}
          onChange={(urgency) => actions.edit(hook, { urgency }, said)}
        />
        <span className={styles.quiet}>
          {hook.uses === 0 ? t`Not used yet` : plural(hook.uses, { one: 'Used once', other: 'Used # times' })}
          {hook.last_used_at && (
            <>
              {' · '}
              <TimeText at={hook.last_used_at} zone={brand.time_zone} show="day" />
            </>
          )}
        </span>
      </div>
    </li>
  );
});
