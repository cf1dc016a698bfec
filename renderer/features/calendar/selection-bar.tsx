import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { ArrowRight, Copy, Tags, Trash2 } from 'lucide-react';
import type { Row } from '../../../shared/kinds/index.ts';
import { Button } from '../../ui/button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { PillarDot } from '../../ui/pillar-dot.tsx';
import styles from './plan-bar.module.css';
import { selection, useSelection } from './selection.ts';

type SelectionBarProps = {
  pillars: readonly Row<'pillar'>[];
  onMove(): void;
  onPillar(pillarId: string | null): void;
  onCopy(): void;
  onDelete(): void;
};

/** What can be done with the posts that are chosen, and how many there are; read out as it changes. */
export function SelectionBar({ pillars, onMove, onPillar, onCopy, onDelete }: SelectionBarProps) {
  const { t } = useLingui();
  const count = useSelection(({ ids }) => ids.size);
  const words = count === 0 ? '' : plural(count, { one: '# post selected', other: '# posts selected' });
  return (
    <div className={count > 0 ? styles.selection : styles.silent}>
      <span role="status" className={styles.count}>
        {words}
      </span>
      {count > 0 && (
        <>
          <Button size="small" icon={<ArrowRight size={14} aria-hidden="true" />} onClick={onMove}>
            <Trans>Move</Trans>
          </Button>
          {pillars.length > 0 && (
            <Menu
              trigger={
                <Button size="small" icon={<Tags size={14} aria-hidden="true" />}>
                  <Trans>Pillar</Trans>
                </Button>
              }
            >
              {[...pillars, null].map((pillar) => (
                <MenuItem
                  key={pillar?.id ?? 'none'}
                  icon={<PillarDot color={pillar?.color ?? null} />}
                  onSelect={() => onPillar(pillar?.id ?? null)}
                >
                  {pillar?.name ?? t`No pillar`}
                </MenuItem>
              ))}
            </Menu>
          )}
          <Button size="small" icon={<Copy size={14} aria-hidden="true" />} onClick={onCopy}>
            <Trans>Copy</Trans>
          </Button>
          <Button size="small" icon={<Trash2 size={14} aria-hidden="true" />} onClick={onDelete}>
            <Trans>Delete</Trans>
          </Button>
          <Button size="small" look="quiet" onClick={selection.clear}>
            <Trans>Select nothing</Trans>
          </Button>
        </>
      )}
    </div>
  );
}
