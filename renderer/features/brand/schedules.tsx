import { Trans, useLingui } from '@lingui/react/macro';
import { CalendarPlus, Plus } from 'lucide-react';
import type { Slot } from '../../../shared/kinds/index.ts';
import { formatWallTime } from '../../../shared/time/format.ts';
import { useCommands } from '../../app/commands.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { displayLocale } from '../../app/i18n.ts';
import { mutate, newId } from '../../app/mutate.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Section } from '../../ui/page.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { SeriesList } from '../recurrence/series-list.tsx';
import { Holidays } from './holidays.tsx';
import { may } from './roles.ts';
import { ScheduleCard } from './schedule-card.tsx';
import { EVERY_DAY, WORKDAYS, withDays } from './slots.ts';

/** The days and times a brand posts at. */
export function Schedules() {
  const { t } = useLingui();
  const brand = useBrand();
  const { data: schedules, error } = useLiveQuery('schedules', { brandId: brand.id });
  const allowed = may(brand.role, 'manager');

  const make = (name: string, slots: Slot[]) =>
    mutate('schedule.create', {
      id: newId(),
      brand_id: brand.id,
      name,
      time_zone: brand.time_zone,
      slots,
      paused: false,
      connection_ids: [],
    });
  const another = () => make(t`Schedule ${(schedules?.length ?? 0) + 1}`, withDays([], '09:00', WORKDAYS));
  useCommands(
    allowed ? [{ id: 'schedule.new', group: t`Schedules`, title: t`New schedule`, run: another }] : [],
  );

  const clock = (time: string) => formatWallTime(time, displayLocale());
  const [nine, noon, six] = [clock('09:00'), clock('12:00'), clock('18:00')];
  return (
    <Section
      title={
        <VisuallyHidden>
          <Trans>Posting schedules</Trans>
        </VisuallyHidden>
      }
      lead={
        <Trans>
          The times you usually post at. They are the calendar’s empty slots, and “next free slot” fills them
          in order.
        </Trans>
      }
      actions={
        allowed &&
        schedules &&
        schedules.length > 0 && (
          <Button icon={<Plus size={16} aria-hidden="true" />} onClick={another}>
            <Trans>New schedule</Trans>
          </Button>
        )
      }
    >
      {error && <FailureBanner of={error} />}
      {!allowed && (
        <p>
          <Trans>A manager, admin or owner of this brand can change these.</Trans>
        </p>
      )}
      {schedules?.length === 0 && (
        <EmptyState
          icon={<CalendarPlus size={24} aria-hidden="true" />}
          title={<Trans>When do you post?</Trans>}
          actions={
            allowed && (
              <>
                <Button onClick={() => make(t`Workdays`, withDays([], '09:00', WORKDAYS))}>
                  <Trans>Workdays at {nine}</Trans>
                </Button>
                <Button onClick={() => make(t`Three a week`, withDays([], '12:00', [1, 3, 5]))}>
                  <Trans>Mon, Wed, Fri at {noon}</Trans>
                </Button>
                <Button onClick={() => make(t`Every day`, withDays([], '18:00', EVERY_DAY))}>
                  <Trans>Every day at {six}</Trans>
                </Button>
              </>
            )
          }
        >
          <Trans>Start with one of these and change what you like.</Trans>
        </EmptyState>
      )}
      {schedules?.map((schedule) => (
        <ScheduleCard key={schedule.id} schedule={schedule} allowed={allowed} />
      ))}
      {schedules && <SeriesList />}
      {schedules && schedules.length > 0 && <Holidays schedules={schedules} allowed={allowed} />}
    </Section>
  );
}
