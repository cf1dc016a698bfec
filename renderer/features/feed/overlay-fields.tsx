import { Trans, useLingui } from '@lingui/react/macro';
import { Trash2 } from 'lucide-react';
import type { Overlay } from '../../../shared/kinds/index.ts';
import { useDraftText } from '../../app/use-draft-text.ts';
import { IconButton } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Select } from '../../ui/select.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { TextArea } from '../../ui/text-field.tsx';
import { INK, PAPER } from './carousel-actions.ts';
import styles from './feed.module.css';
import { Swatches } from './swatches.tsx';

type OverlayFieldsProps = {
  overlay: Overlay;
  number: number;
  colors: readonly { name: string; hex: string }[];
  onChange(fields: Partial<Overlay>): void;
  onRemove(): void;
};

const SIZES = { '0.045': 'S', '0.065': 'M', '0.085': 'L', '0.12': 'XL' } as const;
type Size = keyof typeof SIZES;

/** How words on a slide are set. */
export function OverlayFields({ overlay, number, colors, onChange, onRemove }: OverlayFieldsProps) {
  const { t } = useLingui();
  const draft = useDraftText(overlay.text, (text) => onChange({ text }));
  const sizes = Object.keys(SIZES) as Size[];
  const size = sizes.toSorted(
    (a, b) => Math.abs(Number(a) - overlay.size) - Math.abs(Number(b) - overlay.size),
  )[0];
  return (
    <fieldset className={styles.overlay} data-overlay-fields={overlay.id}>
      <legend className={styles.legend}>
        <Trans>Words {number}</Trans>
        <IconButton size="small" label={t`Take off words ${number}`} onClick={onRemove}>
          <Trash2 size={14} aria-hidden="true" />
        </IconButton>
      </legend>
      <TextArea label={t`Words ${number}`} hideLabel lines={2} maxLength={2000} {...draft} />
      <div className={styles.pairs}>
        <Select
          label={t`Typeface`}
          value={`${overlay.font} ${overlay.weight >= 550 ? 'bold' : 'plain'}`}
          options={[
            { value: 'serif bold', label: t`Serif, bold` },
            { value: 'serif plain', label: t`Serif` },
            { value: 'sans bold', label: t`Sans, bold` },
            { value: 'sans plain', label: t`Sans` },
          ]}
          onChange={(value) => {
            const [font, weight] = value.split(' ');
            onChange({ font: font === 'sans' ? 'sans' : 'serif', weight: weight === 'bold' ? 600 : 400 });
          }}
        />
        <Select
          label={t`Width`}
          value={String(overlay.width)}
          options={[...new Set([0.4, 0.6, 0.84, 1, overlay.width])].toSorted().map((width) => ({
            value: String(width),
            label: `${Math.round(width * 100)} %`,
          }))}
          onChange={(value) => onChange({ width: Number(value) })}
        />
      </div>
      <div className={styles.bar}>
        <Segments<Size>
          label={t`Size`}
          value={size ?? '0.085'}
          options={sizes.map((value) => ({ value, label: SIZES[value] }))}
          onChange={(value) => onChange({ size: Number(value) })}
        />
        <Segments
          label={t`Alignment`}
          value={overlay.align}
          options={[
            { value: 'start', label: t`Start` },
            { value: 'center', label: t`Middle` },
            { value: 'end', label: t`End` },
          ]}
          onChange={(align) => onChange({ align })}
        />
      </div>
      <Swatches
        label={t`Colour of the words`}
        value={overlay.color}
        colors={colors}
        onChange={(color) => onChange({ color })}
      />
      <Checkbox
        label={t`On a band`}
        checked={overlay.band !== null}
        onChange={(on) => onChange({ band: on ? (overlay.color === PAPER ? INK : PAPER) : null })}
      />
      {overlay.band !== null && (
        <Swatches
          label={t`Colour of the band`}
          value={overlay.band}
          colors={colors}
          onChange={(band) => onChange({ band })}
        />
      )}
    </fieldset>
  );
}
