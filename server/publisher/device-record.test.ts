import sql from 'sql-template-tag';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { publicationId } from '../../shared/mutators/publication.ts';
import { targetId } from '../../shared/mutators/target.ts';
import { createWorld, type World } from './testing.ts';

let world: World;
let person: string;
let brand: string;
let connection: string;
beforeEach(async () => {
  world = await createWorld();
  person = await world.person();
  brand = await world.brand(person);
  connection = await world.connect(person, brand);
  await world.system((tx) =>
    tx.run(sql`update app.connections set holder = 'device', device_id = 'laptop' where id = ${connection}`),
  );
});
afterEach(() => world.close());

const dueOf = async (post: string) => {
  const row = await world.system((tx) =>
    tx.one<{ due: string }>(sql`select app.iso(scheduled_at) as due from app.posts where id = ${post}`),
  );
  return row?.due ?? expect.fail('not planned');
};
const record = (post: string, due_at: string, result: object) =>
  world.mutate(person, 'publication.record', {
    ...{ brand_id: brand, subject: 'target', subject_id: targetId(post, connection), post_id: post },
    ...{ connection_id: connection, due_at, tries: 1, result },
  } as never);
const missed = { state: 'missed', error_code: 'missed', error_class: 'give_up', error_message: null };
const stands = async (post: string) => {
  const row = await world.publication(post, connection);
  return row && row.deleted_at === null ? row : undefined;
};

it('what a device missed is missed, until the post is planned anew', async () => {
  const post = await world.post(brand, [connection], -10 * 3_600_000);
  const due = await dueOf(post);
  expect(await record(post, due, missed)).toEqual({ status: 'applied' });
  expect(await stands(post)).toMatchObject({ state: 'missed' });
  await world.schedule(post, 3_600_000);
  expect(await stands(post)).toBeUndefined();
  // The device had not heard of it when it said so once more.
  expect(await record(post, due, missed)).toEqual({ status: 'applied' });
  expect(await stands(post)).toBeUndefined();
});

it('a person’s word about what a device sent is kept: called off, or out where nobody knows', async () => {
  const [off, out] = [
    await world.post(brand, [connection], -10, 'off'),
    await world.post(brand, [connection], -10, 'out'),
  ];
  await record(off, await dueOf(off), { ...missed, state: 'cancelled', error_code: 'cancelled' });
  expect(await stands(off)).toMatchObject({ state: 'cancelled' });
  const published_at = await dueOf(out);
  await record(out, published_at, { state: 'published', published_at, remote_id: null, url: null });
  expect(await stands(out)).toMatchObject({ state: 'published', remote_id: null });
  const id = publicationId(targetId(out, connection), 'once');
  const polls = await world.system((tx) =>
    tx.many(sql`select 1 from app.comment_polls where publication_id = ${id}`),
  );
  expect(polls).toEqual([]);
});
