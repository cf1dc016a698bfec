import { Trans, useLingui } from '@lingui/react/macro';
import type { TargetView } from '../../../shared/queries.ts';
import { mutateAll, type PlannedMutation } from '../../app/mutate.ts';
import { offerUndo } from '../../app/undo.ts';
import { Button } from '../../ui/button.tsx';
import { isLocked } from '../post/post-state.ts';
import { useFilmWords } from '../post/use-film-words.ts';
import type { CompareProps } from './compare.tsx';
import { DiffChoice, DiffText } from './diff-text.tsx';
import styles from './history.module.css';
import { type ChannelWords, toldDifferently } from './versions.ts';

/** What a channel had of its own: words, how it shows the post, and what a channel of films is told. */
export function CompareChannel({ post, version, words }: CompareProps & { words: ChannelWords }) {
  const { t } = useLingui();
  const film = useFilmWords();
  const target = post.targets.find((one) => one.connection_id === version.connection_id);
  const now = target?.text ?? null;
  const follows = t`Follows the caption`;
  const title = target?.connection?.handle ?? t`A channel this post no longer goes to`;
  const otherWords = words.text !== now;
  const told = target ? toldDifferently(words, target) : [];
  const says = (of: ChannelWords) => ({
    format: of.format === 'story' ? t`As a story` : t`As a post`,
    by_hand: of.by_hand ? t`A person puts it up` : t`Pillarbox sends it`,
    options: film.line(of.options ?? {}),
  });
  const names = { format: t`Shown`, by_hand: t`Who sends it`, options: t`What the channel is told` };

  async function restore(to: TargetView) {
    const { text, format, by_hand, options } = to;
    const before: ChannelWords = { text, format, by_hand, options };
    const back = () => mutateAll(writes(to, words, before));
    if (!(await back())) return;
    offerUndo(t`Earlier version restored.`, () => mutateAll(writes(to, before, words)), back);
  }
  return (
    <div className={styles.compare} aria-live="polite">
      <div className={styles.field}>
        <h3 className={styles.sideTitle}>{title}</h3>
        <DiffText first={words.text ?? follows} second={now ?? follows} show="both" />
      </div>
      {target &&
        told.map((name) => (
          <div key={name} className={styles.field}>
            <h3 className={styles.sideTitle}>{names[name]}</h3>
            <DiffChoice first={says(words)[name]} second={says(target)[name]} />
          </div>
        ))}
      {!otherWords && told.length === 0 && (
        <p>
          <Trans>This is what the channel has now.</Trans>
        </p>
      )}
      {target && (otherWords || told.length > 0) && !isLocked(post) && (
        <div className={styles.choices}>
          <Button look="primary" onClick={() => void restore(target)}>
            {told.length === 0 ? <Trans>Restore these words</Trans> : <Trans>Restore this version</Trans>}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Only what is otherwise; what a version of long ago says nothing of stays. */
function writes(
  { brand_id, post_id, connection_id }: TargetView,
  to: ChannelWords,
  from: ChannelWords,
): PlannedMutation[] {
  const named = { brand_id, post_id, connection_id };
  const told = toldDifferently(to, from);
  const { text, format = null, by_hand = false, options = null } = to;
  return [
    ...(text === from.text
      ? []
      : [{ name: 'target.edit' as const, args: { ...named, text, base: { text: from.text ?? '' } } }]),
    ...(told.includes('format') ? [{ name: 'target.showAs' as const, args: { ...named, format } }] : []),
    ...(told.includes('by_hand') ? [{ name: 'target.byHand' as const, args: { ...named, by_hand } }] : []),
    ...(told.includes('options') ? [{ name: 'target.options' as const, args: { ...named, options } }] : []),
  ];
}
