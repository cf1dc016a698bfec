import { Trans, useLingui } from '@lingui/react/macro';
import type { PostView } from '../../../shared/queries.ts';
import { mutate } from '../../app/mutate.ts';
import { offerUndo } from '../../app/undo.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { useBriefWords } from '../post/use-brief-words.ts';
import { DiffChoice, DiffText } from './diff-text.tsx';
import styles from './history.module.css';
import type { BriefWords } from './versions.ts';

const FIELDS = [
  'short_caption',
  'topic_angle',
  'visual_suggestion',
  'post_type',
  'urgency',
] as const satisfies readonly (keyof BriefWords)[];

/** What the brief said then and says now, and back to it; nothing of it goes out, so it may be changed at any time. */
export function CompareBrief({ post, words }: { post: PostView; words: BriefWords }) {
  const { t } = useLingui();
  const { names, types, urgencies } = useBriefWords();
  const now = useLiveQuery('brief', { id: post.id }).data;
  if (!now) return null;
  const changed = FIELDS.filter((field) => words[field] !== now[field]);
  const said = (field: (typeof FIELDS)[number], of: BriefWords) =>
    field === 'post_type'
      ? (types.find(({ value }) => value === of.post_type)?.label ?? '')
      : field === 'urgency'
        ? urgencies[of.urgency]
        : of[field];
  const only = (of: BriefWords) => Object.fromEntries(changed.map((field) => [field, of[field]]));

  async function restore() {
    const [then, before] = [only(words), only(now as BriefWords)];
    const write = (fields: Partial<BriefWords>) =>
      mutate('brief.edit', { id: post.id, brand_id: post.brand_id, fields });
    if (!(await write(then))) return;
    offerUndo(
      t`Earlier brief restored.`,
      () => write(before),
      () => write(then),
    );
  }
  return (
    <div className={styles.compare} aria-live="polite">
      {changed.length === 0 && (
        <p>
          <Trans>This is what the brief says now.</Trans>
        </p>
      )}
      {changed.map((field) => (
        <div key={field} className={styles.field}>
          <h3 className={styles.sideTitle}>{names[field]}</h3>
          {field === 'post_type' || field === 'urgency' ? (
            <DiffChoice first={said(field, words)} second={said(field, now)} />
          ) : (
            <DiffText first={said(field, words)} second={said(field, now)} show="both" />
          )}
        </div>
      ))}
      {changed.length > 0 && (
        <div className={styles.choices}>
          <Button look="primary" onClick={() => void restore()}>
            <Trans>Restore this brief</Trans>
          </Button>
        </div>
      )}
    </div>
  );
}
