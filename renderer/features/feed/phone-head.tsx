import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link2, UserRound } from 'lucide-react';
import type { Row } from '../../../shared/kinds/index.ts';
import type { HighlightView, QueryResult } from '../../../shared/queries.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import styles from './feed.module.css';

/** What a channel's profile says, together. */
export function useProfile(connection: Row<'connection'>) {
  const brand = useBrand();
  const feed = useLiveQuery('feedProfile', { connectionId: connection.id }).data ?? null;
  const bios = useLiveQuery('bios', { brandId: brand.id }).data?.filter(ofChannel(connection.id)) ?? [];
  const highlights =
    useLiveQuery('highlights', { brandId: brand.id }).data?.filter(ofChannel(connection.id)) ?? [];
  const bio = bios.find(({ id }) => id === feed?.bio_id) ?? bios[0] ?? null;
  return { feed, bios, bio, highlights };
}

const ofChannel = (id: string) => (row: { connection_id: string }) => row.connection_id === id;

type PhoneHeadProps = {
  connection: Row<'connection'>;
  feed: QueryResult<'feedProfile'>;
  bio: Row<'bio'> | null;
  highlights: readonly HighlightView[];
  /** Posts in the grid. */
  count: number;
};

/** The top of a profile as the phone shows it. */
export function PhoneHead({ connection, feed, bio, highlights, count }: PhoneHeadProps) {
  const { t } = useLingui();
  const handle = connection.handle.replace(/^@/, '');
  const links = bio?.links.filter(({ url }) => url !== '') ?? [];
  const [first] = links;
  const more = links.length - 1;
  return (
    <div className={styles.head}>
      <p className={styles.handle}>{handle}</p>
      <div className={styles.who}>
        <Circle assetId={feed?.avatar_id ?? null} large />
        <div>
          <p className={styles.display}>{feed?.display_name || connection.display_name || handle}</p>
          <p className={styles.quiet}>
            {feed?.category && `${feed.category} · `}
            {plural(count, { one: '# post', other: '# posts' })}
          </p>
        </div>
      </div>
      {bio?.text ? (
        <p className={styles.bioText} dir="auto">
          {bio.text}
        </p>
      ) : (
        <p className={styles.quiet}>
          <Trans>No bio yet</Trans>
        </p>
      )}
      {first && (
        <p className={styles.bioLink}>
          <Link2 size={13} aria-hidden="true" /> {first.title || shortUrl(first.url)}
          {more > 0 && ` ${t`and ${plural(more, { one: '# more', other: '# more' })}`}`}
        </p>
      )}
      {highlights.length > 0 && (
        <ul className={styles.highlights} aria-label={t`Highlights`}>
          {highlights.map(({ id, title, cover_id }) => (
            <li key={id}>
              <Circle assetId={cover_id} />
              <span>{title}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** A picture in a circle, as profiles and highlights have it. */
export function Circle({ assetId, large }: { assetId: string | null; large?: boolean }) {
  const base = useAppState((state) => state.media.base);
  return (
    <span className={large ? styles.avatar : styles.circle} aria-hidden="true">
      {assetId ? <img src={`${base}/thumb/${assetId}`} alt="" /> : <UserRound size={large ? 26 : 16} />}
    </span>
  );
}

/** An address as profiles show it: without what every address begins with. */
export const shortUrl = (url: string): string => url.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '');
