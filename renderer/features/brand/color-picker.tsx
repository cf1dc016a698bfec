import { useLingui } from '@lingui/react/macro';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { PillarDot } from '../../ui/pillar-dot.tsx';
import styles from './brand.module.css';
import { pillarColors } from './color-names.ts';

type ColorPickerProps = { name: string; value: number; onChange(color: number): void };

/** One of the eight colours, each with its name. */
export function ColorPicker({ name, value, onChange }: ColorPickerProps) {
  const { t, i18n } = useLingui();
  const chosen = pillarColors.find(({ color }) => color === value);
  const colorName = chosen ? i18n._(chosen.name) : '';
  return (
    <Menu
      trigger={
        <button type="button" className={styles.colorButton} aria-label={t`Colour of ${name}: ${colorName}`}>
          <PillarDot color={value} />
        </button>
      }
    >
      {pillarColors.map((one) => (
        <MenuItem
          key={one.color}
          icon={<PillarDot color={one.color} />}
          checked={one.color === value}
          onSelect={() => onChange(one.color)}
        >
          {i18n._(one.name)}
        </MenuItem>
      ))}
    </Menu>
  );
}
