import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import type { Row } from '../../../shared/kinds/index.ts';
import type { PostView } from '../../../shared/queries.ts';
import { PillarDot, pillarColor } from '../../ui/pillar-dot.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './pillar-balance.module.css';

/** How the posts in sight spread over the pillars, and how they were meant to: a thin bar that fills as one plans. */
export function PillarBalance({
  posts,
  pillars,
}: {
  posts: readonly PostView[];
  pillars: readonly Row<'pillar'>[];
}) {
  const { t } = useLingui();
  if (pillars.length === 0) return null;
  const count = (id: string) => posts.filter((post) => post.pillar_id === id).length;
  const none = posts.filter((post) => !pillars.some((pillar) => pillar.id === post.pillar_id)).length;
  const percent = (n: number) => (posts.length === 0 ? 0 : Math.round((n / posts.length) * 100));
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
          const wish = pillar.share === null ? '' : t`, ${pillar.share} % wished`;
          return (
            <li key={pillar.id} className={styles.item} title={`${pillar.name}: ${words}, ${share} %${wish}`}>
              <PillarDot color={pillar.color} />
              <span>{pillar.name}</span>
              <span className={styles.count} aria-hidden="true">
                {pillar.share === null ? posted : t`${share} %, aim ${pillar.share}`}
              </span>
              <VisuallyHidden>{t`: ${words}, ${share} %${wish}`}</VisuallyHidden>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
