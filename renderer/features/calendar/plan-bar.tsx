import { Trans, useLingui } from '@lingui/react/macro';
import { Columns3, CopyCheck, Layers, ListFilter, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import {
  isFiltered,
  NO_FILTER,
  PLAN_LANES,
  PLAN_STATES,
  type PlanFilter,
  type PlanLanes,
  type PlanState,
} from '../../../shared/planning/filter.ts';
import type { QueryResult } from '../../../shared/queries.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Menu, MenuGroup, MenuItem } from '../../ui/menu.tsx';
import { PillarDot } from '../../ui/pillar-dot.tsx';
import { platformNames } from '../../ui/platform-glyph.tsx';
import { Popover } from '../../ui/popover.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './plan-bar.module.css';
import type { View } from './range.ts';
import { SavedViews } from './saved-views.tsx';
import type { PlanChoice } from './use-plan.ts';

type PlanBarProps = {
  view: View;
  choice: PlanChoice;
  parts: QueryResult<'planParts'>;
  onChange(change: Partial<PlanChoice>): void;
  onOpen(view: View, choice: PlanChoice): void;
  /** Null where nothing on screen says nearly the same as something else. */
  onAlike: (() => void) | null;
};

/** What is shown of the plan: words, filters, lanes, other brands, and views that keep all of it. */
export function PlanBar({ view, choice, parts, onChange, onOpen, onAlike }: PlanBarProps) {
  const { t } = useLingui();
  const { filter } = choice;
  const set = (change: Partial<PlanFilter>) => onChange({ filter: { ...filter, ...change } });
  const conditions = filter.pillars.length + filter.channels.length + filter.states.length;
  return (
    <div className={styles.bar}>
      <div className={styles.search}>
        <WordsFilter text={filter.text} onChange={(text) => set({ text })} />
      </div>
      <Popover
        title={<Trans>Show only</Trans>}
        trigger={
          <Button size="small" look="quiet" icon={<ListFilter size={14} aria-hidden="true" />}>
            {conditions === 0 ? t`Filter` : t`Filter, ${conditions} set`}
          </Button>
        }
      >
        <Conditions filter={filter} parts={parts} onChange={set} />
      </Popover>
      {isFiltered(filter) && (
        <IconButton size="small" label={t`Show everything`} onClick={() => onChange({ filter: NO_FILTER })}>
          <X size={14} aria-hidden="true" />
        </IconButton>
      )}
      <Lanes view={view} lanes={choice.lanes} onChange={(lanes) => onChange({ lanes })} />
      <Brands brands={choice.brands} onChange={(brands) => onChange({ brands })} />
      <SavedViews view={view} choice={choice} onOpen={onOpen} />
      {onAlike && (
        <Button size="small" look="quiet" icon={<CopyCheck size={14} aria-hidden="true" />} onClick={onAlike}>
          <Trans>Say nearly the same</Trans>
        </Button>
      )}
    </div>
  );
}

const SETTLE_MS = 150;

/** Taken when it has stood still for a moment: every letter would ask anew. */
function WordsFilter({ text, onChange }: { text: string; onChange(text: string): void }) {
  const { t } = useLingui();
  const [typed, setTyped] = useState<string | null>(null);
  useEffect(() => {
    if (typed === null) return;
    const timer = setTimeout(() => {
      onChange(typed);
      setTyped(null);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  });
  return (
    <TextField
      label={t`Words in posts`}
      hideLabel
      type="search"
      placeholder={t`Words in posts`}
      maxLength={200}
      value={typed ?? text}
      onChange={setTyped}
    />
  );
}

type ConditionsProps = {
  filter: PlanFilter;
  parts: QueryResult<'planParts'>;
  onChange(change: Partial<PlanFilter>): void;
};

function Conditions({ filter, parts, onChange }: ConditionsProps) {
  const { t } = useLingui();
  const states: Record<PlanState, string> = {
    planned: t`Planned`,
    unready: t`Not ready`,
    attention: t`Needs a person`,
    out: t`Published`,
  };
  const has = <V,>(list: readonly V[], value: V, on: boolean): V[] =>
    on ? [...list, value] : list.filter((one) => one !== value);
  return (
    <div className={styles.conditions}>
      <fieldset className={styles.choices}>
        <legend>{t`State`}</legend>
        {PLAN_STATES.map((state) => (
          <Checkbox
            key={state}
            label={states[state]}
            checked={filter.states.includes(state)}
            onChange={(on) => onChange({ states: has(filter.states, state, on) })}
          />
        ))}
      </fieldset>
      {parts.pillars.length > 0 && (
        <fieldset className={styles.choices}>
          <legend>{t`Pillars`}</legend>
          {[...parts.pillars, null].map((pillar) => (
            <Checkbox
              key={pillar?.id ?? 'none'}
              label={
                <span className={styles.choice}>
                  <PillarDot color={pillar?.color ?? null} /> {pillar?.name ?? t`No pillar`}
                </span>
              }
              checked={filter.pillars.includes(pillar?.id ?? null)}
              onChange={(on) => onChange({ pillars: has(filter.pillars, pillar?.id ?? null, on) })}
            />
          ))}
        </fieldset>
      )}
      {parts.connections.length > 0 && (
        <fieldset className={styles.choices}>
          <legend>{t`Channels`}</legend>
          {parts.connections.map(({ id, platform, handle }) => (
            <Checkbox
              key={id}
              label={t`${platformNames[platform]}, ${handle}`}
              checked={filter.channels.includes(id)}
              onChange={(on) => onChange({ channels: has(filter.channels, id, on) })}
            />
          ))}
        </fieldset>
      )}
    </div>
  );
}

function Lanes({
  view,
  lanes,
  onChange,
}: {
  view: View;
  lanes: PlanLanes;
  onChange(lanes: PlanLanes): void;
}) {
  const { t } = useLingui();
  if (view !== 'week' && view !== 'day') return null;
  const names: Record<PlanLanes, string> = {
    none: t`By time`,
    brand: t`A lane per brand`,
    channel: t`A lane per channel`,
    pillar: t`A lane per pillar`,
  };
  return (
    <Menu
      trigger={
        <Button size="small" look="quiet" icon={<Columns3 size={14} aria-hidden="true" />}>
          {names[lanes]}
        </Button>
      }
    >
      {PLAN_LANES.map((one) => (
        <MenuItem key={one} checked={one === lanes} onSelect={() => onChange(one)}>
          {names[one]}
        </MenuItem>
      ))}
    </Menu>
  );
}

function Brands({ brands, onChange }: { brands: readonly string[]; onChange(brands: string[]): void }) {
  const { t } = useLingui();
  const own = useBrand();
  const others = (useLiveQuery('brands', {}).data ?? []).filter(({ id }) => id !== own.id);
  if (others.length === 0) return null;
  return (
    <Menu
      trigger={
        <Button size="small" look="quiet" icon={<Layers size={14} aria-hidden="true" />}>
          {brands.length === 0 ? t`This brand` : t`${brands.length + 1} brands`}
        </Button>
      }
    >
      <MenuGroup label={t`Shown beside ${own.name}`}>
        {others.map(({ id, name }) => (
          <MenuItem
            key={id}
            checked={brands.includes(id)}
            onSelect={() =>
              onChange(brands.includes(id) ? brands.filter((one) => one !== id) : [...brands, id])
            }
          >
            {name}
          </MenuItem>
        ))}
      </MenuGroup>
    </Menu>
  );
}
