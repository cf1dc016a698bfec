import { Trans } from '@lingui/react/macro';
import { mutate } from '../../app/mutate.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ConflictCard } from '../history/conflict-card.tsx';

type FieldNoticesProps = {
  id: string;
  brandId: string;
  /** Names of the fields, by column. */
  labels: ReadonlyMap<string, string>;
  row: object | null;
  onUse(field: string, text: string, seen: string): void;
};

/** Two people wrote into one field at once, or one deleted what another changed: what there is to settle. */
export function FieldNotices({ id, brandId, labels, row, onUse }: FieldNoticesProps) {
  const me = useAppState(({ session }) => (session.state === 'none' ? null : session.personId));
  const notices = useLiveQuery('notices', { brandId }).data ?? [];
  const members = useLiveQuery('members', { brandId }).data ?? [];
  const values = (row ?? {}) as Record<string, unknown>;
  return notices
    .filter(({ about_id }) => about_id === id)
    .map((notice) => {
      const { kept = '', by, field = '' } = notice.params;
      const dismiss = () => void mutate('notice.dismiss', { id: notice.id, brand_id: brandId });
      if (notice.code === 'edit_beat_delete')
        return (
          <Banner
            key={notice.id}
            tone="info"
            title={<Trans>Somebody deleted this, but a newer edit kept it.</Trans>}
            actions={
              <Button size="small" onClick={dismiss}>
                <Trans>Keep</Trans>
              </Button>
            }
          />
        );
      if (notice.code !== 'text_conflict') return null;
      const value = values[field];
      const now = typeof value === 'string' ? value : '';
      const name = members.find((one) => one.person_id === by)?.name ?? null;
      return (
        <ConflictCard
          key={notice.id}
          field={labels.get(field) ?? field}
          stands={{ text: now, writer: by === me ? { mine: true } : { mine: false, name } }}
          kept={{ text: kept, writer: { mine: false, name: null } }}
          locked={false}
          onUse={(text) => {
            onUse(field, text, now);
            dismiss();
          }}
          onDismiss={dismiss}
        />
      );
    });
}
