import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Rejection } from '../../../shared/mutators/define.ts';
import { planningScope } from '../../../shared/scopes.ts';
import { engines, type TestDatabase, testDatabase } from '../../../tests/support/database.ts';
import { effects } from '../effects.ts';
import {
  createPusher,
  type House,
  makeHouse,
  postArgs,
  rowsOf,
  startServer,
  type TestServer,
} from '../testing.ts';

const rejected = (code: string, more: object = {}) => ({ status: 'rejected', code, ...more });
const now = () => new Date('2026-11-21T12:00:00.000Z');

describe.each(engines)('refused mutations on %s', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let house: House;
  beforeAll(async () => {
    database = await testDatabase(engine);
    server = await startServer(database.db, { now });
    house = await makeHouse(database.db);
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  const row = async (kind: string, id: string, scope = planningScope(house.brandId)) =>
    (await rowsOf(database.db, scope)).find((found) => found.kind === kind && found.id === id)?.data;
  const named = (id: string) => ({ id, brand_id: house.brandId });

  describe('what cannot be applied', () => {
    const raw = async (name: string, args: unknown) => {
      const client = createPusher(server.built, house.personId);
      const { status, body } = await client.sent([client.next(name, args)]);
      expect(status).toBe(200);
      return body.outcomes[0].outcome;
    };

    it('says which argument is wrong', async () => {
      const args = postArgs(house.brandId, { title: 'x'.repeat(501) });
      expect(await raw('post.create', args)).toMatchObject(
        rejected('invalid_args', {
          message: expect.stringMatching(/^title: /),
          details: { issues: [{ path: 'title' }] },
        }),
      );
      expect(await raw('post.create', { ...args, title: 'x', hashtags: ['a', 5] })).toMatchObject({
        details: { issues: [{ path: 'hashtags.1' }] },
      });
      expect(await raw('post.create', null)).toMatchObject(rejected('invalid_args'));
    });

    it('says that it does not know a name', async () => {
      for (const name of ['post.explode', 'constructor', '__proto__'])
        expect(await raw(name, {}), name).toMatchObject(rejected('unknown_mutation', { details: { name } }));
    });

    it('says that something referred to is missing, or a value cannot be stored', async () => {
      expect(await raw('post.create', postArgs(house.brandId, { pillar_id: uuidv7() }))).toMatchObject(
        rejected('reference_missing'),
      );
      expect(await raw('post.create', postArgs(house.brandId, { title: 'nul \u0000 in it' }))).toMatchObject(
        rejected('invalid_value'),
      );
      expect(await raw('post.create', postArgs(house.brandId, { hashtags: ['\u0000'] }))).toMatchObject(
        rejected('invalid_value'),
      );
      const pillar = {
        id: uuidv7(),
        brand_id: house.brandId,
        name: 'x',
        description: '',
        color: 1,
        share: null,
      };
      expect(await raw('pillar.create', { ...pillar, position: 2 ** 40 })).toMatchObject(
        rejected('invalid_value'),
      );
    });

    it('takes half an emoji as the sign for a broken character, in words and history alike', async () => {
      const cut = '\u{1F600}'.slice(0, 1);
      const args = postArgs(house.brandId, { title: `cut ${cut}`, caption: cut, hashtags: [cut] });
      expect(await raw('post.create', args)).toEqual({ status: 'applied' });
      expect(await row('post', args.id)).toMatchObject({ title: 'cut \ufffd', hashtags: ['\ufffd'] });
    });

    it('finds an answer for a name that cannot be stored', async () => {
      for (const name of ['nul \u0000', `half ${'\u{1F600}'.slice(0, 1)}`])
        expect(await raw(name, {})).toMatchObject(rejected('unknown_mutation'));
    });

    it('says that it failed inside after two tries, and goes on with the next', async () => {
      let calls = 0;
      effects['pillar.delete'] = [
        async () => {
          calls += 1;
          throw new Error('a bug');
        },
      ];
      const answer = await raw('pillar.delete', named(uuidv7()));
      expect(answer).toMatchObject(rejected('internal_error'));
      expect(answer.message).not.toContain('a bug');
      expect(calls).toBe(2);
    });
    afterEach(() => {
      delete effects['pillar.delete'];
    });

    it('leaves nothing behind of a mutation that an effect refuses', async () => {
      const args = {
        id: uuidv7(),
        brand_id: house.brandId,
        name: 'Stays',
        description: '',
        color: 1,
        share: null,
      };
      await raw('pillar.create', { ...args, position: 0 });
      effects['pillar.delete'] = [
        async (tx, given, ctx) => {
          expect(given).toEqual(named(args.id));
          expect(ctx).toMatchObject({ actor: house.personId, writes: [{ op: 'delete', id: args.id }] });
          const [me] = await tx.many<{ role: string }>(sql`select current_user as role`);
          expect(me?.role).toBe('pillarbox_system');
          throw new Rejection('kept', 'It is needed.');
        },
      ];
      expect(await raw('pillar.delete', named(args.id))).toMatchObject(rejected('kept'));
      expect(await row('pillar', args.id)).toMatchObject({ name: 'Stays' });
    });
  });
});
