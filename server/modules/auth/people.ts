import sql from 'sql-template-tag';
import type { Tx } from '../../db/db.ts';

/**
 * Makes the row every other part knows a person by, or brings it up to date.
 * @param tx a transaction under the system identity
 * @param person.name what they call themselves; when undefined a known name stays, and a new person is called
 *   by the part of the address before the @
 */
export async function ensurePerson(
  tx: Tx,
  person: { id: string; email: string; name?: string | undefined },
): Promise<void> {
  const name = person.name?.trim().slice(0, 200) || null;
  const fallback = person.email.split('@')[0]?.slice(0, 200) ?? '';
  await tx.run(sql`
    insert into app.people as known (id, email, name)
    values (${person.id}, ${person.email}, coalesce(${name}, ${fallback}))
    on conflict (id) do update set email = excluded.email, name = coalesce(${name}, known.name)
    where (known.email, known.name) is distinct from (excluded.email, coalesce(${name}, known.name))`);
}

/** The name in GoTrue's user metadata, under the keys clients and identity providers use. */
export function nameIn(metadata: Record<string, unknown>): string | undefined {
  for (const key of ['full_name', 'name', 'display_name']) {
    const value = metadata[key];
    if (typeof value === 'string' && value.trim()) return value;
  }
  return undefined;
}
