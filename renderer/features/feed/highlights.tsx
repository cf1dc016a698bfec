import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { ArrowDown, ArrowUp, Images, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { platformFacts } from '../../../shared/connectors/facts.ts';
import type { Row } from '../../../shared/kinds/index.ts';
import type { HighlightView } from '../../../shared/queries.ts';
import { mutateAll } from '../../app/mutate.ts';
import { offerUndo } from '../../app/undo.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Section } from '../../ui/page.tsx';
import { movedTo } from '../media/order.ts';
import { PickDialog } from '../media/pick-dialog.tsx';
import { AddLine } from '../strategy/add-line.tsx';
import { recordActions } from '../strategy/record-actions.ts';
import { WordsField } from '../strategy/words-field.tsx';
import styles from './feed.module.css';
import { Circle } from './phone-head.tsx';
import { PostsDialog } from './posts-dialog.tsx';

const actions = recordActions('highlight', 'highlights');

type HighlightsProps = { connection: Row<'connection'>; highlights: readonly HighlightView[] };

/** Stories kept under a title and a cover, in the order they are shown. */
export function Highlights({ connection, highlights }: HighlightsProps) {
  const { t } = useLingui();
  const [choosing, setChoosing] = useState<{ id: string; what: 'cover' | 'posts' } | null>(null);
  const chosen = highlights.find(({ id }) => id === choosing?.id) ?? null;
  const shown = platformFacts(connection.platform).profile.highlights?.title ?? 100;
  const said = t`Highlight edited.`;
  const edit = ({ cover: _cover, ...row }: HighlightView, fields: Parameters<typeof actions.edit>[1]) =>
    void actions.edit(row, fields, said);

  async function move(id: string, by: number) {
    const ids = highlights.map((one) => one.id);
    const next = movedTo(ids, id, ids.indexOf(id) + by);
    const write = (order: readonly string[]) =>
      mutateAll(
        order.map((one, position) => ({
          name: 'highlight.edit' as const,
          args: { id: one, brand_id: connection.brand_id, fields: { position } },
        })),
      );
    if (!(await write(next))) return;
    offerUndo(
      t`Highlights put in another order.`,
      () => write(ids),
      () => write(next),
    );
  }
  return (
    <Section
      title={<Trans>Highlights</Trans>}
      lead={<Trans>Titles of up to {shown} characters are shown whole under their circle.</Trans>}
    >
      <ul className={styles.rows}>
        {highlights.map((highlight, index) => {
          const { id, title, cover_id, post_ids } = highlight;
          return (
            <li key={id} className={styles.row}>
              <button
                type="button"
                className={styles.bare}
                aria-label={t`Choose a cover for “${title}”`}
                onClick={() => setChoosing({ id, what: 'cover' })}
              >
                <Circle assetId={cover_id} />
              </button>
              <WordsField
                label={t`Title of a highlight`}
                hideLabel
                required
                maxLength={100}
                saved={title}
                onSave={(text) => edit(highlight, { title: text.trim() })}
              />
              <Button
                size="small"
                icon={<Images size={14} aria-hidden="true" />}
                onClick={() => setChoosing({ id, what: 'posts' })}
              >
                {plural(post_ids.length, { 0: 'Link posts', one: '# post', other: '# posts' })}
              </Button>
              <IconButton
                size="small"
                label={t`Move “${title}” up`}
                disabled={index === 0}
                onClick={() => void move(id, -1)}
              >
                <ArrowUp size={14} aria-hidden="true" />
              </IconButton>
              <IconButton
                size="small"
                label={t`Move “${title}” down`}
                disabled={index === highlights.length - 1}
                onClick={() => void move(id, 1)}
              >
                <ArrowDown size={14} aria-hidden="true" />
              </IconButton>
              <IconButton
                size="small"
                label={t`Delete the highlight “${title}”`}
                onClick={() => {
                  const { cover: _cover, ...row } = highlight;
                  void actions.remove(row, t`Highlight deleted.`);
                }}
              >
                <Trash2 size={14} aria-hidden="true" />
              </IconButton>
            </li>
          );
        })}
      </ul>
      <AddLine
        label={t`New highlight`}
        placeholder={t`Opening hours`}
        maxLength={100}
        onAdd={(title) =>
          actions.add(
            connection.brand_id,
            [
              {
                connection_id: connection.id,
                title,
                cover_id: null,
                post_ids: [],
                position: highlights.length,
              },
            ],
            null,
          )
        }
      />
      {chosen && choosing?.what === 'cover' && (
        <PickDialog
          taken={[]}
          onClose={() => setChoosing(null)}
          onPick={([cover_id]) => {
            setChoosing(null);
            if (cover_id) edit(chosen, { cover_id });
          }}
        />
      )}
      {chosen && choosing?.what === 'posts' && (
        <PostsDialog
          title={chosen.title}
          connection={connection}
          chosen={chosen.post_ids}
          onClose={() => setChoosing(null)}
          onChoose={(post_ids) => {
            setChoosing(null);
            edit(chosen, { post_ids });
          }}
        />
      )}
    </Section>
  );
}
