import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Row } from '../../../shared/kinds/index.ts';
import type { QueryResult } from '../../../shared/queries.ts';
import { PillarDot, pillarColor } from '../../ui/pillar-dot.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './pillar-balance.module.css';

/** Off by more than this many percent is told, once there are enough posts to speak of shares. */
const TOLERANCE = 10;
const ENOUGH = 5;

/** How the posts in sight spread over the pillars, and how they were meant to: a thin bar that fills as one plans. */
export function PillarBalance({
  counts,
  pillars,
}: {
  counts: QueryResult<'plan'>['pillars'];
  pillars: readonly Row<'pillar'>[];
}) {
  const { t } = useLingui();
  if (pillars.length === 0) return null;
  const count = (id: string) => counts.find((one) => one.pillar_id === id)?.count ?? 0;
  const total = counts.reduce((sum, one) => sum + one.count, 0);
  const none = total - pillars.reduce((sum, { id }) => sum + count(id), 0);
  const percent = (n: number) => (total === 0 ? 0 : Math.round((n / total) * 100));
  return (
    <div className={styles.balance}>
      <div className={styles.bar} aria-hidden="true">
        {pillars.map((pillar) => (
          <span
            key={pillar.id}
            hidden={count(pillar.id) === 0}
            style={{ flexGrow: count(pillar.id), background: pillarColor(pillar.color) }}
          />
        ))}
        <span hidden={none === 0} style={{ flexGrow: none, background: pillarColor(null) }} />
      </div>
      <ul className={styles.legend} aria-label={t`Posts by pillar`}>
        {pillars.map((pillar) => {
          const posted = count(pillar.id);
          const share = percent(posted);
          const words = plural(posted, { one: '# post', other: '# posts' });
          const off = pillar.share === null ? 0 : share - pillar.share;
          const far = total >= ENOUGH && Math.abs(off) > TOLERANCE;
          const wish = pillar.share === null ? '' : t`, ${pillar.share} % wished`;
          return (
            <li key={pillar.id} className={styles.item} title={`${pillar.name}: ${words}, ${share} %${wish}`}>
              <PillarDot color={pillar.color} />
              <span>{pillar.name}</span>
              <span className={styles.count} aria-hidden="true">
                {pillar.share === null ? posted : t`${share} %, aim ${pillar.share}`}
                {far && (off < 0 ? <ArrowDown size={12} /> : <ArrowUp size={12} />)}
              </span>
              <VisuallyHidden>
                {t`: ${words}, ${share} %${wish}`}
                {far && (off < 0 ? t`, too few` : t`, too many`)}
              </VisuallyHidden>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
