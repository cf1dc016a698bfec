import sql, { empty, join as joinSql, raw } from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type KindName, kindNames, kinds } from '../../shared/kinds/index.ts';
import { engagementScope, personScope, planningScope } from '../../shared/scopes.ts';
import { engines, type TestDatabase, testDatabase } from '../../tests/support/database.ts';
import { addPillar, type House, join, leaveAll, makeHouse, makePerson, rowsOf } from './testing.ts';

const at = '2026-11-01T08:00:00.000Z';
const stamps = { created_at: at, updated_at: at, version: 1 };

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
    const common = (kind: KindName) => ({ id: ids[kind], brand_id: brandId });
    const rows = {
      pillar: {
        ...common('pillar'),
        name: 'Tips',
        description: 'd',
        color: 3,
        position: 7,
        share: 40,
        why_it_matters: 'w',
        subtopics: ['s'],
        ...stamps,
      },
      schedule: {
        ...common('schedule'),
        name: 'Week',
        time_zone: 'Europe/Paris',
        slots: [{ weekday: 1, time: '09:00' }],
        paused: false,
        connection_ids: [uuidv7()],
        ...stamps,
      },
      holiday: {
        ...common('holiday'),
        schedule_id: ids.schedule,
        name: 'Christmas',
        first_day: '2026-12-24',
        last_day: '2026-12-26',
        ...stamps,
      },
      series: {
        ...common('series'),
        pillar_id: ids.pillar,
        title: 't',
        caption: 'c',
        notes: 'n',
        hashtags: ['a'],
        link: 'https://example.test',
        targets: [
          {
            connection_id: ids.connection,
            text: null,
            format: 'story',
            by_hand: true,
            options: { quiet: true },
          },
        ],
        media: [
          {
            ...{ asset_id: ids.asset, connection_id: null, position: 1, alt_text: 'a', cover: null },
            crop: { x: 0, y: 0, width: 0.5, height: 1 },
          },
        ],
        parts: [
          {
            ...{
              id: ids.part,
              connection_id: null,
              role: 'thread',
              rank: 'a0',
              text: 'more',
              asset_ids: [],
              frames: {},
            },
          },
        ],
        starts_at: '2026-11-24T09:00',
        time_zone: 'Europe/Paris',
        rule: 'FREQ=WEEKLY',
        ends_before: '2027-03-04T00:00',
        paused: true,
        created_by: personId,
        ...stamps,
      },
      connection: {
        ...common('connection'),
        platform: 'bluesky',
        holder: 'device',
        device_id: 'd1',
        handle: 'ada.test',
        display_name: 'Ada',
        remote_account_id: 'did:plc:x',
        service_url: 'https://pds.test',
        status: 'reconnect',
        status_code: 'signed_out',
        limits: { text: 1000 },
        ...stamps,
      },
      post: {
        ...common('post'),
        pillar_id: ids.pillar,
        title: 't',
        caption: 'héllo "quoted"\n',
        notes: 'n',
        hashtags: ['a', 'b'],
        link: 'https://example.test',
        status: 'scheduled',
        scheduled_at: '2026-11-21T09:00:00.120Z',
        wall_time: '2026-11-21T10:00',
        time_zone: 'Europe/Paris',
        schedule_id: ids.schedule,
        slot_key: `${ids.schedule}@2026-11-21T10:00`,
        created_by: personId,
        ...stamps,
      },
      occurrence: {
        ...common('occurrence'),
        series_id: ids.series,
        wall_time: '2026-11-24T09:00',
        post_id: ids.post,
        post_version: 1,
        made_hash: 'h',
        ...stamps,
      },
      target: {
        ...common('target'),
        format: 'story',
        post_id: ids.post,
        connection_id: ids.connection,
        text: 'own words',
        by_hand: false,
        options: { privacy: 'unlisted' },
        scheduled_at: '2026-11-22T08:00:00.000Z',
        wall_time: '2026-11-22T09:00',
        time_zone: 'Europe/Paris',
        ...stamps,
      },
      asset: {
        ...common('asset'),
        sha256: 'a'.repeat(64),
        name: 'dunes.jpg',
        mime: 'image/jpeg',
        bytes: 5_000_000_000,
        width: 4,
        height: 3,
        duration_ms: 2,
        codec: 'avc1',
        alt_text: 'dunes',
        folder: 'Desert',
        tags: ['sand'],
        rating: 5,
        uploaded_at: null,
        ...stamps,
      },
      channel_default: {
        ...common('channel_default'),
        id: ids.connection,
        first_comment: '#bread',
        by_hand: true,
        options: { quiet: true },
        ...stamps,
      },
      brief: {
        ...common('brief'),
        id: ids.post,
        short_caption: 'short',
        topic_angle: 'angle',
        visual_suggestion: 'a loaf',
        post_type: 'photo',
        urgency: 'timely',
        ...stamps,
      },
      attachment: {
        ...common('attachment'),
        post_id: ids.post,
        asset_id: ids.asset,
        connection_id: ids.connection,
        position: 1,
        crop: null,
        cover: null,
        alt_text: 'dunes at dawn',
        ...stamps,
      },
      publication: {
        ...common('publication'),
        subject: 'target',
        subject_id: ids.target,
        post_id: ids.post,
        connection_id: ids.connection,
        part_id: null,
        occurrence: 'once',
        state: 'published',
        due_at: at,
        published_at: at,
        late_ms: 12,
        remote_id: 'r',
        url: 'https://example.test/r',
        tries: 2,
        next_try_at: at,
        error_code: 'e',
        error_class: 'none',
        error_message: 'm',
        updated_at: at,
      },
      part: {
        ...common('part'),
        post_id: ids.post,
        connection_id: ids.connection,
        role: 'thread',
        rank: 'a0',
        text: 'second',
        asset_ids: [ids.asset],
        frames: { [ids.asset]: { alt_text: 'second', crop: null, cover: { at_ms: 1, rect: null } } },
        ...stamps,
      },
      revision: {
        ...common('revision'),
        post_id: ids.post,
        part_id: null,
        of_brief: true,
        connection_id: null,
        version: 2,
        cause: 'post.edit',
        made_by: personId,
        made_at: at,
        conflict: 'caption',
        words: {
          title: 't',
          caption: 'lost',
          notes: '',
          hashtags: [],
          link: null,
          pillar_id: null,
          wall_time: null,
          time_zone: null,
          schedule_id: null,
          slot_key: null,
        },
      },
      takedown: {
        id: ids.target,
        brand_id: brandId,
        post_id: ids.post,
        connection_id: ids.connection,
        remove_at: at,
        set_by: personId,
        ...stamps,
      },
      standing: {
        id: ids.publication,
        brand_id: brandId,
        post_id: ids.post,
        connection_id: ids.connection,
        state: 'failed',
        checked_at: at,
        removed_at: at,
        removed_by: personId,
        tries: 1,
        next_try_at: at,
        error_code: 'e',
        error_class: 'none',
        error_message: 'm',
        ...stamps,
      },
      approval_rule: { id: brandId, brand_id: brandId, required: true, ...stamps },
      decision: {
        ...common('decision'),
        post_id: ids.post,
        decision: 'approved',
        content_hash: 'ab'.repeat(32),
        content: { caption: 'c', channels: { [ids.connection]: { text: 't' } } },
        seen: [uuidv7()],
        note: 'n',
        made_by: personId,
        link_id: null,
        name: null,
        made_at: at,
      },
      post_comment: {
        ...common('post_comment'),
        post_id: ids.post,
        text: 'look',
        mentions: [personId],
        resolved_at: at,
        resolved_by: personId,
        edited_at: at,
        created_by: personId,
        ...stamps,
      },
      saved_view: {
        ...common('saved_view'),
        screen: 'calendar',
        name: 'Mine',
        filters: { view: 'week' },
        position: 1,
        created_by: personId,
        ...stamps,
      },
      brand_profile: {
        id: brandId,
        brand_id: brandId,
        one_liner: 'x',
        audience: 'x',
        differentiators: 'x',
        pain_points: 'x',
        opportunities: 'x',
        price: 'x',
        voice: 'x',
        personality: 'x',
        brand_values: 'x',
        topics: 'x',
        competitors: 'x',
        goal: 'x',
        region: 'x',
        website: 'x',
        palette: [{ name: 'Red', hex: '#c4161c' }],
        ...stamps,
      },
      style_rule: { ...common('style_rule'), stance: 'do', text: 'x', example: 'x', position: 1, ...stamps },
      hook: {
        ...common('hook'),
        text: 'x',
        type: 'x',
        category: 'x',
        season: 'x',
        place: 'x',
        urgency: 'soon',
        score: 50,
        ...stamps,
      },
      offer: {
        ...common('offer'),
        name: 'x',
        description: 'x',
        benefits: ['a'],
        features: ['a'],
        audience: 'x',
        value_proposition: 'x',
        price: 'x',
        ...stamps,
      },
      caption_template: { ...common('caption_template'), name: 'x', category: 'x', text: 'x', ...stamps },
      hashtag_set: { ...common('hashtag_set'), name: 'x', hashtags: ['a'], ...stamps },
      contact: { ...common('contact'), name: 'x', handles: { x: 'annab' }, ...stamps },
      journal_entry: {
        ...common('journal_entry'),
        day: '2026-11-21',
        text: 'x',
        post_id: ids.post,
        created_by: personId,
        ...stamps,
      },
      journal_week: { ...common('journal_week'), first_day: '2026-11-16', text: 'x', done: true, ...stamps },
      idea: {
        ...common('idea'),
        id: ids.post,
        stage: 'ready',
        rank: 1_795_000_000_000_000,
        hook_id: ids.hook,
        release_month: '2026-12',
        visible_after: '2026-12-01',
        ...stamps,
      },
      content_calendar: {
        ...common('content_calendar'),
        name: 'x',
        description: 'x',
        days: 14,
        entries: [
          {
            id: uuidv7(),
            on: { week: 1, weekday: 2 },
            time: '09:00',
            schedule_id: null,
            connection_ids: null,
            pillar_id: ids.pillar,
            post_type: 'photo',
            title: 'x',
            topic_angle: 'x',
            caption: 'x',
          },
        ],
        ...stamps,
      },
      origin: {
        ...common('origin'),
        id: ids.post,
        source: 'feed',
        source_id: ids.feed_item,
        name: 'x',
        title: 'x',
        url: 'https://example.test/a',
        entry_id: null,
        day: '2026-11-21',
        ...stamps,
      },
      smart_feed: {
        id: brandId,
        brand_id: brandId,
        topics: [{ name: 'x', description: 'x', keywords: ['a'], query: 'x' }],
        ...stamps,
      },
      feed_source: {
        ...common('feed_source'),
        url: 'https://example.test/feed',
        name: 'x',
        paused: false,
        ...stamps,
      },
      feed_state: {
        ...common('feed_state'),
        id: ids.feed_source,
        state: 'failed',
        error_code: 'feed_status',
        error_status: 500,
        feed_url: 'https://example.test/feed',
        title: 'x',
        site_url: null,
        read_at: at,
        fresh_at: at,
        next_at: at,
        ...stamps,
      },
      feed_item: {
        ...common('feed_item'),
        source_id: ids.feed_source,
        title: 'x',
        text: 'x',
        url: 'https://example.test/a',
        author: 'x',
        published_at: at,
        ...stamps,
      },
      feed_mark: {
        ...common('feed_mark'),
        id: ids.feed_item,
        read: true,
        dismissed: false,
        post_id: ids.post,
        ...stamps,
      },
      notice: {
        ...common('notice'),
        code: 'slot_moved',
        params: { from: 'a' },
        about_kind: 'post',
        about_id: ids.post,
        created_at: at,
      },
      comment: {
        ...common('comment'),
        connection_id: ids.connection,
        post_id: ids.post,
        remote_id: 'r1',
        parent_remote_id: 'r0',
        url: 'https://example.test/c',
        author_name: 'Bo',
        author_handle: 'bo.test',
        text: 'nice',
        commented_at: new Date().toISOString(),
        status: 'open',
        assigned_to: personId,
        ...stamps,
      },
      reply: {
        ...common('reply'),
        comment_id: ids.comment,
        connection_id: ids.connection,
        text: 'thanks',
        created_by: personId,
        ...stamps,
      },
      feed: {
        ...common('feed'),
        id: ids.connection,
        display_name: 'Ada',
        category: 'Bakery',
        avatar_id: uuidv7(),
        bio_id: ids.bio,
        document_id: ids.strategy_document,
        vibe: 'warm',
        story: 's',
        rhythm: 'r',
        research: 'q',
        hashtags: ['bread'],
        ...stamps,
      },
      feed_tile: {
        ...common('feed_tile'),
        post_id: ids.post,
        connection_id: ids.connection,
        position: Date.parse(at),
        ...stamps,
      },
      bio: {
        ...common('bio'),
        connection_id: ids.connection,
        text: 'Bread',
        links: [{ title: 'Shop', url: 'https://example.test' }],
        note: 'autumn',
        ...stamps,
      },
      highlight: {
        ...common('highlight'),
        connection_id: ids.connection,
        title: 'Team',
        cover_id: ids.asset,
        post_ids: [ids.post],
        position: 2,
        ...stamps,
      },
      carousel: { ...common('carousel'), post_id: ids.post, title: 'Rye', shape: 'portrait', ...stamps },
      slide: {
        ...common('slide'),
        carousel_id: ids.carousel,
        position: 1,
        asset_id: ids.asset,
        crop: { x: 0, y: 0, width: 1, height: 0.5 },
        background: '#aabbcc',
        overlays: [],
        ...stamps,
      },
      rendering: {
        ...common('rendering'),
        id: ids.asset,
        carousel_id: ids.carousel,
        slide_id: ids.slide,
        original_id: null,
        source: 'a'.repeat(64),
        ...stamps,
      },
      asset_look: {
        ...common('asset_look'),
        id: ids.asset,
        colors: [{ hex: '#aabbcc', share: 0.5 }],
        lightness: 60,
        ...stamps,
      },
      strategy_document: { ...common('strategy_document'), title: 'Winter', text: '# Why', ...stamps },
      document_version: {
        ...common('document_version'),
        document_id: ids.strategy_document,
        title: 'Winter',
        text: '# Who',
        note: 'n',
        created_by: personId,
        ...stamps,
      },
    } satisfies Partial<Record<KindName, Record<string, unknown>>>;

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
