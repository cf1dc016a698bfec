import { Trans, useLingui } from '@lingui/react/macro';
import { Plus, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { MAX_TOPICS, type Topic } from '../../../shared/kinds/index.ts';
import { mutate } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { tellError } from '../../app/tell-error.ts';
import { offerUndo } from '../../app/undo.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Section } from '../../ui/page.tsx';
import { WordsArea, WordsField } from '../strategy/words-field.tsx';
import styles from './feeds.module.css';

const keywordsOf = (text: string) =>
  [...new Set(text.split(/[,\n]/).map((word) => word.trim().slice(0, 100)))]
    .filter((word) => word !== '')
    .slice(0, 50);

/** What articles are ranked by. */
export function Topics({ topics }: { topics: readonly Topic[] }) {
  const { t } = useLingui();
  const brand = useBrand();
  const [added, setAdded] = useState(false);

  const turn = useRef<Promise<unknown>>(Promise.resolve());

  async function write(change: (topics: readonly Topic[]) => Topic[], said: string) {
    // As they are now, not as they were drawn: two fields may be saved one right after the other.
    const before = (await readOnce('feeds', { brandId: brand.id })).topics;
    const next = change(before);
    const set = (value: Topic[]) =>
      mutate('smartFeed.edit', { id: brand.id, brand_id: brand.id, fields: { topics: value } });
    const swap = (from: Topic[], to: Topic[]) => async () => {
      const now = (await readOnce('feeds', { brandId: brand.id })).topics;
      return JSON.stringify(now) === JSON.stringify(from) ? set(to) : ('changed' as const);
    };
    if (await set(next)) offerUndo(said, swap(next, before), swap(before, next));
  }
  const inTurn = (change: (topics: readonly Topic[]) => Topic[], said: string) => {
    turn.current = turn.current.then(() => write(change, said)).catch(tellError);
  };
  const edit = (at: number, fields: Partial<Topic>) => {
    const name = fields.name ?? topics[at]?.name ?? '';
    inTurn(
      (now) => now.map((topic, index) => (index === at ? { ...topic, ...fields } : topic)),
      t`Topic “${name}” edited.`,
    );
  };
  const add = () => {
    setAdded(true);
    const fresh = { name: t`New topic`, description: '', keywords: [], query: '' };
    inTurn((now) => [...now, fresh].slice(0, MAX_TOPICS), t`Topic added.`);
  };

  return (
    <Section
      title={<Trans>Topics</Trans>}
      lead={
        <Trans>
          Articles that fit come first and say why. Up to three; each keyword counts, more in the title than
          in the text.
        </Trans>
      }
      actions={
        topics.length < MAX_TOPICS && (
          <Button size="small" icon={<Plus size={14} aria-hidden="true" />} onClick={add}>
            <Trans>Add a topic</Trans>
          </Button>
        )
      }
    >
      <ul className={styles.topics}>
        {topics.map((topic, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a topic is its place among three
          <li key={at}>
            <article className={styles.topic} aria-label={topic.name}>
              <div className={styles.topicHead}>
                <WordsField
                  label={t`Name of topic ${at + 1}`}
                  hideLabel
                  look="quiet"
                  size="large"
                  required
                  maxLength={200}
                  autoFocus={added && at === topics.length - 1}
                  saved={topic.name}
                  onSave={(name) => edit(at, { name: name.trim() })}
                />
                <IconButton
                  size="small"
                  label={t`Remove the topic ${topic.name}`}
                  onClick={() =>
                    inTurn((now) => now.filter((_, index) => index !== at), t`Topic “${topic.name}” removed.`)
                  }
                >
                  <Trash2 size={14} aria-hidden="true" />
                </IconButton>
              </div>
              <WordsField
                label={t`Keywords`}
                placeholder={t`rye, slow dough, market`}
                saved={topic.keywords.join(', ')}
                onSave={(text) => edit(at, { keywords: keywordsOf(text) })}
              />
              <WordsField
                label={t`Query`}
                placeholder={t`bread OR "slow dough" -recipe`}
                maxLength={500}
                saved={topic.query}
                onSave={(query) => edit(at, { query: query.trim() })}
              />
              <WordsArea
                label={t`For the team`}
                lines={2}
                maxLength={2000}
                placeholder={t`What you hope to find`}
                saved={topic.description}
                onSave={(description) => edit(at, { description })}
              />
            </article>
          </li>
        ))}
      </ul>
    </Section>
  );
}
