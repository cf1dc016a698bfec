import type { Row } from '../../shared/kinds/index.ts';
import { MENTIONED_BY_HANDLE } from '../../shared/mentions/tokens.ts';
import type { MetPerson, QueryArgs } from '../../shared/queries.ts';
import type { Reader } from '../replica/reader.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { rowsOf } from './read-rows.ts';

/** People a brand mentions, those saved first first: of two of one name that one is meant, here and on the server. */
export const contactsOf = (read: Reader, brandId: string): Row<'contact'>[] =>
  rowsOf(read, 'contact', 'select * from contacts where brand_id = ? order by created_at, id', brandId);

/** The same for many posts: each brand is read once, and not at all before somebody asks. */
export function contactsBy(read: Reader): (brandId: string) => Row<'contact'>[] {
  const known = new Map<string, Row<'contact'>[]>();
  return (brandId) => {
    const found = known.get(brandId) ?? contactsOf(read, brandId);
    known.set(brandId, found);
    return found;
  };
}

const MOST_MET = 200;

/** Who wrote comments lately and can be mentioned, the latest first; those who are saved already are left out. */
export function peopleMet({ read }: ReplicaView, { brandId }: QueryArgs<'peopleMet'>): MetPerson[] {
  const saved = new Set(
    contactsOf(read, brandId).flatMap(({ handles }) =>
      Object.entries(handles).map(([platform, handle]) => `${platform} ${handle.toLowerCase()}`),
    ),
  );
  return read
    .all<MetPerson>(
      `select c.platform, m.author_handle as handle, m.author_name as name
         from comments m join connections c on c.id = m.connection_id
        where m.brand_id = ? and m.author_handle <> '' and m.author_handle <> c.handle
          and c.platform in (select value from json_each(?))
        group by c.platform, m.author_handle order by max(m.commented_at) desc limit ?`,
      brandId,
      JSON.stringify(MENTIONED_BY_HANDLE),
      MOST_MET,
    )
    .map((one) => ({ ...one, handle: one.handle.replace(/^@/, '') }))
    .filter(({ platform, handle }) => !saved.has(`${platform} ${handle.toLowerCase()}`));
}
