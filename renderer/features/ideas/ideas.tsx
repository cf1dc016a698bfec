import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Lightbulb, Plus } from 'lucide-react';
import { type FormEvent, useMemo, useState } from 'react';
import { today } from '../../../shared/time/calendar.ts';
import { useCommands } from '../../app/commands.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { newId } from '../../app/mutate.ts';
import type { Params } from '../../app/router.ts';
import { go } from '../../app/router.ts';
import { useSetting } from '../../app/settings.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Segments, Tabs } from '../../ui/tabs.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { Feeds } from '../feeds/feeds.tsx';
import { createPost, useDefaultChannels } from '../post/create-post.ts';
import { startPost } from '../post/new-post.ts';
import { useSlots } from '../post/use-slots.ts';
import { Board } from './board.tsx';
import { BOARD_BY, type BoardBy, heldBack } from './board-columns.ts';
import styles from './ideas.module.css';
import { Journal } from './journal.tsx';

const TABS = ['board', 'journal', 'feeds'] as const;

/** Posts without a date on a board, and the journal they may come from. */
export default function Ideas({ params }: { params: Params }) {
  const { t } = useLingui();
  const tab = TABS.find((name) => name === params.tab) ?? 'board';
  return (
    <div className={styles.page}>
      <h1 className={styles.title}>
        <Trans>Ideas</Trans>
      </h1>
      <Tabs<(typeof TABS)[number]>
        label={t`Ideas`}
        value={tab}
        onChange={(next) => go(next === 'board' ? '/ideas' : `/ideas/${next}`, { replace: true })}
        tabs={[
          { value: 'board', label: <Trans>Board</Trans>, panel: <BoardPanel /> },
          { value: 'journal', label: <Trans>Journal</Trans>, panel: <Journal /> },
          { value: 'feeds', label: <Trans>Feeds</Trans>, panel: <Feeds /> },
        ]}
      />
    </div>
  );
}

/** Jot down, pick up, bring on, plan. */
function BoardPanel() {
  const { t } = useLingui();
  const brand = useBrand();
  const now = useNow();
  const personId = useAppState(({ session }) => (session.state === 'none' ? null : session.personId));
  const found = useLiveQuery('ideas', { brandId: brand.id });
  const all = found.data;
  const day = today(brand.time_zone, now);
  const ideas = useMemo(
    () => (all ?? []).filter((idea) => !heldBack(idea, { role: brand.role, personId }, day)),
    [all, brand.role, personId, day],
  );
  const held = (all?.length ?? 0) - ideas.length;
  const { next } = useSlots();
  const pillars = useLiveQuery('pillars', { brandId: brand.id }).data;
  const [by, setBy] = useSetting('ideasBy');
  const names: Record<BoardBy, string> = { stage: t`Stage`, pillar: t`Pillar`, month: t`Month` };
  const group = t`Ideas`;
  useCommands([
    { id: 'post.new', group, title: t`New idea`, run: () => startPost(null) },
    ...BOARD_BY.map((one) => ({
      id: `ideas.by.${one}`,
      group,
      title: t`Columns by: ${names[one]}`,
      run: () => setBy(one),
    })),
  ]);
  return (
    <div className={styles.stack}>
      <JotDown />
      {found.error && <FailureBanner of={found.error} />}
      {all && ideas.length === 0 && (
        <EmptyState icon={<Lightbulb size={24} aria-hidden="true" />} title={<Trans>No ideas yet</Trans>}>
          <Trans>Type one above and press Enter. It stays here until you give it a date.</Trans>
        </EmptyState>
      )}
      {ideas.length > 0 && pillars && (
        <>
          <div className={styles.boardHead}>
            <span className={styles.quiet} aria-hidden="true">
              <Trans>Columns</Trans>
            </span>
            <Segments<BoardBy>
              label={t`Columns by`}
              options={BOARD_BY.map((value) => ({ value, label: names[value] }))}
              value={by}
              onChange={setBy}
            />
          </div>
          {/* Cards are drawn anew where the columns mean something else. */}
          <Board key={by} ideas={ideas} by={by} pillars={pillars} month={day.slice(0, 7)} next={next} />
        </>
      )}
      {held > 0 && (
        <p className={styles.quiet}>
          {plural(held, { one: '# idea is for a later month.', other: '# ideas are for a later month.' })}
        </p>
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
