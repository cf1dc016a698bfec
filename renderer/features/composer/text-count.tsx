import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import type { Platform } from '../../../shared/kinds/index.ts';
import { type AccountLimits, type TextCount as Count, countText } from '../../../shared/rules/index.ts';
import { cx } from '../../ui/cx.ts';
import { PlatformGlyph, platformNames } from '../../ui/platform-glyph.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './composer.module.css';

const RADIUS = 6;
const AROUND = 2 * Math.PI * RADIUS;
const NEAR = 0.9;

type TextCountProps = {
  platform: Platform;
  text: string;
  /** What the account allows instead of its platform's usual. */
  limits?: AccountLimits | null;
  /** Says used and limit instead of what is left. */
  whole?: boolean;
};

/** How much of a platform's limit a text uses: a ring that fills, and the number that is left. */
export function TextCount({ platform, text, limits = null, whole = false }: TextCountProps) {
  return <CountRing platform={platform} count={countText(platform, text, limits)} whole={whole} />;
}

type CountRingProps = { platform: Platform; count: Count; whole?: boolean };

/** The same for what was counted already. */
export function CountRing({ platform, count, whole = false }: CountRingProps) {
  const { t } = useLingui();
  const { used, limit, unit } = count;
  const left = limit - used;
  const name = platformNames[platform];
  const share = Math.min(used / limit, 1);
  const over = -left;
  const spoken =
    left >= 0
      ? t`${name}: ${plural(left, { one: '# character left', other: '# characters left' })}`
      : t`${name}: ${plural(over, { one: '# character too long', other: '# characters too long' })}`;
  const exact = unit === 'bytes' ? t`${used} of ${limit} bytes` : t`${used} of ${limit}`;
  return (
    <span
      className={cx(styles.count, left < 0 ? styles.over : share >= NEAR && styles.near)}
      title={
        unit === 'bytes' ? t`${name} counts ${used} of ${limit} bytes` : t`${name} counts ${used} of ${limit}`
      }
    >
      {!whole && <PlatformGlyph platform={platform} label="" size={12} />}
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r={RADIUS} className={styles.ring} />
        <circle
          cx="8"
          cy="8"
          r={RADIUS}
          className={styles.ringFill}
          strokeDasharray={`${share * AROUND} ${AROUND}`}
          transform="rotate(-90 8 8)"
        />
      </svg>
      <span aria-hidden="true">{whole ? exact : left >= 0 ? left : t`${over} over`}</span>
      <VisuallyHidden>{spoken}</VisuallyHidden>
    </span>
  );
}
