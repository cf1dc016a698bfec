import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mutations } from '../../../shared/mutators/index.ts';
import { personScope, planningScope } from '../../../shared/scopes.ts';
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
const rejected = (code: string, more: object = {}) => ({ status: 'rejected', code, ...more });
const now = () => new Date('2026-11-21T12:00:00.000Z');

describe.each(engines)('who may change what, on %s', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let house: House;
  let ada: ReturnType<typeof createPusher>;
  beforeAll(async () => {
    database = await testDatabase(engine);
    server = await startServer(database.db, { now });
    house = await makeHouse(database.db);
    ada = createPusher(server.built, house.personId);
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  const row = async (kind: string, id: string, scope = planningScope(house.brandId)) =>
    (await rowsOf(database.db, scope)).find((found) => found.kind === kind && found.id === id)?.data;
  const named = (id: string) => ({ id, brand_id: house.brandId });
  const stamps = { created_at: now().toISOString(), updated_at: now().toISOString(), version: 1 };

  describe('authority', () => {
    const raw = async (name: string, args: unknown, personId = house.personId) => {
      const client = createPusher(server.built, personId);
      const { body } = await client.sent([client.next(name, args)]);
      return body.outcomes[0].outcome;
    };
    const pillar = (brandId: string) => ({
      id: uuidv7(),
      brand_id: brandId,
      name: 'P',
      description: '',
      color: 1,
      position: 0,
      share: null,
    });

    it('answers alike for a brand of others and one that does not exist', async () => {
      const eve = await makeHouse(database.db, 'Eve');
      const there = await raw('pillar.create', pillar(house.brandId), eve.personId);
      expect(there).toEqual(
        rejected('forbidden', { message: expect.any(String), details: { minimum: 'member' } }),
      );
      expect(await raw('pillar.create', pillar(uuidv7()), eve.personId)).toEqual(there);
    });

    it('lets nobody write another organization’s rows by any mutation', async () => {
      const eve = await makeHouse(database.db, 'Eve');
      const before = await rowsOf(database.db, planningScope(house.brandId));
      const post = postArgs(house.brandId, { title: 'Secret' });
      await ada.push('post.create', post);
      const connection = uuidv7();
      await database.owner(sql`
        insert into app.connections (id, brand_id, platform, holder, device_id, handle, display_name, remote_account_id,
                                     status, created_at, updated_at, version)
        values (${connection}, ${house.brandId}, 'bluesky', 'device', 'd', 'h', 'n', 'r', 'connected', now(), now(), 1)`);
      const rows = await rowsOf(database.db, planningScope(house.brandId));
      const ids = { id: post.id, post_id: post.id, comment_id: uuidv7(), connection_id: connection };
      const series = {
        pillar_id: null,
        title: 'x',
        caption: '',
        notes: '',
        hashtags: [],
        link: null,
        targets: [],
        media: [],
        parts: [],
        paused: false,
        starts_at: '2026-12-01T09:00',
        time_zone: 'UTC',
        rule: 'FREQ=DAILY',
        ends_before: null,
      };
      const everything = {
        ...post,
        ...ids,
        name: 'x',
        description: '',
        color: 1,
        position: 0,
        share: null,
        slots: [],
        week_starts_on: 1,
        organization_id: house.organizationId,
        fields: {},
        base: {},
        version: 9,
        status: 'done',
        status_code: null,
        text: 'x',
        by_hand: true,
        options: { privacy: 'private' },
        assigned_to: null,
        platform: 'bluesky',
        device_id: 'd',
        handle: 'h',
        display_name: 'n',
        remote_account_id: 'r',
        service_url: null,
        subject: 'target',
        subject_id: uuidv7(),
        due_at: now().toISOString(),
        tries: 1,
        result: { state: 'published', published_at: now().toISOString(), remote_id: 'r', url: null },
        remote_id: 'r',
        parent_remote_id: null,
        url: null,
        author_name: 'n',
        author_handle: 'h',
        commented_at: now().toISOString(),
        when: { wall_time: '2026-11-30T10:00', time_zone: 'UTC', schedule_id: null, slot_key: null },
        row: { ...rows.find(({ kind }) => kind === 'post')?.data },
        decision: 'asked',
        content: {},
        seen: [],
        note: '',
        handles: {},
        required: true,
        mentions: [],
        resolved: true,
        as: 'author',
        // files
        asset_id: uuidv7(),
        ids: [uuidv7()],
        sha256: 'ab'.repeat(32),
        mime: 'image/png',
        bytes: 1,
        width: 1,
        height: 1,
        duration_ms: null,
        codec: null,
        alt_text: '',
        folder: '',
        tags: [],
        rating: 0,
        out: true,
        // plans that repeat, queues and holidays
        ...series,
        series_id: uuidv7(),
        schedule_id: null,
        first_day: '2026-12-01',
        last_day: '2026-12-01',
        places: [],
        at: '2026-12-02T09:00',
        next: { ...series, id: uuidv7() },
        wall_time: '2026-12-01T09:00',
        connection_ids: [],
        beside: { connection_ids: [], media: [], part_ids: [] },
        stands: true,
        // strategy
        stance: 'do',
        example: '',
        type: '',
        category: '',
        season: '',
        place: '',
        urgency: 'calm',
        benefits: [],
        features: [],
        audience: '',
        value_proposition: '',
        price: '',
        day: '2026-12-01',
        screen: 'calendar',
        filters: {},
        // content calendars and feeds
        entries: [],
        days: 7,
        calendar_id: uuidv7(),
        calendar_name: 'n',
        entry_id: uuidv7(),
        copy: 0,
        post_type: '',
        topic_angle: '',
        source_name: 'n',
        // parts of threads
        rank: 'a0',
        asset_ids: [],
        // a channel's grid
        tiles: [{ post_id: uuidv7(), position: 1 }],
        links: [],
        cover_id: null,
        post_ids: [],
        shape: 'portrait',
        carousel_id: uuidv7(),
        slide_id: uuidv7(),
        crop: null,
        background: '#ffffff',
        overlays: [],
        original_id: null,
        source: 'cd'.repeat(32),
        looks: [{ id: uuidv7(), colors: [], lightness: 50 }],
        document_id: uuidv7(),
        a: { id: uuidv7(), seen: { position: 1 } },
        b: { id: uuidv7(), seen: { position: 2 } },
      };
      // What only the schema of one mutation takes, so that it is the authority that refuses.
      const stamps = { created_at: now().toISOString(), updated_at: now().toISOString(), version: 1 };
      const part = {
        id: uuidv7(),
        post_id: post.id,
        connection_id: null,
        role: 'thread',
        rank: 'a0',
        text: 'x',
      };
      const special: Record<string, object> = {
        'connection.report': { status: 'connected' },
        'post.create': { when: null },
        'feedSource.create': { url: 'https://feed.example/news.xml' },
        'part.add': { role: 'thread' },
        'evergreen.make': {
          source_id: post.id,
          targets: [],
          media: [],
          parts: [],
          when: { wall_time: '2026-12-01T09:00', time_zone: 'UTC', schedule_id: uuidv7(), slot_key: 's@1' },
        },
        'target.showAs': { format: 'story' },
        'target.when': { when: { wall_time: '2026-12-01T09:00', time_zone: 'UTC' } },
        'takedown.set': { remove_at: new Date().toISOString() },
        'standing.record': {
          state: 'removed',
          checked_at: null,
          removed_at: new Date().toISOString(),
          removed_by: null,
          tries: 1,
          next_try_at: null,
          error_code: null,
          error_class: 'none',
          error_message: null,
        },
        'part.restore': { row: { ...part, brand_id: house.brandId, asset_ids: [], ...stamps } },
      };
      for (const name of Object.keys(mutations)) {
        const args = { ...everything, ...special[name] };
        const theirs = await raw(name, { ...args, brand_id: house.brandId }, eve.personId);
        expect(theirs, name).toMatchObject(
          name === 'brand.create' ? { status: 'rejected' } : rejected('forbidden'),
        );
        if (name.startsWith('brand.')) continue;
        // Under the brand they may write to, other brands' rows are not there for them.
        const row = { ...args.row, brand_id: eve.brandId };
        const answer = await raw(name, { ...args, brand_id: eve.brandId, row }, eve.personId);
        if (answer.status === 'applied') continue;
        // `exists`, `not_holder`, `not_by_hand`: of what an earlier one of these made in their own brand.
        const refusals = [
          'gone',
          'id_taken',
          'wrong_brand',
          'reference_missing',
          'exists',
          'not_holder',
          'not_by_hand',
        ];
        expect(refusals, `${name} ${answer.code}`).toContain(answer.code);
      }
      expect((await rowsOf(database.db, planningScope(house.brandId))).length).toBe(rows.length);
      expect(rows.length).toBeGreaterThan(before.length);
      expect(await row('post', post.id)).toMatchObject({ title: 'Secret', version: 1 });
    });

    it('asks for the role each mutation names', async () => {
      const bo = await makePerson(database.db, 'Bo');
      await join(database.db, { ...house, personId: bo, role: 'member' });
      expect(await raw('pillar.create', pillar(house.brandId), bo)).toEqual(applied);
      const edit = { id: house.brandId, fields: { name: 'Taken over' } };
      expect(await raw('brand.edit', edit, bo)).toMatchObject(
        rejected('forbidden', { details: { minimum: 'manager' } }),
      );
      await database.owner(sql`update app.memberships set role = 'manager' where person_id = ${bo}`);
      expect(await raw('brand.edit', edit, bo)).toEqual(applied);
    });

    it('moves no row between two brands of one person', async () => {
      const other = uuidv7();
      await raw('brand.create', brand(other, house.organizationId));
      const post = postArgs(house.brandId);
      await ada.push('post.create', post);
      expect(
        await raw('post.edit', { id: post.id, brand_id: other, fields: { title: 'x' }, base: {} }),
      ).toMatchObject(rejected('wrong_brand'));
      await ada.push('post.delete', { ...named(post.id), version: 1 });
      const gone = {
        ...post,
        ...stamps,
        brand_id: other,
        status: 'draft',
        scheduled_at: null,
        wall_time: null,
      };
      const restore = {
        row: { ...gone, time_zone: null, schedule_id: null, slot_key: null, created_by: null },
      };
      expect(await raw('post.restore', restore)).toMatchObject(rejected('wrong_brand'));
    });

    const brand = (id: string, organizationId: string | null) => ({
      id,
      organization_id: organizationId,
      name: 'New brand',
      time_zone: 'Europe/Paris',
      week_starts_on: 1,
    });

    it('makes a brand for an organization’s admins only', async () => {
      const id = uuidv7();
      expect(await raw('brand.create', brand(id, house.organizationId))).toEqual(applied);
      expect(await row('brand', id, planningScope(id))).toMatchObject({ name: 'New brand' });
      expect(await row('access', id, personScope(house.personId))).toMatchObject({ role: 'owner' });
      const again = await raw('brand.create', brand(id, house.organizationId));
      expect(again).toMatchObject(rejected('exists'));
      const manager = await makePerson(database.db, 'Max');
      await join(database.db, { ...house, brandId: null, personId: manager, role: 'manager' });
      expect(await raw('brand.create', brand(uuidv7(), house.organizationId), manager)).toMatchObject(
        rejected('forbidden'),
      );
      expect(await raw('brand.create', brand(uuidv7(), uuidv7()))).toMatchObject(rejected('forbidden'));
      expect(await raw('brand.create', brand(uuidv7(), null))).toMatchObject(rejected('invalid_args'));
      const eve = await makeHouse(database.db, 'Eve');
      expect(await raw('brand.create', brand(id, eve.organizationId), eve.personId)).toMatchObject(
        rejected('id_taken'),
      );
    });

    it('assigns work to members only', async () => {
      const connection = uuidv7();
      const comment = uuidv7();
      await database.owner(sql`
        insert into app.connections (id, brand_id, platform, holder, device_id, handle, display_name, remote_account_id,
                                     status, created_at, updated_at, version)
        values (${connection}, ${house.brandId}, 'bluesky', 'device', 'd', 'h', 'n', 'r2', 'connected', now(), now(), 1)`);
      await database.owner(sql`
        insert into app.comments (id, brand_id, connection_id, remote_id, author_name, author_handle, text, commented_at,
                                  status, created_at, updated_at, version)
        values (${comment}, ${house.brandId}, ${connection}, 'c', 'n', 'h', 't', now(), 'open', now(), now(), 1)`);
      const eve = await makePerson(database.db, 'Eve');
      expect(await raw('comment.assign', { ...named(comment), assigned_to: eve })).toMatchObject(
        rejected('not_a_member'),
      );
      expect(await raw('comment.assign', { ...named(comment), assigned_to: house.personId })).toEqual(
        applied,
      );
    });
  });
});
