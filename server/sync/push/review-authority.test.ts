import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DECISIONS, ROLES, type Role } from '../../../shared/kinds/index.ts';
import { planningScope } from '../../../shared/scopes.ts';
import { engines, type TestDatabase, testDatabase } from '../../../tests/support/database.ts';
import {
  createPusher,
  type House,
  join,
  makeHouse,
  makePerson,
  postArgs,
  rowsOf,
  startServer,
  type TestServer,
} from '../testing.ts';

const applied = { status: 'applied' };
const rejected = (code: string) => ({ status: 'rejected', code });

describe.each(engines)('who may do what in a review, on %s', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let house: House;
  let post: string;
  const people = {} as Record<Role, string>;
  beforeAll(async () => {
    database = await testDatabase(engine);
    server = await startServer(database.db);
    house = await makeHouse(database.db);
    for (const role of ROLES) {
      people[role] = await makePerson(database.db, role);
      await join(database.db, { ...house, personId: people[role], role });
    }
    const args = postArgs(house.brandId);
    post = args.id;
    expect(await raw('post.create', args, house.personId)).toEqual(applied);
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  const raw = async (name: string, args: unknown, personId: string) => {
    const client = createPusher(server.built, personId);
    const { body } = await client.sent([client.next(name, args)]);
    return body.outcomes[0].outcome;
  };
  const decision = (what: string, rest: object = {}) => ({
    id: uuidv7(),
    brand_id: house.brandId,
    post_id: post,
    decision: what,
    content: { caption: 'Seen' },
    seen: [],
    note: 'n',
    ...rest,
  });
  const comment = (rest: object = {}) => ({
    id: uuidv7(),
    brand_id: house.brandId,
    post_id: post,
    text: 'Look',
    mentions: [people.owner],
    ...rest,
  });
  const stored = async (id: string) =>
    (await rowsOf(database.db, planningScope(house.brandId))).find((row) => row.id === id)?.data;
  /** As that person, past every mutator: what the database itself lets them do. */
  const direct = (personId: string, statement: ReturnType<typeof sql>) =>
    database.db.tx({ as: 'person', personId }, (tx) => tx.run(statement));

  const MANAGERS = ['approved', 'changes_requested'];
  it.each(ROLES.flatMap((role) => DECISIONS.map((what) => [role, what] as const)))(
    '%s: %s',
    async (role, what) => {
      const allowed = role !== 'member' || !MANAGERS.includes(what);
      const args = decision(what);
      const answer = await raw('decision.make', args, people[role]);
      if (!allowed) return expect(answer).toMatchObject(rejected('forbidden'));
      expect(answer).toEqual(applied);
      expect(await stored(args.id)).toMatchObject({ decision: what, made_by: people[role], link_id: null });
    },
  );

  it('a decision is in its maker’s name, about what it names, and stays as it is', async () => {
    const args = decision('approved', {
      made_by: people.owner,
      content_hash: 'ff'.repeat(32),
      name: 'Somebody',
    });
    expect(await raw('decision.make', args, people.manager)).toEqual(applied);
    const row = await stored(args.id);
    expect(row).toMatchObject({ made_by: people.manager, name: null });
    expect(row?.content_hash).not.toBe('ff'.repeat(32));
    expect(await raw('decision.make', args, people.manager)).toMatchObject(rejected('exists'));
    expect(
      await raw('decision.make', decision('changes_requested', { note: ' ' }), people.manager),
    ).toMatchObject(rejected('invalid_args'));
  });

  it('has seen only what was there: no two decisions hide each other', async () => {
    const [one, two] = [uuidv7(), uuidv7()];
    await raw('decision.make', decision('asked', { id: one, seen: [two, uuidv7()] }), people.member);
    await raw('decision.make', decision('asked', { id: two, seen: [one] }), people.member);
    expect(await stored(one)).toMatchObject({ seen: [] });
    expect(await stored(two)).toMatchObject({ seen: [one] });
  });

  it('the rule of approval is a manager’s to set', async () => {
    const rule = { brand_id: house.brandId, required: true };
    expect(await raw('approval.set', rule, people.member)).toMatchObject(rejected('forbidden'));
    expect(await raw('approval.set', rule, people.manager)).toEqual(applied);
    expect(await raw('approval.set', { ...rule, required: false }, people.admin)).toEqual(applied);
    expect(await stored(house.brandId)).toBeDefined();
  });

  it('words of a note are their writer’s; anybody resolves it; a manager takes it away', async () => {
    const args = comment();
    const id = { id: args.id, brand_id: house.brandId };
    expect(await raw('postComment.add', args, people.member)).toEqual(applied);
    const edit = { ...id, text: 'Changed', mentions: [] };
    for (const role of ['owner', 'manager'] as const)
      expect(await raw('postComment.edit', edit, people[role])).toMatchObject(rejected('not_yours'));
    expect(await raw('postComment.edit', edit, people.member)).toEqual(applied);
    expect(await raw('postComment.resolve', { ...id, resolved: true }, people.admin)).toEqual(applied);
    expect(await stored(args.id)).toMatchObject({
      text: 'Changed',
      created_by: people.member,
      resolved_by: people.admin,
    });
    const other = await makePerson(database.db, 'Other');
    await join(database.db, { ...house, personId: other, role: 'member' });
    expect(await raw('postComment.delete', { ...id, as: 'author' }, other)).toMatchObject(
      rejected('not_yours'),
    );
    expect(await raw('postComment.delete', { ...id, as: 'manager' }, other)).toMatchObject(
      rejected('forbidden'),
    );
    expect(await raw('postComment.delete', { ...id, as: 'manager' }, people.manager)).toEqual(applied);
    // Whoever wrote it can put it back; nobody else can speak in their name.
    expect(await raw('postComment.add', { ...args, text: 'Forged' }, other)).toMatchObject(
      rejected('not_yours'),
    );
    expect(await raw('postComment.add', args, people.member)).toEqual(applied);
    expect(await stored(args.id)).toMatchObject({ text: 'Look', created_by: people.member });
    expect(await raw('postComment.delete', { ...id, as: 'author' }, people.member)).toEqual(applied);
    expect(await stored(args.id)).toBeUndefined();
  });

  it('the database refuses the same from any other door', async () => {
    const insert = (what: string, by: string, more = sql`null, null`) => sql`
      insert into app.decisions (id, brand_id, post_id, decision, content_hash, content, seen, note, made_by,
                                 link_id, name, made_at)
      values (${uuidv7()}, ${house.brandId}, ${post}, ${what}, ${'ab'.repeat(32)}, '{}', '[]', '', ${by}, ${more}, now())`;
    const denied = expect.objectContaining({ code: '42501' });
    await expect(direct(people.member, insert('approved', people.member))).rejects.toEqual(denied);
    await expect(direct(people.manager, insert('approved', people.owner))).rejects.toEqual(denied);
    await expect(
      direct(people.manager, insert('approved', people.manager, sql`${uuidv7()}, 'Client'`)),
    ).rejects.toEqual(denied);
    await expect(direct(people.manager, insert('approved', people.manager))).resolves.toBe(1);
    await expect(
      direct(people.owner, sql`update app.decisions set deleted_at = null where post_id = ${post}`),
    ).rejects.toEqual(denied);
    await expect(
      direct(people.owner, sql`delete from app.decisions where post_id = ${post}`),
    ).rejects.toEqual(denied);
    await expect(direct(people.owner, sql`select from app.review_links`)).rejects.toEqual(denied);

    const args = comment();
    await raw('postComment.add', args, people.member);
    const change = sql`update app.post_comments set text = 'Forged' where id = ${args.id}`;
    await expect(direct(people.owner, change)).rejects.toEqual(denied);
    const steal = sql`update app.post_comments set created_by = ${people.owner} where id = ${args.id}`;
    await expect(direct(people.owner, steal)).rejects.toEqual(denied);

    const eve = await makeHouse(database.db, 'Eve');
    expect(
      await direct(eve.personId, sql`update app.post_comments set resolved_at = now() where id = ${args.id}`),
    ).toBe(0);
    await expect(direct(eve.personId, insert('asked', eve.personId))).rejects.toEqual(denied);
  });
});
