import { Trans, useLingui } from '@lingui/react/macro';
import { FileText, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { fillTemplate, variablesOf } from '../../../shared/text/template.ts';
import { useCommands } from '../../app/commands.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { IconButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Section } from '../../ui/page.tsx';
import { readHashtags, showHashtags } from '../composer/hashtags.ts';
import { AddLine } from './add-line.tsx';
import { CardHead } from './card-head.tsx';
import { Contacts } from './contacts.tsx';
import { FieldNotices } from './field-notices.tsx';
import { recordActions } from './record-actions.ts';
import styles from './strategy.module.css';
import { WordsArea, WordsField } from './words-field.tsx';

const templates = recordActions('captionTemplate', 'captionTemplates');
const sets = recordActions('hashtagSet', 'hashtagSets');

// Braces mean something in sentences that are translated, so these come into them as values.
const [BRAND, PILLAR, DATE, WHAT] = ['{{brand}}', '{{pillar}}', '{{date}}', '{{what}}'];
const EXAMPLES = `${BRAND}, ${PILLAR}, ${DATE}`;

/** Captions to begin with, hashtags that go together and people to mention; the composer puts them in. */
export function TemplatesTab() {
  const { t } = useLingui();
  const brand = useBrand();
  const captions = useLiveQuery('captionTemplates', { brandId: brand.id });
  const hashtags = useLiveQuery('hashtagSets', { brandId: brand.id });
  const adding = useRef<HTMLInputElement>(null);
  const addingSet = useRef<HTMLInputElement>(null);
  useCommands([
    {
      id: 'template.new',
      group: t`Templates`,
      title: t`New caption template`,
      run: () => adding.current?.focus(),
    },
    {
      id: 'hashtags.new',
      group: t`Templates`,
      title: t`New hashtag set`,
      run: () => addingSet.current?.focus(),
    },
  ]);
  const error = captions.error ?? hashtags.error;
  if (error) return <FailureBanner of={error} />;
  return (
    <div className={styles.stack}>
      <Section
        title={<Trans>Caption templates</Trans>}
        lead={
          <Trans>
            Words in double braces are filled in when you use a template: {EXAMPLES}, or any name of your own.
          </Trans>
        }
      >
        {captions.data?.length === 0 && (
          <EmptyState
            icon={<FileText size={24} aria-hidden="true" />}
            title={<Trans>No templates yet</Trans>}
          >
            <Trans>Name one below, like “Product of the week”, and write what stays the same.</Trans>
          </EmptyState>
        )}
        {captions.data?.map((template) => (
          <TemplateCard key={template.id} template={template} />
        ))}
        <AddLine
          ref={adding}
          label={t`New caption template`}
          placeholder={t`Name of a template`}
          maxLength={200}
          onAdd={(name) => templates.add(brand.id, [{ name, category: '', text: '' }], null)}
        />
      </Section>
      <Section
        title={<Trans>Hashtag sets</Trans>}
        lead={<Trans>Hashtags that go together, put into a post at once.</Trans>}
      >
        {hashtags.data && hashtags.data.length > 0 && (
          <ul className={styles.list}>
            {hashtags.data.map((set) => (
              <SetRow key={set.id} set={set} />
            ))}
          </ul>
        )}
        <AddLine
          ref={addingSet}
          label={t`New hashtag set`}
          placeholder={t`Name of a set, like “Bread”`}
          maxLength={200}
          onAdd={(name) => sets.add(brand.id, [{ name, hashtags: [] }], null)}
        />
      </Section>
      <Contacts />
    </div>
  );
}

function TemplateCard({ template }: { template: Row<'caption_template'> }) {
  const { t } = useLingui();
  const brand = useBrand();
  const said = t`Template “${template.name}” edited.`;
  const variables = variablesOf(template.text);
  return (
    <article className={styles.card} aria-label={template.name}>
      <FieldNotices
        id={template.id}
        brandId={template.brand_id}
        labels={new Map([['text', t`Caption`]])}
        row={template}
        onUse={(_field, text, seen) => templates.edit(template, { text }, said, { text: seen })}
      />
      <CardHead
        name={{
          label: t`Name of the template`,
          maxLength: 200,
          saved: template.name,
          onSave: (name) => void templates.edit(template, { name: name.trim() }, said),
        }}
        detail={{
          label: t`Category of ${template.name}`,
          placeholder: t`Category`,
          maxLength: 100,
          saved: template.category,
          onSave: (category) => void templates.edit(template, { category: category.trim() }, said),
        }}
        remove={{
          label: t`Delete the template ${template.name}`,
          run: () => void templates.remove(template, t`Template “${template.name}” deleted.`),
        }}
      />
      <WordsArea
        label={t`Words of ${template.name}`}
        hideLabel
        lines={3}
        placeholder={t`New at ${BRAND}: ${WHAT}. Only until ${DATE}.`}
        maxLength={10_000}
        saved={template.text}
        onSave={(text, seen) => templates.edit(template, { text }, said, { text: seen })}
      />
      {variables.length > 0 && (
        <p className={styles.example}>{fillTemplate(template.text, { brand: brand.name })}</p>
      )}
    </article>
  );
}

function SetRow({ set }: { set: Row<'hashtag_set'> }) {
  const { t } = useLingui();
  const said = t`Hashtag set “${set.name}” edited.`;
  return (
    <li className={styles.setRow}>
      <WordsField
        label={t`Name of the hashtag set`}
        hideLabel
        look="quiet"
        required
        maxLength={200}
        saved={set.name}
        onSave={(name) => sets.edit(set, { name: name.trim() }, said)}
      />
      <WordsField
        label={t`Hashtags of ${set.name}`}
        hideLabel
        look="quiet"
        placeholder={t`#bread #harbour`}
        saved={showHashtags(set.hashtags)}
        onSave={(text) => sets.edit(set, { hashtags: readHashtags(text) }, said)}
      />
      <IconButton
        size="small"
        label={t`Delete the hashtag set ${set.name}`}
        onClick={() => sets.remove(set, t`Hashtag set “${set.name}” deleted.`)}
      >
        <Trash2 size={14} aria-hidden="true" />
      </IconButton>
    </li>
  );
}
