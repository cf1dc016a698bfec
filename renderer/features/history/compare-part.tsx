import { Trans, useLingui } from '@lingui/react/macro';
import type { RevisionView } from '../../../shared/queries.ts';
import { mutate } from '../../app/mutate.ts';
import { offerUndo } from '../../app/undo.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { isLocked } from '../post/post-state.ts';
import type { CompareProps } from './compare.tsx';
import { DiffText } from './diff-text.tsx';
import styles from './history.module.css';

type PartWords = Extract<RevisionView['words'], { rank: string }>;

/** A part of the thread, or a first comment: its words then and now, and back to them, also where it was taken away. */
export function ComparePart({ post, version, words }: CompareProps & { words: PartWords }) {
  const { t } = useLingui();
  const now = post.parts.find(({ id }) => id === version.part_id);
  const gone = t`Taken away`;
  const title = words.role === 'thread' ? t`A part of the thread` : t`First comment`;
  const filesOf = ({ asset_ids, frames }: Pick<PartWords, 'asset_ids' | 'frames'>) =>
    JSON.stringify([asset_ids, asset_ids.map((id) => frames[id] ?? null)]);
  const same = now?.text === words.text && filesOf(now) === filesOf(words);

  const otherFiles = now !== undefined && JSON.stringify(now.asset_ids) !== JSON.stringify(words.asset_ids);
  const cutOtherwise = now !== undefined && !otherFiles && filesOf(now) !== filesOf(words);

  async function restore() {
    const id = version.part_id;
    if (id === null) return;
    const named = { id, brand_id: post.brand_id, post_id: post.id };
    const { text, asset_ids, frames } = words;
    const back = (): Promise<boolean> =>
      now
        ? mutate('part.edit', { ...named, fields: { text, asset_ids, frames }, base: { text: now.text } })
        : mutate('part.restore', {
            row: {
              ...named,
              ...words,
              connection_id: version.connection_id,
              created_at: version.made_at,
              updated_at: version.made_at,
              version: version.version,
            },
          });
    const away = () =>
      now
        ? mutate('part.edit', {
            ...named,
            fields: { text: now.text, asset_ids: now.asset_ids, frames: now.frames },
            base: { text },
          })
        : mutate('part.remove', named);
    if (await back()) offerUndo(t`Earlier words restored.`, away, back);
  }
  return (
    <div className={styles.compare} aria-live="polite">
      <div className={styles.field}>
        <h3 className={styles.sideTitle}>{title}</h3>
        <DiffText first={words.text} second={now?.text ?? gone} show="both" />
      </div>
      {otherFiles && (
        <div className={styles.field}>
          <h3 className={styles.sideTitle}>
            <Trans>Files</Trans>
          </h3>
          <ul className={styles.files}>
            {words.asset_ids
              .filter((id) => !now.asset_ids.includes(id))
              .map((id) => (
                <FileLine key={id} id={id} was />
              ))}
            {now.asset_ids.map((id) => (
              <FileLine key={id} id={id} was={words.asset_ids.includes(id) ? null : false} />
            ))}
          </ul>
        </div>
      )}
      {cutOtherwise && (
        <p className={styles.quiet}>
          <Trans>Its files were described or cut otherwise.</Trans>
        </p>
      )}
      {same && (
        <p>
          <Trans>These are the words the part has now.</Trans>
        </p>
      )}
      {!same && !isLocked(post) && (
        <div className={styles.choices}>
          <Button look="primary" onClick={() => void restore()}>
            {now ? <Trans>Restore these words</Trans> : <Trans>Bring it back</Trans>}
          </Button>
        </div>
      )}
    </div>
  );
}

/** A file's name. @param was true: only in that version; false: only now; null: in both */
function FileLine({ id, was }: { id: string; was: boolean | null }) {
  const { t } = useLingui();
  const name = useLiveQuery('asset', { id }).data?.name ?? t`A file that is gone`;
  return (
    <li>
      <DiffText first={was === false ? '' : name} second={was === true ? '' : name} show="both" />
    </li>
  );
}
