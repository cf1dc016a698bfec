import { useLingui } from '@lingui/react/macro';
import type { Row } from '../../../shared/kinds/index.ts';
import { mutate } from '../../app/mutate.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { ConflictCard } from '../history/conflict-card.tsx';

/** Two people described one pillar at once: both texts, and one press to settle it. */
export function PillarNotices({ pillar }: { pillar: Row<'pillar'> }) {
  const { t } = useLingui();
  const { id, brand_id } = pillar;
  const me = useAppState(({ session }) => (session.state === 'none' ? null : session.personId));
  const notices = useLiveQuery('notices', { brandId: brand_id }).data ?? [];
  const members = useLiveQuery('members', { brandId: brand_id }).data ?? [];
  return notices
    .filter(({ code, about_id }) => code === 'text_conflict' && about_id === id)
    .map((notice) => {
      const { kept = '', by } = notice.params;
      const field = notice.params.field === 'why_it_matters' ? 'why_it_matters' : 'description';
      const dismiss = () => void mutate('notice.dismiss', { id: notice.id, brand_id });
      const name = members.find((one) => one.person_id === by)?.name ?? null;
      return (
        <ConflictCard
          key={notice.id}
          field={field === 'description' ? t`What belongs to ${pillar.name}` : t`Why ${pillar.name} matters`}
          stands={{ text: pillar[field], writer: by === me ? { mine: true } : { mine: false, name } }}
          kept={{ text: kept, writer: { mine: false, name: null } }}
          locked={false}
          onUse={(text) => {
            const fields = { [field]: text };
            void mutate('pillar.edit', { id, brand_id, fields, base: { [field]: pillar[field] } });
            dismiss();
          }}
          onDismiss={dismiss}
        />
      );
    });
}
