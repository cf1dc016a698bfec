import { useLingui } from '@lingui/react/macro';
import type { Row } from '../../../shared/kinds/index.ts';
import { formatMoment } from '../../../shared/time/format.ts';
import { explainThere } from '../../app/errors.ts';
import { displayLocale, ownZone } from '../../app/i18n.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { platformNames } from '../../ui/platform-glyph.tsx';
import type { PublicationWords } from './use-publication-words.ts';

export type AfterProps = {
  /** Null: it is no longer connected. */
  connection: Pick<
    Row<'connection'>,
    'id' | 'platform' | 'handle' | 'holder' | 'status' | 'status_code' | 'limits'
  > | null;
  takedown: Row<'takedown'> | null;
  standing: Row<'standing'> | null;
  /** When it went out or is to go out; null: not planned. */
  outAt: string | null;
  /** False: it went out by a person's hand or word, and only a person can take it down. */
  known: boolean;
};

/** A device that is on takes things down within seconds of their time, in milliseconds. */
const DEVICE_MS = 120_000;

/** How something stands on its platform, and when it comes down; null where there is nothing to say. */
export function useStandingWords({
  connection,
  takedown,
  standing,
  outAt,
  known,
}: AfterProps): PublicationWords | null {
  const { t } = useLingui();
  const now = useNow();
  const brand = useBrand();
  const members = useLiveQuery('members', { brandId: brand.id }).data ?? [];
  const platform = connection ? platformNames[connection.platform] : t`its platform`;
  const moment = (iso: string) =>
    formatMoment(iso, { zone: brand.time_zone, ownZone: ownZone(), locale: displayLocale() });
  const why = explainThere(standing?.error_code ?? null, standing?.error_message ?? null);
  const at = takedown?.remove_at ?? null;

  if (standing?.state === 'removed' && standing.removed_at) {
    const when = moment(standing.removed_at);
    const by = members.find(({ person_id }) => person_id === standing.removed_by)?.name;
    const title = by ? t`Taken down: ${when}. ${by} said so.` : t`Taken down: ${when}.`;
    return { tone: 'off', title, next: null };
  }
  if (standing?.state === 'gone') {
    const seen = standing.checked_at ? moment(standing.checked_at) : '';
    if (standing.error_code !== null) {
      // The platform's own reason, in its words.
      const reason = standing.error_message ?? '';
      return {
        tone: 'bad',
        title: t`${platform} shows it to nobody. ${why.title}`,
        next: `${why.next} ${reason}`.trim(),
      };
    }
    return {
      tone: 'bad',
      title: t`It is no longer on ${platform}.`,
      next: t`Somebody took it down there. Seen: ${seen}.`,
    };
  }
  if (at !== null && !known) {
    const when = moment(at);
    return at <= now
      ? {
          tone: 'bad',
          title: t`It was to come down: ${when}`,
          next: t`It was put up by hand, so take it down there.`,
        }
      : { tone: 'wait', title: t`Yours to take down: ${when}`, next: null };
  }
  if (at !== null) {
    if (standing?.state === 'failed') {
      // What passes by itself when something is sent was tried often enough here.
      const next =
        standing.error_class === 'retry' ? t`Try again, or delete it there and check here.` : why.next;
      return { tone: 'bad', title: t`It could not be taken down. ${why.title}`, next };
    }
    if (standing?.state === 'waiting') {
      const next =
        connection && standing.error_class === 'reconnect'
          ? t`Connect it again; it is then taken down by itself.`
          : why.next;
      return { tone: 'wait', title: t`To be taken down, but it waits: ${why.title}`, next };
    }
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
    if (at <= now && outAt !== null && outAt <= now) {
      if (connection?.status === 'reconnect') {
        const signedOut = explainThere(connection.status_code ?? 'signed_out');
        return {
          tone: 'wait',
          title: t`To be taken down, but it waits: ${signedOut.title}`,
          next: t`Connect it again; it is then taken down by itself.`,
        };
      }
      if (connection?.holder === 'device' && Date.parse(now) - Date.parse(at) > DEVICE_MS)
        return {
          tone: 'wait',
          title: t`To be taken down, but it waits for the device that holds the account.`,
          next: t`Open Pillarbox there, or let the server publish for this account.`,
        };
      return { tone: 'busy', title: t`Being taken down`, next: null };
    }
    return { tone: 'wait', title: t`Comes down: ${when}`, next: null };
  }
  if (standing?.checked_at) {
    const seen = moment(standing.checked_at);
    return { tone: 'ok', title: t`It is there. Seen: ${seen}.`, next: null };
  }
  return null;
}
