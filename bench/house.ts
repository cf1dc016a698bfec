import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { createDb, type Db, type Tx } from '../server/db/db.ts';
import type { Row } from '../shared/kinds/index.ts';
import { commentOf, connectionOf } from './data.ts';
import { atEnd, type BenchServer } from './harness.ts';

/** What the server knows before a bench begins. */

export type Person = { id: string; token: string; organizationId: string };

export function openDb(server: BenchServer): Db {
  const db = createDb(server.databaseUrl, { max: 4 });
  atEnd(() => db.close());
  return db;
}

/** Signs somebody up as the app does; they own an organization. */
export async function signUp(server: BenchServer, db: Db, name: string): Promise<Person> {
  const answer = await fetch(`${server.url}/auth/v1/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      email: `${name}@example.test`,
      password: `correct horse ${name} battery`,
      data: { full_name: name },
    }),
  });
  const body = (await answer.json()) as { access_token?: string; user?: { id: string } };
  if (!body.access_token || !body.user) throw new Error(`Nobody could be signed up: ${JSON.stringify(body)}`);
  const organizationId = uuidv7();
  const person = { id: body.user.id, token: body.access_token, organizationId };
  await db.tx({ as: 'system' }, async (tx) => {
    await tx.run(sql`insert into app.organizations (id, name, created_by)
      values (${organizationId}, ${`${name}'s agency`}, ${person.id})`);
    await tx.run(sql`insert into app.memberships (organization_id, person_id, role)
      values (${organizationId}, ${person.id}, 'owner')`);
  });
  return person;
}

/** A brand of somebody's organization, with one channel. */
export async function makeBrand(
  db: Db,
  { organizationId }: Person,
  name = 'Harbour Bakery',
): Promise<string> {
  const id = uuidv7();
  const now = new Date().toISOString();
  const connection = connectionOf(id);
  await db.tx({ as: 'system' }, async (tx) => {
    await tx.run(sql`insert into app.brands (id, organization_id, name, time_zone, created_at, updated_at, version)
      values (${id}, ${organizationId}, ${name}, 'UTC', ${now}, ${now}, 1)`);
    await tx.run(sql`insert into app.connections (id, brand_id, platform, holder, device_id, handle, display_name,
        remote_account_id, service_url, status, status_code, created_at, updated_at, version)
      values (${connection.id}, ${id}, 'sandbox', 'server', null, ${connection.handle}, ${connection.display_name},
        '1', null, 'connected', null, ${now}, ${now}, 1)`);
  });
  return id;
}

/** Inserts comments within a transaction, as a collector would, many at once. */
export const insertComments = (tx: Tx, rows: readonly Row<'comment'>[]): Promise<number> =>
  tx.run(sql`
    insert into app.comments (id, brand_id, connection_id, post_id, remote_id, parent_remote_id, url, author_name,
      author_handle, text, commented_at, status, assigned_to, created_at, updated_at, version)
    select id, brand_id, connection_id, post_id, remote_id, parent_remote_id, url, author_name, author_handle, text,
      commented_at, status, assigned_to, created_at, updated_at, version
      from jsonb_populate_recordset(null::app.comments, ${JSON.stringify(rows)}::jsonb)`);

const SLICE = 5000;

/** Comments `from` to `to` of a brand, in as many transactions as that takes. */
export async function addComments(db: Db, brandId: string, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += SLICE) {
    const count = Math.min(SLICE, to - at);
    const rows = Array.from({ length: count }, (_, index) =>
      commentOf(brandId, connectionOf(brandId).id, at + index),
    );
    await db.tx({ as: 'system' }, (tx) => insertComments(tx, rows));
  }
}
