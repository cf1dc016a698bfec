import { useLingui } from '@lingui/react/macro';
import { cx } from '../../ui/cx.ts';
import styles from './feed.module.css';

type SwatchesProps = {
  label: string;
  value: string;
  colors: readonly { name: string; hex: string }[];
  onChange(hex: string): void;
};

/** One of the brand's colours, or any other. */
export function Swatches({ label, value, colors, onChange }: SwatchesProps) {
  const { t } = useLingui();
  return (
    <fieldset className={styles.swatches}>
      <legend>{label}</legend>
      {colors.map(({ name, hex }) => (
        <button
          key={hex}
          type="button"
          className={cx(styles.swatch, hex === value && styles.swatchOn)}
          style={{ backgroundColor: hex }}
          aria-label={name || hex}
          aria-pressed={hex === value}
          title={name || hex}
          onClick={() => onChange(hex)}
        />
      ))}
      <input
        type="color"
        className={styles.swatch}
        aria-label={t`Another colour: ${label}`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </fieldset>
  );
}
