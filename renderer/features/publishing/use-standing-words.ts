import { useLingui } from '@lingui/react/macro';
import type { Row } from '../../../shared/kinds/index.ts';
import { formatMoment } from '../../../shared/time/format.ts';
import { explain } from '../../app/errors.ts';
import { displayLocale, ownZone } from '../../app/i18n.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { platformNames } from '../../ui/platform-glyph.tsx';
import type { PublicationWords } from './use-publication-words.ts';

export type AfterProps = {
  connection: Pick<Row<'connection'>, 'id' | 'platform' | 'handle' | 'holder' | 'limits'>;
  takedown: Row<'takedown'> | null;
  standing: Row<'standing'> | null;
  /** When it went out or is to go out; null: not planned. */
  outAt: string | null;
};

/** How something stands on its platform, and when it comes down; null where there is nothing to say. */
export function useStandingWords({
  connection,
  takedown,
  standing,
  outAt,
}: AfterProps): PublicationWords | null {
  const { t } = useLingui();
  const now = useNow();
  const brand = useBrand();
  const members = useLiveQuery('members', { brandId: brand.id }).data ?? [];
  const platform = platformNames[connection.platform];
  const moment = (iso: string) =>
    formatMoment(iso, { zone: brand.time_zone, ownZone: ownZone(), locale: displayLocale() });
  const why = explain(standing?.error_code ?? null, standing?.error_message ?? null);
  const at = takedown?.remove_at ?? null;

  if (standing?.state === 'removed' && standing.removed_at) {
    const when = moment(standing.removed_at);
    const by = members.find(({ person_id }) => person_id === standing.removed_by)?.name;
    const title = by ? t`Taken down: ${when}. ${by} said so.` : t`Taken down: ${when}.`;
    return { tone: 'off', title, next: null };
  }
  if (standing?.state === 'gone') {
    const seen = standing.checked_at ? moment(standing.checked_at) : '';
    return {
      tone: 'bad',
      title: t`It is no longer on ${platform}.`,
      next: t`Somebody took it down there. Seen: ${seen}.`,
    };
  }
  if (at !== null) {
    if (standing?.state === 'failed')
      return { tone: 'bad', title: t`It could not be taken down. ${why.title}`, next: why.next };
    if (standing?.state === 'waiting')
      return { tone: 'wait', title: t`To be taken down, but it waits: ${why.title}`, next: why.next };
    if (standing?.state === 'retrying') {
      const when = standing.next_try_at ? moment(standing.next_try_at) : null;
      const next = when ? t`Tried again by itself: ${when}.` : t`Tried again by itself.`;
      return { tone: 'busy', title: t`It could not be taken down yet. ${why.title}`, next };
    }
    const when = moment(at);
    if (outAt !== null && at <= outAt)
      return {
        tone: 'bad',
        title: t`It comes down before it goes out: ${when}`,
        next: t`As it is, it will not be sent. Choose a later time.`,
      };
    if (at <= now && outAt !== null && outAt <= now)
      return { tone: 'busy', title: t`Being taken down`, next: null };
    return { tone: 'wait', title: t`Comes down: ${when}`, next: null };
  }
  if (standing?.checked_at) {
    const seen = moment(standing.checked_at);
    return { tone: 'ok', title: t`It is there. Seen: ${seen}.`, next: null };
  }
  return null;
}
