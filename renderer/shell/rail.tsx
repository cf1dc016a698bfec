import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Link } from '../app/router.ts';
import { useSetting } from '../app/settings.ts';
import { useKeysOf } from '../app/shortcuts/use-keys.ts';
import { type BrandView, useBrand } from '../app/use-brand.ts';
import { useLiveQuery } from '../app/use-live-query.ts';
import { cx } from '../ui/cx.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { AccountLine } from './account-line.tsx';
import { BrandSwitcher } from './brand-switcher.tsx';
import { type Route, routes } from './routes.tsx';
import styles from './shell.module.css';
import { SyncLine } from './sync-line.tsx';

export function Rail({ brands, current }: { brands: BrandView[]; current: Route | null }) {
  const { t, i18n } = useLingui();
  const brand = useBrand();
  const [collapsed] = useSetting('railCollapsed');
  const keys = useKeysOf();
  const overview = useLiveQuery('overview', { brandId: brand.id }).data;
  const counts: Record<string, number> = {
    '/inbox': overview?.openComments ?? 0,
    '/publishing': overview?.failed ?? 0,
  };
  // Nobody waits for these: told, and not in the colour of what somebody has to do.
  const fresh: Record<string, number> = { '/ideas': overview?.newArticles ?? 0 };
  return (
    <nav className={cx(styles.rail, collapsed && styles.collapsed)} aria-label={t`Main`}>
      <BrandSwitcher brands={brands} />
      {routes.map((route) => {
        if (!route.rail) return null;
        const { icon: Icon, home } = route.rail;
        return (
          <RailLink
            key={home}
            to={home}
            label={i18n._(route.title)}
            keys={keys(`go:${home}`)}
            icon={<Icon size={16} aria-hidden="true" />}
            current={route === current}
            count={counts[home] ?? 0}
            fresh={fresh[home] ?? 0}
          />
        );
      })}
      <div className={styles.railEnd}>
        <SyncLine />
        <AccountLine />
      </div>
    </nav>
  );
}

type RailLinkProps = {
  to: string;
  label: string;
  icon: ReactNode;
  keys?: string | undefined;
  current?: boolean;
  /** Unread; nothing is drawn for 0. */
  count?: number;
  /** New there, which nobody has to look at; nothing is drawn for 0. */
  fresh?: number;
};

export function RailLink({ to, label, icon, keys, current, count = 0, fresh = 0 }: RailLinkProps) {
  const { t } = useLingui();
  const shown = Math.min(count || fresh, 99);
  return (
    <Tooltip label={label} side="inline-end" {...(keys && { keys })}>
      <Link
        href={to}
        className={styles.railItem ?? ''}
        aria-label={count > 0 ? t`${label}, ${count} waiting` : fresh > 0 ? t`${label}, ${fresh} new` : label}
        {...(current && { 'aria-current': 'page' as const })}
      >
        {icon}
        {/* The space keeps word and number apart where the two are read as one text. */}
        <span className={styles.railText}>{label}</span>{' '}
        {shown > 0 && <span className={cx(styles.badge, count === 0 && styles.quietBadge)}>{shown}</span>}
      </Link>
    </Tooltip>
  );
}
