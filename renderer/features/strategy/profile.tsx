import { Trans, useLingui } from '@lingui/react/macro';
import { Plus, Trash2 } from 'lucide-react';
import type { Row } from '../../../shared/kinds/index.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { mutate } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { rememberEdit } from '../../app/undo.ts';
import { applyEdit } from '../../app/undo-edit.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Section } from '../../ui/page.tsx';
import { FieldNotices } from './field-notices.tsx';
import styles from './strategy.module.css';
import { WordsArea, WordsField } from './words-field.tsx';

type Profile = Row<'brand_profile'>;
type TextName = Exclude<
  keyof Profile,
  'id' | 'brand_id' | 'palette' | 'created_at' | 'updated_at' | 'version'
>;

/** Who this brand is for and how it speaks: one page everybody who writes for it can look at. */
export function ProfileTab() {
  const { t } = useLingui();
  const brand = useBrand();
  const { data, error } = useLiveQuery('brandProfile', { brandId: brand.id });
  const named = { id: brand.id, brand_id: brand.id };

  async function edit(fields: Partial<Profile>, base: Partial<Record<TextName, string>> = {}) {
    const write = (next: Partial<Profile>) => mutate('brandProfile.edit', { ...named, fields: next });
    const { region: _region, website: _website, ...seen } = base;
    if (!(await mutate('brandProfile.edit', { ...named, fields, base: seen }))) return;
    const held: Record<string, unknown> = { palette: [], ...data };
    const before = Object.fromEntries(Object.keys(fields).map((name) => [name, held[name] ?? '']));
    rememberEdit(
      t`Brand profile edited.`,
      { key: `profile/${brand.id}`, before, after: fields },
      async (to, from) => applyEdit(await readOnce('brandProfile', { brandId: brand.id }), to, from, write),
    );
  }
  const texts: { name: TextName; label: string; hint: string }[] = [
    { name: 'audience', label: t`Audience`, hint: t`Who should care, and where they are when they read you` },
    { name: 'pain_points', label: t`What bothers them`, hint: t`In their words, not yours` },
    { name: 'opportunities', label: t`Opportunities`, hint: t`What nobody serves them yet` },
    { name: 'differentiators', label: t`What sets you apart`, hint: t`What only you can say` },
    { name: 'price', label: t`Price`, hint: t`Where you stand, and why it is worth it` },
    { name: 'goal', label: t`Goal`, hint: t`What posting should lead to` },
  ];
  const voices: typeof texts = [
    { name: 'voice', label: t`Voice`, hint: t`Warm, dry, quick: how a sentence of yours sounds` },
    { name: 'personality', label: t`Personality`, hint: t`If the brand walked in, who would it be?` },
    { name: 'brand_values', label: t`Values`, hint: t`What you would not do for money` },
    { name: 'topics', label: t`Topics`, hint: t`What you talk about, and what never` },
    { name: 'competitors', label: t`Others in your field`, hint: t`Whom you look up to, whom to be unlike` },
  ];
  const labels = new Map([...texts, ...voices].map(({ name, label }) => [name as string, label]));
  labels.set('one_liner', t`In one line`);
  if (error) return <FailureBanner of={error} />;
  if (data === undefined) return null;
  const area = ({ name, label, hint }: (typeof texts)[number]) => (
    <WordsArea
      key={name}
      label={label}
      placeholder={hint}
      lines={2}
      maxLength={2000}
      saved={data?.[name] ?? ''}
      onSave={(text, seen) => edit({ [name]: text }, { [name]: seen })}
    />
  );
  return (
    <div className={styles.stack}>
      <FieldNotices
        id={brand.id}
        brandId={brand.id}
        labels={labels}
        row={data}
        onUse={(name, text, seen) => edit({ [name]: text }, { [name as TextName]: seen })}
      />
      <Section
        title={<Trans>Who you are</Trans>}
        lead={
          <Trans>
            What you write here stays beside everybody who writes for the brand. Fill in what you know.
          </Trans>
        }
      >
        <WordsField
          label={t`In one line`}
          placeholder={t`We bake sourdough for people who get up before the harbour does.`}
          maxLength={500}
          saved={data?.one_liner ?? ''}
          onSave={(text, seen) => edit({ one_liner: text }, { one_liner: seen })}
        />
        <div className={styles.pairs}>
          {texts.map(area)}
          <WordsField
            label={t`Region`}
            placeholder={t`Where your people are`}
            maxLength={500}
            saved={data?.region ?? ''}
            onSave={(region) => edit({ region })}
          />
          <WordsField
            label={t`Website`}
            inputMode="url"
            placeholder="https://"
            maxLength={2000}
            saved={data?.website ?? ''}
            onSave={(website) => edit({ website: website.trim() })}
          />
        </div>
      </Section>
      <Section title={<Trans>How you sound</Trans>}>
        <div className={styles.pairs}>{voices.map(area)}</div>
      </Section>
      <Section title={<Trans>Palette</Trans>} lead={<Trans>The colours your pictures keep to.</Trans>}>
        <Palette palette={data?.palette ?? []} onChange={(palette) => edit({ palette })} />
      </Section>
    </div>
  );
}

type PaletteProps = { palette: Profile['palette']; onChange(palette: Profile['palette']): void };

function Palette({ palette, onChange }: PaletteProps) {
  const { t } = useLingui();
  const put = (index: number, next: Partial<Profile['palette'][number]>) =>
    onChange(palette.map((swatch, place) => (place === index ? { ...swatch, ...next } : swatch)));
  return (
    <ul className={styles.palette}>
      {palette.map(({ name, hex }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: swatches have nothing else to be told apart by
        <li key={index} className={styles.swatch}>
          <input
            type="color"
            className={styles.color}
            aria-label={t`Colour ${name || hex}`}
            value={hex}
            onChange={(event) => put(index, { hex: event.target.value.toLowerCase() })}
          />
          <WordsField
            label={t`Name of the colour ${hex}`}
            hideLabel
            look="quiet"
            placeholder={hex}
            maxLength={100}
            saved={name}
            onSave={(text) => put(index, { name: text })}
          />
          <IconButton
            size="small"
            label={t`Remove ${name || hex}`}
            onClick={() => onChange(palette.filter((_, place) => place !== index))}
          >
            <Trash2 size={14} aria-hidden="true" />
          </IconButton>
        </li>
      ))}
      <li>
        <Button
          size="small"
          icon={<Plus size={14} aria-hidden="true" />}
          disabled={palette.length >= 24}
          onClick={() => onChange([...palette, { name: '', hex: '#777777' }])}
        >
          <Trans>Add a colour</Trans>
        </Button>
      </li>
    </ul>
  );
}
