import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useId, useState } from 'react';
import type { PostView } from '../../../shared/queries.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { PlatformGlyph } from '../../ui/platform-glyph.tsx';
import { Select } from '../../ui/select.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { isLocked, postState } from '../post/post-state.ts';
import { StateIcon } from '../post/state-icon.tsx';
import { usePostWords } from '../post/use-post-words.ts';
import styles from './alike.module.css';
import { plansOf, settleAlike } from './alike.ts';
import { type AlikeChoice, usualKeep } from './alike-plan.ts';

const keyOf = (group: readonly PostView[]) => group[0]?.id ?? '';

/** Posts of the whole plan that say nearly the same, group by group; what is chosen happens in one step. */
export function AlikeDialog({ onClose }: { onClose(): void }) {
  const { t } = useLingui();
  const brand = useBrand();
  const found = useLiveQuery('alikePosts', { brandId: brand.id });
  const [choices, setChoices] = useState<ReadonlyMap<string, AlikeChoice>>(new Map());
  const groups = found.data ?? [];
  const choiceOf = (group: readonly PostView[]): AlikeChoice =>
    choices.get(keyOf(group)) ?? { way: 'all', keep: usualKeep(group) };
  const plans = plansOf(groups, choiceOf);
  const count = plans.reduce((sum, { gone }) => sum + gone.length, 0);
  const all = (way: AlikeChoice['way']) =>
    setChoices(new Map(groups.map((group) => [keyOf(group), { ...choiceOf(group), way }])));

  async function apply() {
    if (await settleAlike(plans)) {
      setChoices(new Map());
      if (plans.length === groups.length) onClose();
    }
  }

  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={<Trans>Posts that say nearly the same</Trans>}
      description={
        <Trans>Within four weeks of each other, from four weeks ago on. What is out stays as it is.</Trans>
      }
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Close</Trans>
          </Button>
          <Button look="primary" disabled={count === 0} onClick={() => void apply()}>
            {count === 0
              ? t`Nothing to delete`
              : plural(count, { one: 'Delete # post', other: 'Delete # posts' })}
          </Button>
        </>
      }
    >
      {found.error && <FailureBanner of={found.error} />}
      {found.data && groups.length === 0 && (
        <p>
          <Trans>No two planned posts say nearly the same.</Trans>
        </p>
      )}
      {!found.data && !found.error && (
        <p aria-busy="true">
          <Trans>Looking through the plan</Trans>
        </p>
      )}
      {groups.length > 1 && (
        <div className={styles.all}>
          <Button size="small" onClick={() => all('one')}>
            <Trans>Keep one of each</Trans>
          </Button>
          <Button size="small" onClick={() => all('merged')}>
            <Trans>Merge each</Trans>
          </Button>
          <Button size="small" look="quiet" onClick={() => all('all')}>
            <Trans>Keep all</Trans>
          </Button>
        </div>
      )}
      <div className={styles.groups}>
        {groups.map((group) => (
          <Group
            key={keyOf(group)}
            group={group}
            zone={brand.time_zone}
            choice={choiceOf(group)}
            onChange={(choice) => setChoices(new Map(choices).set(keyOf(group), choice))}
          />
        ))}
      </div>
    </Dialog>
  );
}

type GroupProps = {
  group: readonly PostView[];
  zone: string;
  choice: AlikeChoice;
  onChange(choice: AlikeChoice): void;
};

function Group({ group, zone, choice, onChange }: GroupProps) {
  const { t } = useLingui();
  const words = usePostWords();
  const now = useNow();
  const name = useId();
  const kept = group.find(({ id }) => id === choice.keep);
  const title = kept ? words.name(kept) : '';
  return (
    <fieldset className={styles.group} aria-label={title}>
      <Select<AlikeChoice['way']>
        label={t`What becomes of them`}
        value={choice.way}
        options={[
          { value: 'all', label: t`Keep all` },
          { value: 'one', label: t`Keep one, delete the others` },
          // What is out gets no more channels.
          ...(kept && isLocked(kept)
            ? []
            : [{ value: 'merged' as const, label: t`Merge into one, on all their channels` }]),
        ]}
        onChange={(way) => onChange({ ...choice, way })}
      />
      <ul className={styles.posts}>
        {group.map((post) => {
          const state = postState(post, now);
          const goes = choice.way !== 'all' && post.id !== choice.keep && !isLocked(post);
          return (
            <li key={post.id} className={goes ? styles.goes : undefined}>
              <label className={styles.post}>
                <input
                  type="radio"
                  name={name}
                  checked={post.id === choice.keep}
                  disabled={choice.way === 'all'}
                  onChange={() =>
                    onChange({
                      keep: post.id,
                      way: isLocked(post) && choice.way === 'merged' ? 'one' : choice.way,
                    })
                  }
                />
                <span className={styles.words}>
                  <span className={styles.line}>
                    <StateIcon state={state} /> <strong>{words.name(post)}</strong>
                    {post.scheduled_at && <TimeText at={post.scheduled_at} zone={zone} />}
                    {post.targets.map(({ id, connection }) =>
                      connection ? <PlatformGlyph key={id} platform={connection.platform} size={14} /> : null,
                    )}
                  </span>
                  <span className={styles.caption}>{post.caption}</span>
                  {choice.way !== 'all' && (
                    <small className={styles.fate}>
                      {post.id === choice.keep ? t`Stays` : goes ? t`Will be deleted` : t`Is out, and stays`}
                    </small>
                  )}
                </span>
              </label>
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
