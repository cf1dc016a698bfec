import { Trans, useLingui } from '@lingui/react/macro';
import { ChevronsUpDown, Plus } from 'lucide-react';
import { useState } from 'react';
import { NewBrand } from '../../features/first-run/new-brand.tsx';
import { Menu, MenuGroup, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { saveSetting } from '../settings.ts';
import { type BrandView, useBrand } from '../use-brand.ts';
import styles from './shell.module.css';

/** The brand this window shows, and the others. */
export function BrandSwitcher({ brands }: { brands: BrandView[] }) {
  const { t } = useLingui();
  const brand = useBrand();
  const [making, setMaking] = useState(false);
  const name = brand.name;
  return (
    <>
      <Menu
        trigger={
          <button type="button" className={styles.brand} aria-label={t`Brand: ${name}. Switch brand`}>
            <Mark name={name} />
            <span className={styles.brandName}>
              <span>{name}</span>
              <span className={styles.brandZone}>{brand.time_zone.replaceAll('_', ' ')}</span>
            </span>
            <ChevronsUpDown
              size={14}
              className={styles.railText}
              style={{ flex: 'none' }}
              aria-hidden="true"
            />
          </button>
        }
      >
        {groups(brands).map(([organization, members]) => (
          <MenuGroup key={organization ?? ''} label={organization ?? <Trans>On this device</Trans>}>
            {members.map((one) => (
              <MenuItem
                key={one.id}
                icon={<Mark name={one.name} />}
                checked={one.id === brand.id}
                onSelect={() => saveSetting('brand', one.id)}
              >
                {one.name}
              </MenuItem>
            ))}
          </MenuGroup>
        ))}
        <MenuSeparator />
        <MenuItem icon={<Plus size={16} aria-hidden="true" />} onSelect={() => setMaking(true)}>
          <Trans>New brand</Trans>
        </MenuItem>
      </Menu>
      <NewBrand open={making} onClose={() => setMaking(false)} />
    </>
  );
}

const Mark = ({ name }: { name: string }) => (
  <span className={styles.mark} aria-hidden="true">
    {[...name.trim()][0]?.toLocaleUpperCase()}
  </span>
);

function groups(brands: BrandView[]): [string | null, BrandView[]][] {
  const byName = new Map<string | null, BrandView[]>();
  for (const brand of brands) {
    const members = byName.get(brand.organization_name) ?? [];
    byName.set(brand.organization_name, [...members, brand]);
  }
  return [...byName];
}
