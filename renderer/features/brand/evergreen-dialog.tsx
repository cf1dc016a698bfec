import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMemo, useState } from 'react';
import { asWritten } from '../../../shared/mentions/tokens.ts';
import { fillSlots } from '../../../shared/planning/evergreen.ts';
import { outgoingText } from '../../../shared/publishing/outgoing-text.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { go } from '../../app/router.ts';
import { useSetting } from '../../app/settings.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { PlatformGlyph } from '../../ui/platform-glyph.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { usePostWords } from '../post/use-post-words.ts';
import { useSlots } from '../post/use-slots.ts';
import styles from './evergreen.module.css';
import { type FillLine, fillFromEvergreens } from './evergreen.ts';

const DAY_MS = 86_400_000;
const LIMITS = { weeks: 26, cooldownDays: 730, most: 100 };
/** More at once is no plan that anybody reads. */
const MOST_SLOTS = 200;

/** Evergreen posts for the free slots to come: what would go where, and only what is left ticked. */
export function EvergreenDialog({ onClose }: { onClose(): void }) {
  const { t } = useLingui();
  const brand = useBrand();
  const now = useNow();
  const words = usePostWords();
  const slots = useSlots();
  const pool = useLiveQuery('evergreens', { brandId: brand.id });
  const connections = useLiveQuery('connections', { brandId: brand.id }).data;
  const [rules, setRules] = useSetting('evergreenFill');
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  // To the minute it would be another plan each minute.
  const from = now.slice(0, 13);

  const lines = useMemo((): FillLine[] => {
    const start = `${from}:59:59.999Z`;
    const end = new Date(Date.parse(start) + rules.weeks * 7 * DAY_MS).toISOString();
    const open = slots.between(start, end).slice(0, MOST_SLOTS);
    const here = new Set(connections?.map(({ id }) => id));
    const free = open.map(({ instant, when }) => ({
      key: when.slot_key ?? '',
      instant,
      connectionIds: (slots.schedules.find(({ id }) => id === when.schedule_id)?.connection_ids ?? []).filter(
        (id) => here.has(id),
      ),
    }));
    // What says nothing yet is not said again.
    const views = (pool.data ?? []).filter(
      ({ post }) => post.media.length > 0 || outgoingText(post, null, asWritten) !== '',
    );
    const filled = fillSlots(
      free,
      views.map(({ post, times }) => ({
        id: post.id,
        times,
        connectionIds: post.targets.flatMap(({ connection }) => connection?.id ?? []),
      })),
      rules,
    );
    return filled.flatMap(({ slot, id, connectionIds }) => {
      const post = views.find((one) => one.post.id === id)?.post;
      const when = open.find((one) => one.when.slot_key === slot.key)?.when;
      return post && when ? [{ post, when, instant: slot.instant, connectionIds }] : [];
    });
  }, [from, slots, pool.data, connections, rules]);
  const chosen = lines.filter((line) => !leftOut.has(line.when.slot_key ?? ''));
  const number = (name: keyof typeof LIMITS, label: string) => (
    <Count
      label={label}
      value={rules[name]}
      most={LIMITS[name]}
      onChange={(value) => setRules({ ...rules, [name]: value })}
    />
  );

  async function plan() {
    setBusy(true);
    if (await fillFromEvergreens(brand.id, chosen)) onClose();
    else setBusy(false);
  }

  const ready = pool.data !== undefined && slots.ready && connections !== undefined;
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={<Trans>Fill free slots from evergreen posts</Trans>}
      description={
        <Trans>
          Each becomes a post of its own in a slot that nothing else has. All of it is one step to take back.
        </Trans>
      }
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" busy={busy} disabled={chosen.length === 0} onClick={() => void plan()}>
            {plural(chosen.length, { 0: 'Plan no posts', one: 'Plan # post', other: 'Plan # posts' })}
          </Button>
        </>
      }
    >
      {pool.error && <FailureBanner of={pool.error} />}
      <div className={styles.rules}>
        {number('weeks', t`Weeks ahead`)}
        {number('cooldownDays', t`Days before one is said again`)}
        {number('most', t`At most so many times`)}
      </div>
      {ready && pool.data?.length === 0 && (
        <div className={styles.empty}>
          <p>
            <Trans>No post is evergreen yet. In a post, open its brief and choose “Evergreen” there.</Trans>
          </p>
          <Button
            onClick={() => {
              onClose();
              go('/ideas');
            }}
          >
            <Trans>Open the ideas</Trans>
          </Button>
        </div>
      )}
      {ready && (pool.data?.length ?? 0) > 0 && lines.length === 0 && (
        <p className={styles.empty}>
          <Trans>Nothing fits: no slot is free, or each post was said too lately or often enough.</Trans>
        </p>
      )}
      <ul className={styles.lines}>
        {lines.map(({ post, when, instant, connectionIds }) => {
          const key = when.slot_key ?? '';
          return (
            <li key={key}>
              <Checkbox
                checked={!leftOut.has(key)}
                onChange={(on) => {
                  const next = new Set(leftOut);
                  if (on) next.delete(key);
                  else next.add(key);
                  setLeftOut(next);
                }}
                label={
                  <span className={styles.line}>
                    <TimeText at={instant} zone={brand.time_zone} /> <strong>{words.name(post)}</strong>
                    {post.targets.map(({ id, connection }) =>
                      connection && connectionIds.includes(connection.id) ? (
                        <PlatformGlyph key={id} platform={connection.platform} size={14} />
                      ) : null,
                    )}
                  </span>
                }
              />
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}

type CountProps = { label: string; value: number; most: number; onChange(value: number): void };

/** A whole number from 1 on. What is being typed stands until it is one. */
function Count({ label, value, most, onChange }: CountProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState<string | null>(null);
  const fits = (text: string) => /^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= most;
  return (
    <TextField
      label={label}
      type="number"
      value={typed ?? String(value)}
      error={typed !== null && !fits(typed) ? t`A number from 1 to ${most}.` : null}
      onChange={(next) => {
        setTyped(next);
        if (fits(next)) onChange(Number(next));
      }}
    />
  );
}
