import { createHash } from 'node:crypto';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../../shared/kinds/index.ts';
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts';
import { testDeps } from '../../../tests/support/deps.ts';
import { type BuiltApp, buildApp } from '../../app.ts';
import { organizationsModule } from './index.ts';

let database: TestDatabase;
let built: BuiltApp;
let now = new Date('2026-11-21T09:00:00.000Z');

beforeAll(async () => {
  database = await testDatabase();
  built = await buildApp({
    ...testDeps(database.db, { now: () => now, env: { PUBLIC_URL: 'https://pillarbox.example' } }),
    modules: [organizationsModule],
  });
});
afterAll(async () => {
  await built.close();
  await database.drop();
});

async function person(): Promise<string> {
  const id = uuidv7();
  await database.db.tx({ as: 'system' }, (tx) =>
    tx.run(sql`insert into app.people (id, email, name) values (${id}, ${`${id}@example.test`}, 'Somebody')`),
  );
  return id;
}

/** A brand in its owner's personal organization. */
async function brand(owner: string): Promise<string> {
  const id = uuidv7();
  await database.db.tx({ as: 'system' }, (tx) =>
    tx.run(sql`
      insert into app.brands (id, organization_id, name, time_zone, created_at, updated_at, version)
      select ${id}, id, 'Bakery <b>', 'Europe/Berlin', now(), now(), 1 from app.organizations where created_by = ${owner}`),
  );
  return id;
}

async function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, as: string, payload?: object) {
  const response = await built.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${as}` },
    ...(payload && { payload }),
  });
  return { status: response.statusCode, body: response.body ? JSON.parse(response.body) : null };
}

async function invite(by: string, brandId: string, role: Role, email: string | null = null): Promise<string> {
  const { status, body } = await call('POST', `/api/brands/${brandId}/invitations`, by, { email, role });
  expect(status).toBe(201);
  return body.link;
}
const tokenOf = (link: string) => link.slice(link.lastIndexOf('/') + 1);
const accept = (as: string, link: string) =>
  call('POST', '/api/invitations/accept', as, { token: tokenOf(link) });
const roleOf = async (who: string, brandId: string) =>
  (await database.owner<{ role: Role | null }>(sql`select app.role_of(${who}, ${brandId}) as role`))[0]?.role;

describe('invitations', () => {
  test('a link gives its role once; accepting again is the same acceptance; nobody else can use it', async () => {
    const [owner, guest, stranger] = [await person(), await person(), await person()];
    const brandId = await brand(owner);
    const link = await invite(owner, brandId, 'manager');
    expect(link).toMatch(/^https:\/\/pillarbox\.example\/invite\/[\w-]{32}$/);

    expect(await accept(guest, link)).toEqual({ status: 200, body: { brand_id: brandId } });
    expect(await accept(guest, link)).toEqual({ status: 200, body: { brand_id: brandId } });
    expect(await roleOf(guest, brandId)).toBe('manager');
    expect(await accept(stranger, link)).toMatchObject({ status: 410, body: { code: 'invitation_used' } });
    expect(await roleOf(stranger, brandId)).toBeNull();
  });

  test('only the hash of a link is kept', async () => {
    const owner = await person();
    const link = await invite(owner, await brand(owner), 'member');
    const rows = await database.owner<{ row: string; token_hash: Buffer }>(
      sql`select i::text as row, token_hash from app.invitations i`,
    );
    expect(rows.some(({ row }) => row.includes(tokenOf(link)))).toBe(false);
    const hash = createHash('sha256').update(tokenOf(link)).digest();
    expect(rows.some(({ token_hash }) => token_hash.equals(hash))).toBe(true);
  });

  test('one for another address, one taken back and one a week old are each refused by name', async () => {
    const [owner, guest] = [await person(), await person()];
    const brandId = await brand(owner);
    const forOther = await invite(owner, brandId, 'member', 'Mia@Example.org');
    expect(await accept(guest, forOther)).toMatchObject({
      status: 403,
      body: { code: 'invitation_for_other' },
    });

    const revoked = await invite(owner, brandId, 'member');
    const open = await call('GET', `/api/brands/${brandId}/invitations`, owner);
    expect(open.body).toHaveLength(2);
    expect((await call('DELETE', `/api/invitations/${open.body[0].id}`, owner)).status).toBe(204);
    expect(await accept(guest, revoked)).toMatchObject({ status: 410, body: { code: 'invitation_revoked' } });

    const old = await invite(owner, brandId, 'member');
    now = new Date(now.getTime() + 7 * 86_400_000 + 1);
    expect(await accept(guest, old)).toMatchObject({ status: 410, body: { code: 'invitation_expired' } });
    expect(await accept(guest, 'https://x/invite/unknown')).toMatchObject({ status: 404 });
    expect(await roleOf(guest, brandId)).toBeNull();
  });

  test('an invitation raises a role and never lowers one', async () => {
    const [owner, guest] = [await person(), await person()];
    const brandId = await brand(owner);
    await accept(guest, await invite(owner, brandId, 'admin'));
    await accept(guest, await invite(owner, brandId, 'member'));
    expect(await roleOf(guest, brandId)).toBe('admin');
  });

  test('who may invite whom', async () => {
    const [owner, admin, manager, member, stranger] = await Promise.all([1, 2, 3, 4, 5].map(person));
    if (!owner || !admin || !manager || !member || !stranger) return expect.unreachable();
    const brandId = await brand(owner);
    for (const [who, role] of [
      [admin, 'admin'],
      [manager, 'manager'],
      [member, 'member'],
    ] as const)
      await accept(who, await invite(owner, brandId, role));

    const allowed = async (who: string, role: Role) =>
      (await call('POST', `/api/brands/${brandId}/invitations`, who, { email: null, role })).status === 201;
    expect(
      await Promise.all((['owner', 'admin', 'manager', 'member'] as const).map((r) => allowed(admin, r))),
    ).toEqual([false, true, true, true]);
    for (const who of [manager, member, stranger]) expect(await allowed(who, 'member')).toBe(false);
    // A brand that does not exist and one that is not yours look the same.
    const [theirs, nobodys] = await Promise.all(
      [brandId, uuidv7()].map((id) => call('GET', `/api/brands/${id}/invitations`, stranger)),
    );
    expect(theirs).toEqual(nobodys);
    expect(theirs).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  test('the page behind a link names the brand, escaped, and says when it is over', async () => {
    const owner = await person();
    const link = await invite(owner, await brand(owner), 'member');
    const shown = await built.app.inject(new URL(link).pathname);
    expect(shown.body).toContain('Join Bakery &lt;b&gt;');
    expect(shown.headers['referrer-policy']).toBe('no-referrer');
    const over = await built.app.inject('/invite/nothing');
    expect(over.statusCode).toBe(404);
    expect(over.body).toContain('not valid any more');
  });

  test('wrong input is refused naming what is wrong', async () => {
    const owner = await person();
    const brandId = await brand(owner);
    const bad = await call('POST', `/api/brands/${brandId}/invitations`, owner, {
      email: 'nonsense',
      role: 'king',
    });
    expect(bad).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(JSON.stringify(bad.body)).toMatch(/email[\s\S]*role/);
    expect((await built.app.inject(`/api/brands/${brandId}/invitations`)).statusCode).toBe(401);
  });
});

describe('members', () => {
  test('an admin changes and removes those below, never those above; anybody may leave', async () => {
    const [owner, admin, member] = [await person(), await person(), await person()];
    const brandId = await brand(owner);
    await accept(admin, await invite(owner, brandId, 'admin'));
    await accept(member, await invite(owner, brandId, 'member'));
    const path = (who: string) => `/api/brands/${brandId}/members/${who}`;

    expect((await call('PATCH', path(member), admin, { role: 'manager' })).status).toBe(204);
    expect(await roleOf(member, brandId)).toBe('manager');
    expect((await call('PATCH', path(member), admin, { role: 'owner' })).status).toBe(403);
    expect((await call('PATCH', path(admin), member, { role: 'member' })).status).toBe(403);
    // The owner's role comes from the organization: no brand's admin can touch it.
    expect(await call('DELETE', path(owner), admin)).toMatchObject({
      status: 409,
      body: { code: 'not_a_brand_member' },
    });

    expect((await call('DELETE', path(member), member)).status).toBe(204);
    expect(await roleOf(member, brandId)).toBeNull();
    expect((await call('DELETE', path(admin), owner)).status).toBe(204);
    expect(await roleOf(admin, brandId)).toBeNull();
  });
});
