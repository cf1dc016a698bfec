import { Trans, useLingui } from '@lingui/react/macro';
import { CalendarClock } from 'lucide-react';
import { formatWall } from '../../../shared/time/format.ts';
import { instantToWall, wallToInstant } from '../../../shared/time/wall.ts';
import { displayLocale } from '../../app/i18n.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Button } from '../../ui/button.tsx';
import { type When, whenAt } from '../post/slots.ts';
import { useSlots } from '../post/use-slots.ts';
import styles from './composer.module.css';
import { MomentFields } from './moment-fields.tsx';

type WhenEditorProps = {
  /** Null for an idea. */
  when: When | null;
  locked: boolean;
  onChange(when: When | null): void;
};

/** Day and time on the brand's clock; the next free slot is a press away. */
export function WhenEditor({ when, locked, onChange }: WhenEditorProps) {
  const { t } = useLingui();
  const zone = useBrand().time_zone;
  const slots = useSlots();
  const instant = when && wallToInstant(when.wall_time, when.time_zone);
  // Standing in it already, the one after it is next.
  const next = instant && slots.next?.instant === instant ? slots.after(instant) : slots.next;
  const nextWall = next && instantToWall(next.instant, zone);
  const nextLabel = nextWall && formatWall(nextWall, displayLocale());

  return (
    <div className={styles.section}>
      <h3 className={styles.sectionTitle}>
        <Trans>When</Trans>
      </h3>
      <MomentFields
        instant={instant}
        locked={locked}
        onTake={(wall, at) =>
          onChange(whenAt(wall, zone, slots.between(at, new Date(Date.parse(at) + 1).toISOString())))
        }
      >
        {when && !locked && (
          <Button size="small" look="quiet" onClick={() => onChange(null)}>
            <Trans>No date</Trans>
          </Button>
        )}
      </MomentFields>
      {!locked && next && nextLabel && (
        <Button
          size="small"
          icon={<CalendarClock size={14} aria-hidden="true" />}
          onClick={() => onChange(next.when)}
        >
          {t`Next free slot: ${nextLabel}`}
        </Button>
      )}
    </div>
  );
}
