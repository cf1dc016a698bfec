import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { CalendarClock, Lightbulb, Plus } from 'lucide-react';
import { type FormEvent, memo, useState } from 'react';
import type { PostView } from '../../../shared/queries.ts';
import { formatWall } from '../../../shared/time/format.ts';
import { instantToWall } from '../../../shared/time/wall.ts';
import { useCommands } from '../../app/commands.ts';
import { explain } from '../../app/errors.ts';
import { displayLocale } from '../../app/i18n.ts';
import { newId } from '../../app/mutate.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { deletePost, movePost } from '../post/actions.ts';
import { createPost, useDefaultChannels } from '../post/create-post.ts';
import { startPost } from '../post/new-post.ts';
import { PostRow } from '../post/post-row.tsx';
import type { OpenSlot } from '../post/slots.ts';
import { usePostWords } from '../post/use-post-words.ts';
import { useSlots } from '../post/use-slots.ts';
import styles from './ideas.module.css';

/** Posts without a date: jot down, pick up, plan. */
export default function Ideas() {
  const { t } = useLingui();
  const brand = useBrand();
  const drafts = useLiveQuery('drafts', { brandId: brand.id });
  const ideas = drafts.data ?? [];
  const { next } = useSlots();
  const problem = drafts.error && explain(drafts.error.code, drafts.error.message);
  useCommands([
    { id: 'post.new', group: t`Ideas`, title: t`New idea`, keys: 'n', run: () => startPost(null) },
  ]);

  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>
          <Trans>Ideas</Trans>
        </h1>
        {ideas.length > 0 && (
          <p className={styles.count}>{plural(ideas.length, { one: '# idea', other: '# ideas' })}</p>
        )}
      </header>
      <JotDown />
      {problem && (
        <Banner tone="error" live title={problem.title}>
          {problem.next}
        </Banner>
      )}
      {drafts.data && ideas.length === 0 && (
        <EmptyState icon={<Lightbulb size={24} aria-hidden="true" />} title={<Trans>No ideas yet</Trans>}>
          <Trans>Type one above and press Enter. It stays here until you give it a date.</Trans>
        </EmptyState>
      )}
      {ideas.length > 0 && (
        <ul className={styles.list}>
          {ideas.map((idea) => (
            <Idea key={idea.id} idea={idea} next={next} />
          ))}
        </ul>
      )}
    </div>
  );
}

function JotDown() {
  const { t } = useLingui();
  const brand = useBrand();
  const channels = useDefaultChannels();
  const [title, setTitle] = useState('');

  async function add(event: FormEvent) {
    event.preventDefault();
    const kept = title.trim();
    if (kept === '') return;
    setTitle('');
    const args = { id: newId(), brandId: brand.id, words: { title: kept }, when: null, channels };
    // What could not be written comes back into the field.
    if (!(await createPost(args))) setTitle(kept);
  }

  return (
    <form className={styles.jot} onSubmit={add}>
      <TextField
        label={t`New idea`}
        hideLabel
        placeholder={t`What could you talk about?`}
        value={title}
        onChange={setTitle}
        maxLength={500}
      />
      <Button type="submit" icon={<Plus size={16} aria-hidden="true" />} disabled={title.trim() === ''}>
        <Trans>Add</Trans>
      </Button>
    </form>
  );
}

type IdeaProps = {
  idea: PostView;
  /** Where it would go first. */
  next: OpenSlot | null;
};

/** Remembered: an edit draws its own line and no other. */
const Idea = memo(function Idea({ idea, next }: IdeaProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const words = usePostWords();
  const name = words.name(idea);
  const when = next && formatWall(instantToWall(next.instant, brand.time_zone), displayLocale());
  return (
    <li
      className={styles.idea}
      onKeyDown={(event) => {
        if (event.key !== 'Delete') return;
        event.preventDefault();
        void deletePost(idea);
      }}
    >
      <PostRow post={idea} zone={brand.time_zone} />
      {next && when && (
        <IconButton label={t`Plan “${name}” for ${when}`} onClick={() => void movePost(idea, next.when)}>
          <CalendarClock size={16} aria-hidden="true" />
        </IconButton>
      )}
    </li>
  );
});
