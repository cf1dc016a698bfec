import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../shared/kinds/index.ts';
import { createWorld, until, type World } from './testing.ts';

let world: World;
const rows = { brand: '', connection: '', post: '', publication: '' };
const people: Record<'owner' | 'manager' | 'member' | 'stranger', string> = {
  owner: '',
  manager: '',
  member: '',
  stranger: '',
};

beforeAll(async () => {
  world = await createWorld();
  for (const name of Object.keys(people) as (keyof typeof people)[]) people[name] = await world.person();
  rows.brand = await world.brand(people.owner);
  await world.brand(people.stranger);
  for (const role of ['manager', 'member'] satisfies Role[]) {
    await world.system((tx) =>
      tx.run(sql`
        insert into app.memberships (organization_id, brand_id, person_id, role)
        select organization_id, id, ${people[role]}, ${role} from app.brands where id = ${rows.brand}`),
    );
  }
  rows.connection = await world.connect(people.owner, rows.brand);
  rows.post = await world.post(rows.brand, [rows.connection], -2 * 3_600_000);
  const publisher = await world.worker();
  const missed = await until(
    () => world.publication(rows.post, rows.connection),
    (seen) => seen?.state === 'missed',
  );
  await publisher.stop();
  rows.publication = missed?.id ?? '';
});
afterAll(() => world?.close());

type Route = {
  name: string;
  path: () => string;
  body: () => object;
  least: 'manager' | 'member';
  hidden: number;
};
const routes: Route[] = [
  {
    name: 'connect',
    path: () => '/api/connections',
    body: () => ({
      id: uuidv7(),
      brand_id: rows.brand,
      platform: 'sandbox',
      handle: `x${uuidv7().slice(-12)}`,
      secret: '',
      service_url: null,
    }),
    least: 'manager',
    // A brand named in a body answers the same whether it exists or not.
    hidden: 403,
  },
  {
    name: 'hand-over',
    path: () => `/api/connections/${rows.connection}/hand-over`,
    body: () => ({ secret: 'x' }),
    least: 'manager',
    hidden: 404,
  },
  {
    name: 'reconnect',
    path: () => `/api/connections/${rows.connection}/reconnect`,
    body: () => ({ secret: 'x' }),
    least: 'manager',
    hidden: 404,
  },
  {
    name: 'refresh comments',
    path: () => `/api/brands/${rows.brand}/comments/refresh`,
    body: () => ({}),
    least: 'member',
    hidden: 403,
  },
  {
    name: 'resolve',
    path: () => `/api/publications/${rows.publication}/resolve`,
    body: () => ({ answer: 'cancel' }),
    least: 'member',
    hidden: 404,
  },
  {
    name: 'publish now',
    path: () => `/api/posts/${rows.post}/publish-now`,
    body: () => ({ connection_id: rows.connection }),
    least: 'member',
    hidden: 404,
  },
];

describe.each(routes)('$name', ({ path, body, least, hidden }) => {
  const as = (person: string) => world.request(person, 'POST', path(), body());

  it('is closed without a token, and to strangers, who learn nothing', async () => {
    const open = await world.app.inject({ method: 'POST', url: path(), payload: body() });
    expect(open.statusCode).toBe(401);
    expect((await as('not a token')).statusCode).toBe(401);
    const stranger = await as(people.stranger);
    expect(stranger.statusCode).toBe(hidden);
    expect(stranger.body).not.toContain('Bakery');
  });

  it(`takes the role ${least}`, async () => {
    const member = await as(people.member);
    if (least === 'manager') expect(member.json()).toMatchObject({ code: 'forbidden' });
    else expect(member.statusCode, member.body).toBeLessThan(300);
    const manager = await as(people.manager);
    expect([401, 403, 404]).not.toContain(manager.statusCode);
  });
});

it('a post cannot be published now to an account of another brand', async () => {
  const other = await world.brand(people.stranger);
  const connection = await world.connect(people.stranger, other);
  const answer = await world.request(people.owner, 'POST', `/api/posts/${rows.post}/publish-now`, {
    connection_id: connection,
  });
  expect(answer.statusCode).toBe(404);
  const mine = await world.post(other, [], null);
  const crossed = await world.request(people.stranger, 'POST', `/api/posts/${mine}/publish-now`, {
    connection_id: rows.connection,
  });
  expect(crossed.statusCode).toBe(404);
});

it.each([
  'app.publication_work',
  'app.publish_attempts',
  'app.comment_polls',
  'secrets.connection_secrets',
  'sandbox.accounts',
  'sandbox.posts',
  'sandbox.comments',
])('%s is out of reach of persons and of the projection', async (table) => {
  const read = sql([`select count(*) from ${table}`] as unknown as TemplateStringsArray);
  await expect(world.db.tx({ as: 'person', personId: people.owner }, (tx) => tx.one(read))).rejects.toThrow(
    'permission denied',
  );
  await expect(world.db.tx({ as: 'sync' }, (tx) => tx.one(read))).rejects.toThrow('permission denied');
});

it('a person cannot plan or see work through the functions behind the triggers', async () => {
  await expect(
    world.db.tx({ as: 'person', personId: people.stranger }, (tx) =>
      tx.run(sql`select app.plan_targets(${rows.post}, null)`),
    ),
  ).rejects.toThrow('permission denied');
});
