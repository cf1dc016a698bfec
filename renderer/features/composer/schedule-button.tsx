import { useLingui } from '@lingui/react/macro';
import { CalendarClock } from 'lucide-react';
import { formatWall } from '../../../shared/time/format.ts';
import { instantToWall } from '../../../shared/time/wall.ts';
import { displayLocale } from '../../app/i18n.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Button } from '../../ui/button.tsx';

/** Plans an idea in the next free slot; the same as its key. @param next that slot's instant */
export function ScheduleButton({ next, onPress }: { next: string; onPress(): void }) {
  const { t } = useLingui();
  const brand = useBrand();
  const slot = formatWall(instantToWall(next, brand.time_zone), displayLocale());
  return (
    <Button look="primary" icon={<CalendarClock size={14} aria-hidden="true" />} onClick={onPress}>
      {t`Schedule: ${slot}`}
    </Button>
  );
}
