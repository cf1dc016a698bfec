import { Trans, useLingui } from '@lingui/react/macro';
import { ChevronsUpDown, Plus } from 'lucide-react';
import { useState } from 'react';
import { saveSetting } from '../app/settings.ts';
import { type BrandView, useBrand } from '../app/use-brand.ts';
import { NewBrand } from '../features/first-run/new-brand.tsx';
import { Menu, MenuGroup, MenuItem, MenuSeparator } from '../ui/menu.tsx';
import styles from './shell.module.css';

/** The brand this window shows, and the others. */
export function BrandSwitcher({ brands }: { brands: BrandView[] }) {
  const { t } = useLingui();
  const brand = useBrand();
  const [making, setMaking] = useState(false);
  const name = brand.name;
  const zone = brand.time_zone.replaceAll('_', ' ');
  return (
    <>
      <Menu
        trigger={
          <button type="button" className={styles.brand} aria-label={t`${name} ${zone}. Switch brand`}>
            <Mark name={name} />
            <span className={styles.brandName}>
              <span>{name}</span> <span className={styles.brandZone}>{zone}</span>
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

// Drawn by the style sheet: as text it would be part of what voice control expects to hear.
const Mark = ({ name }: { name: string }) => (
  <span className={styles.mark} data-letter={[...name.trim()][0]?.toLocaleUpperCase()} aria-hidden="true" />
);

function groups(brands: BrandView[]): [string | null, BrandView[]][] {
  const byName = new Map<string | null, BrandView[]>();
  for (const brand of brands) {
    const members = byName.get(brand.organization_name) ?? [];
    byName.set(brand.organization_name, [...members, brand]);
  }
  return [...byName];
}
