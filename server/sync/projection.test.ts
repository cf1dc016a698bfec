import sql, { empty, join as joinSql, raw } from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type KindName, kindNames, kinds } from '../../shared/kinds/index.ts';
import { engagementScope, personScope, planningScope } from '../../shared/scopes.ts';
import { engines, type TestDatabase, testDatabase } from '../../tests/support/database.ts';
import { everyKind, stamps } from './every-kind.ts';
import { addPillar, type House, join, leaveAll, makeHouse, makePerson, rowsOf } from './testing.ts';

describe.each(engines)('the projection on %s', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(engine);
  });
  afterAll(() => database.drop());

  const system = (statement: ReturnType<typeof sql>) =>
    database.db.tx({ as: 'system' }, (tx) => tx.run(statement));
  const insert = (kind: KindName, row: Record<string, unknown>) => {
    const entries = Object.entries(row);
    const value = (v: unknown) => (v !== null && typeof v === 'object' ? JSON.stringify(v) : v);
    return system(sql`insert into app.${raw(kinds[kind].table)}
      (${joinSql(entries.map(([name]) => raw(name)))}) values (${joinSql(entries.map(([, v]) => value(v)))})`);
  };
  const one = async (scope: string, kind: string, id: string) =>
    (await rowsOf(database.db, scope)).find((row) => row.kind === kind && row.id === id)?.data;

  it('holds every kind, with exactly the columns of its schema', async () => {
    const { personId, organizationId, brandId } = await makeHouse(database.db);
    const ids = Object.fromEntries(kindNames.map((kind) => [kind, uuidv7()])) as Record<KindName, string>;
    const rows = everyKind({ ids, personId, brandId });

    for (const [kind, row] of Object.entries(rows)) await insert(kind as KindName, row);

    const expected: Record<KindName, Record<string, unknown>> = {
      ...rows,
      brand: {
        id: brandId,
        organization_id: organizationId,
        name: "Ada's brand",
        time_zone: 'Europe/London',
        week_starts_on: 1,
        grace_minutes: 60,
        ...stamps,
      },
      member: {
        id: `${brandId}:${personId}`,
        brand_id: brandId,
        person_id: personId,
        name: 'Ada',
        email: `${personId}@example.test`,
        role: 'owner',
      },
      person: { id: personId, email: `${personId}@example.test`, name: 'Ada' },
      organization: { id: organizationId, name: "Ada's", personal: false, role: 'owner' },
      access: {
        id: brandId,
        organization_id: organizationId,
        organization_name: "Ada's",
        brand_name: "Ada's brand",
        role: 'owner',
      },
    };
    const scopes = {
      person: personScope(personId),
      planning: planningScope(brandId),
      engagement: engagementScope(brandId),
    };
    const found = (await Promise.all(Object.values(scopes).map((s) => rowsOf(database.db, s)))).flat();
    for (const kind of kindNames) {
      const { schema, columns, family } = kinds[kind];
      const row = found.find((r) => r.kind === kind && r.id === expected[kind].id);
      expect(row?.scope, kind).toBe(scopes[family]);
      expect(row?.data, kind).toEqual(expected[kind]);
      const strict = (schema as unknown as z.ZodObject).strict();
      expect(strict.safeParse(row?.data).error, kind).toBeUndefined();
      expect(Object.keys(row?.data ?? {}).sort(), kind).toEqual(Object.keys(columns).sort());
    }
  });

  it('has a column in the app table for every column of a content kind', async () => {
    // A version is never deleted.
    const computed = new Set<KindName>(['person', 'organization', 'access', 'member', 'revision']);
    const columns = await database.owner<{ table: string; name: string }>(
      sql`select table_name as table, column_name as name from information_schema.columns where table_schema = 'app'`,
    );
    for (const kind of kindNames.filter((k) => !computed.has(k))) {
      const names = columns.filter(({ table }) => table === kinds[kind].table).map(({ name }) => name);
      expect(names, kind).toEqual(
        expect.arrayContaining([...Object.keys(kinds[kind].columns), 'deleted_at']),
      );
    }
  });

  it('drops a row that is deleted and brings back one that is restored', async () => {
    const { brandId } = await makeHouse(database.db);
    const pillar = await addPillar(database.db, brandId, 'Tips');
    const read = () => one(planningScope(brandId), 'pillar', pillar.id);
    expect(await read()).toEqual(pillar);
    await system(sql`update app.pillars set deleted_at = now() where id = ${pillar.id}`);
    expect(await read()).toBeUndefined();
    await system(sql`update app.pillars set deleted_at = null where id = ${pillar.id}`);
    expect(await read()).toEqual(pillar);
    await system(sql`delete from app.pillars where id = ${pillar.id}`);
    expect(await read()).toBeUndefined();
  });

  it('logs nothing when nothing differs', async () => {
    const { brandId } = await makeHouse(database.db);
    const pillar = await addPillar(database.db, brandId, 'Tips');
    const count = () => database.owner<{ n: number }>(sql`select count(*)::int as n from sync.log`);
    const before = await count();
    await system(sql`update app.pillars set name = name where id = ${pillar.id}`);
    expect(await count()).toEqual(before);
  });

  describe('who may open what', () => {
    const accessOf = async (personId: string) =>
      (await rowsOf(database.db, personScope(personId)))
        .filter(({ kind }) => kind === 'access')
        .map(({ id, data }) => [id, data.role, data.brand_name, data.organization_name]);
    const membersOf = async (brandId: string) =>
      (await rowsOf(database.db, planningScope(brandId)))
        .filter(({ kind }) => kind === 'member')
        .map(({ data }) => [data.name, data.role])
        .sort();
    const addBrand = async ({ organizationId }: House, name: string) => {
      const id = uuidv7();
      await insert('brand', { id, organization_id: organizationId, name, time_zone: 'UTC', ...stamps });
      return id;
    };

    it('gives an organization-wide member every brand, now and later', async () => {
      const house = await makeHouse(database.db);
      const bo = await makePerson(database.db, 'Bo');
      await join(database.db, { ...house, brandId: null, personId: bo, role: 'admin' });
      expect(await accessOf(bo)).toEqual([[house.brandId, 'admin', "Ada's brand", "Ada's"]]);
      expect(await membersOf(house.brandId)).toEqual([
        ['Ada', 'owner'],
        ['Bo', 'admin'],
      ]);
      const later = await addBrand(house, 'Later');
      expect((await accessOf(bo)).map(([id]) => id)).toEqual([house.brandId, later]);
      expect(await one(personScope(bo), 'organization', house.organizationId)).toMatchObject({
        role: 'admin',
      });
    });

    it('gives a brand member that brand only, and not the organization', async () => {
      const house = await makeHouse(database.db);
      await addBrand(house, 'Other');
      const bo = await makePerson(database.db, 'Bo');
      await join(database.db, { ...house, personId: bo, role: 'member' });
      expect(await accessOf(bo)).toEqual([[house.brandId, 'member', "Ada's brand", "Ada's"]]);
      expect(await one(personScope(bo), 'organization', house.organizationId)).toBeUndefined();
    });

    it('follows changed roles and removals, the stronger role winning', async () => {
      const house = await makeHouse(database.db);
      const bo = await makePerson(database.db, 'Bo');
      await join(database.db, { ...house, personId: bo, role: 'manager' });
      await join(database.db, { ...house, brandId: null, personId: bo, role: 'member' });
      const role = async () => (await accessOf(bo))[0]?.[1];
      expect(await role()).toBe('manager');
      await system(
        sql`update app.memberships set role = 'admin' where person_id = ${bo} and brand_id is null`,
      );
      expect(await role()).toBe('admin');
      await system(sql`delete from app.memberships where person_id = ${bo} and brand_id is null`);
      expect(await role()).toBe('manager');
      await leaveAll(database.db, bo, house.organizationId);
      expect(await accessOf(bo)).toEqual([]);
      expect(await membersOf(house.brandId)).toEqual([['Ada', 'owner']]);
    });

    it('follows renames of brand, organization and person', async () => {
      const house = await makeHouse(database.db);
      await system(sql`update app.brands set name = 'New brand' where id = ${house.brandId}`);
      await system(sql`update app.organizations set name = 'New house' where id = ${house.organizationId}`);
      await system(sql`update app.people set name = 'Ada L.' where id = ${house.personId}`);
      expect(await accessOf(house.personId)).toEqual([[house.brandId, 'owner', 'New brand', 'New house']]);
      expect(await membersOf(house.brandId)).toEqual([['Ada L.', 'owner']]);
      expect(await one(personScope(house.personId), 'person', house.personId)).toMatchObject({
        name: 'Ada L.',
      });
      expect(await one(personScope(house.personId), 'organization', house.organizationId)).toMatchObject({
        name: 'New house',
      });
    });

    it('takes a deleted brand away from everybody, and all its rows with it when it is gone for good', async () => {
      const house = await makeHouse(database.db);
      await addPillar(database.db, house.brandId, 'Tips');
      await system(sql`update app.brands set deleted_at = now() where id = ${house.brandId}`);
      expect(await accessOf(house.personId)).toEqual([]);
      await system(sql`update app.brands set deleted_at = null where id = ${house.brandId}`);
      expect(await accessOf(house.personId)).toHaveLength(1);
      await system(sql`delete from app.organizations where id = ${house.organizationId}`);
      expect(await accessOf(house.personId)).toEqual([]);
      expect(await rowsOf(database.db, planningScope(house.brandId))).toEqual([]);
      expect(await one(personScope(house.personId), 'organization', house.organizationId)).toBeUndefined();
    });

    it('misses nobody when a brand and a membership are made at the same time', async () => {
      for (let round = 0; round < 5; round += 1) {
        const house = await makeHouse(database.db);
        const bo = await makePerson(database.db, 'Bo');
        const [brandId] = await Promise.all([
          addBrand(house, 'New'),
          join(database.db, { ...house, brandId: null, personId: bo, role: 'member' }),
          system(sql`update app.people set name = 'Bob' where id = ${bo}`),
        ]);
        expect((await accessOf(bo)).map(([id]) => id).sort()).toEqual([house.brandId, brandId].sort());
        expect(await membersOf(brandId)).toContainEqual(['Bob', 'member']);
      }
    });
  });

  it('is out of reach for a person and for a worker', async () => {
    const { personId } = await makeHouse(database.db);
    for (const table of ['rows', 'log', 'meta', 'clients', 'outcomes']) {
      for (const identity of [{ as: 'person', personId } as const, { as: 'system' } as const]) {
        const read = database.db.tx(identity, (tx) => tx.many(sql`select from sync.${raw(table)} ${empty}`));
        await expect(read, `${identity.as} ${table}`).rejects.toMatchObject({ code: '42501' });
      }
    }
    const call = database.db.tx({ as: 'system' }, (tx) => tx.run(sql`select sync.put('a', 'b', 'c', '{}')`));
    await expect(call).rejects.toMatchObject({ code: '42501' });
    const everything = database.db.tx({ as: 'sync' }, (tx) =>
      tx.run(sql`insert into app.people values (null)`),
    );
    await expect(everything).rejects.toMatchObject({ code: '42501' });
    expect(z.array(z.unknown()).parse(await rowsOf(database.db, 'none'))).toEqual([]);
  });
});
