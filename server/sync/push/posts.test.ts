import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../../../shared/kinds/index.ts';
import { publicationId } from '../../../shared/mutators/publication.ts';
import { targetId } from '../../../shared/mutators/target.ts';
import { planningScope } from '../../../shared/scopes.ts';
import { engines, type TestDatabase, testDatabase } from '../../../tests/support/database.ts';
import { keepHouse } from '../housekeeping.ts';
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

describe.each(engines)('posts on %s', (engine) => {
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
  const notices = async (about: string) =>
    (await rowsOf(database.db, planningScope(house.brandId)))
      .filter(({ kind, data }) => kind === 'notice' && data.about_id === about)
      .map(({ data }) => [data.code, data.params]);
  const revisions = (postId: string) =>
    database.owner<{ version: number; conflict: string | null; cause: string; caption: string }>(sql`
      select version, conflict, cause, words ->> 'caption' as caption from app.post_revisions
       where post_id = ${postId} order by version, conflict nulls first`);
  const named = (id: string) => ({ id, brand_id: house.brandId });

  const makeSlots = async () => {
    const id = uuidv7();
    const slots = [
      { weekday: 1, time: '09:00' },
      { weekday: 3, time: '09:00' },
    ];
    const args = {
      id,
      brand_id: house.brandId,
      name: 'S',
      time_zone: 'Europe/Paris',
      slots,
      paused: false,
      connection_ids: [],
    };
    expect(await ada.push('schedule.create', args)).toEqual(applied);
    return id;
  };

  describe('a post', () => {
    const create = async (fields: Parameters<typeof postArgs>[1] = {}) => {
      const args = postArgs(house.brandId, fields);
      expect(await ada.push('post.create', args)).toEqual(applied);
      return args;
    };

    it('has every accepted version in its history', async () => {
      const post = await create({ caption: 'one' });
      await ada.push('post.edit', {
        ...named(post.id),
        fields: { caption: 'two' },
        base: { caption: 'one' },
      });
      await ada.push('post.edit', { ...named(uuidv7()), fields: { caption: 'no' }, base: {} });
      expect(await revisions(post.id)).toEqual([
        { version: 1, conflict: null, cause: 'post.create', caption: 'one' },
        { version: 2, conflict: null, cause: 'post.edit', caption: 'two' },
      ]);
    });

    it('has the versions of its brief beside its own, though they share an id', async () => {
      const post = await create({ caption: 'one' });
      const brief = (topic_angle: string) =>
        ada.push('brief.edit', { ...named(post.id), fields: { topic_angle } });
      await brief('first');
      await brief('second');
      await ada.push('post.edit', { ...named(post.id), fields: { caption: 'two' }, base: {} });
      const shown = await rowsOf(database.db, planningScope(house.brandId));
      const kept = shown.flatMap(({ kind, data }) =>
        kind === 'revision' && data.post_id === post.id ? kinds.revision.schema.parse(data) : [],
      );
      expect(kept.map(({ of_brief, version }) => `${of_brief} ${version}`).sort()).toEqual([
        ...['false 1', 'false 2', 'true 1', 'true 2'],
      ]);
      expect(kept.find(({ of_brief, version }) => of_brief && version === 2)?.words).toMatchObject({
        topic_angle: 'second',
      });
    });

    it('merges two edits of one text, and keeps the words that lost with a notice', async () => {
      const post = await create({ caption: 'The shop opens on Monday.' });
      const edit = (caption: string, base: string) =>
        ada.push('post.edit', { ...named(post.id), fields: { caption }, base: { caption: base } });
      await edit('The shop opens on Tuesday.', 'The shop opens on Monday.');
      await edit('The shop opens on Friday.', 'The shop opens on Monday.');
      expect(await row('post', post.id)).toMatchObject({ caption: 'The shop opens on Friday.', version: 3 });
      const kept = { field: 'caption', kept: 'The shop opens on Tuesday.', by: house.personId };
      expect(await notices(post.id)).toEqual([['text_conflict', kept]]);
      expect((await revisions(post.id)).slice(-2)).toMatchObject([
        { version: 3, conflict: null, caption: 'The shop opens on Friday.' },
        { version: 3, conflict: 'caption', caption: 'The shop opens on Tuesday.' },
      ]);
    });

    it('survives a delete by somebody who had not seen its newest words, with a notice', async () => {
      const post = await create({ title: 'Kept' });
      await ada.push('post.edit', { ...named(post.id), fields: { title: 'Newer' }, base: {} });
      await ada.push('post.delete', { ...named(post.id), version: 1 });
      expect(await row('post', post.id)).toMatchObject({ title: 'Newer' });
      expect(await notices(post.id)).toEqual([['edit_beat_delete', { title: 'Newer', by: house.personId }]]);
      await ada.push('post.delete', { ...named(post.id), version: 2 });
      expect(await row('post', post.id)).toBeUndefined();
    });

    it('shows its recent history to desktops, and what is 90 days old only keeps', async () => {
      const post = await create({ caption: 'one' });
      const edit = (caption: string, seen: string) =>
        ada.push('post.edit', { ...named(post.id), fields: { caption }, base: { caption: seen } });
      await edit('two', 'one');
      const shown = async () =>
        (await rowsOf(database.db, planningScope(house.brandId)))
          .filter(({ kind, data }) => kind === 'revision' && data.post_id === post.id)
          .map(({ data }) => [
            data.version,
            data.cause,
            data.made_by,
            (data.words as { caption: string }).caption,
          ])
          .sort();
      expect(await shown()).toEqual([
        [1, 'post.create', house.personId, 'one'],
        [2, 'post.edit', house.personId, 'two'],
      ]);
      await database.owner(sql`
        update app.post_revisions set accepted_at = now() - interval '91 days' where post_id = ${post.id}`);
      await keepHouse(database.db);
      expect(await shown()).toEqual([]);
      expect(await revisions(post.id)).toHaveLength(2);
      const gone = (await rowsOf(database.db, planningScope(house.brandId))).filter(
        ({ kind, id, data }) => kind === 'gone' && id.startsWith('revision:') && data.reason === 'aged',
      );
      expect(gone).toHaveLength(2);
      await edit('three', 'two');
      expect(await shown()).toEqual([[3, 'post.edit', house.personId, 'three']]);
    });

    it('keeps every word of edits that arrive at the same moment', async () => {
      const post = await create({ caption: 'The shop opens on Monday.' });
      const days = ['Tuesday', 'Wednesday', 'Thursday', 'Friday'];
      const outcomes = await Promise.all(
        days.map((day) =>
          createPusher(server.built, house.personId).push('post.edit', {
            ...named(post.id),
            fields: { caption: `The shop opens on ${day}.` },
            base: { caption: 'The shop opens on Monday.' },
          }),
        ),
      );
      expect(outcomes).toEqual(days.map(() => applied));
      const history = await revisions(post.id);
      expect(history.filter(({ conflict }) => conflict === null).map(({ version }) => version)).toEqual([
        1, 2, 3, 4, 5,
      ]);
      for (const day of days)
        expect(
          history.some(({ caption }) => caption.includes(day)),
          day,
        ).toBe(true);
      expect(await notices(post.id)).toHaveLength(3);
    });

    it('stands again when somebody edits it who had not seen that it was deleted', async () => {
      const id = await makeSlots();
      const when = {
        wall_time: '2026-11-23T09:00',
        time_zone: 'Europe/Paris',
        schedule_id: id,
        slot_key: `${id}@2026-11-23T09:00`,
      };
      const post = await create({ title: 'Deleted', caption: 'one', when });
      await ada.push('post.delete', { ...named(post.id), version: 1 });
      const other = await create({ when });
      expect(
        await ada.push('post.edit', {
          ...named(post.id),
          fields: { caption: 'one and two' },
          base: { caption: 'one' },
        }),
      ).toEqual(applied);
      expect(await row('post', post.id)).toMatchObject({ caption: 'one and two', version: 2 });
      expect((await row('post', other.id))?.slot_key).toBe(when.slot_key);
      expect((await row('post', post.id))?.slot_key).not.toBe(when.slot_key);
      expect((await notices(post.id)).map(([code]) => code).sort()).toEqual([
        'edit_beat_delete',
        'slot_moved',
      ]);
      expect((await revisions(post.id)).map(({ version }) => version)).toEqual([1, 2]);
      // Taking it off the calendar or deleting it once more is what the one who deleted wanted anyway.
      await ada.push('post.delete', { ...named(post.id), version: 2 });
      expect(await ada.push('post.unschedule', named(post.id))).toMatchObject(rejected('gone'));
    });

    it('comes back from a delete, counting on, with its maker', async () => {
      const bo = await makePerson(database.db, 'Bo');
      await join(database.db, { ...house, personId: bo, role: 'member' });
      const post = await create();
      await ada.push('post.edit', { ...named(post.id), fields: { title: 'Second' }, base: {} });
      const deleted = await row('post', post.id);
      await ada.push('post.delete', { ...named(post.id), version: 2 });
      const back = createPusher(server.built, bo);
      // The copy it is restored from may be older than the row.
      const copy = { ...deleted, version: 1, created_at: '2020-01-01T00:00:00.000Z' };
      const { body } = await back.sent([back.next('post.restore', { row: copy })]);
      expect(body.outcomes[0].outcome).toEqual(applied);
      expect(await row('post', post.id)).toMatchObject({
        title: 'Second',
        version: 3,
        created_by: house.personId,
        created_at: deleted?.created_at,
      });
    });

    it('stores no time of a device whose clock is ahead, and takes one that is behind as it is', async () => {
      const ahead = postArgs(house.brandId);
      await ada.push('post.create', ahead, '2026-11-21T13:00:00.000Z');
      expect(await row('post', ahead.id)).toMatchObject({ updated_at: now().toISOString() });
      const behind = postArgs(house.brandId);
      await ada.push('post.create', behind, '2026-11-21T11:00:00.000Z');
      expect(await row('post', behind.id)).toMatchObject({ updated_at: '2026-11-21T11:00:00.000Z' });
    });

    it('cannot be changed once it is on its way', async () => {
      const post = await create({ caption: 'frozen' });
      const connection = uuidv7();
      await database.owner(sql`
        insert into app.connections (id, brand_id, platform, holder, handle, display_name, remote_account_id, status,
                                     created_at, updated_at, version)
        values (${connection}, ${house.brandId}, 'bluesky', 'server', 'h', 'n', ${connection}, 'connected', now(), now(), 1)`);
      const target = { brand_id: house.brandId, post_id: post.id, connection_id: connection };
      expect(await ada.push('target.add', { ...target, text: null })).toEqual(applied);
      const subject = targetId(post.id, connection);
      const put = (state: string) =>
        database.owner(sql`
          insert into app.publications (id, brand_id, subject, subject_id, post_id, connection_id, occurrence, state,
                                        due_at, tries, error_class, updated_at)
          values (${publicationId(subject, 'once')}, ${house.brandId}, 'target', ${subject}, ${post.id}, ${connection},
                  'once', ${state}, now(), 0, 'none', now())
          on conflict (id) do update set state = excluded.state`);
      const when = { wall_time: '2026-12-01T10:00', time_zone: 'UTC', schedule_id: null, slot_key: null };
      for (const state of ['publishing', 'published', 'unknown', 'by_hand']) {
        await put(state);
        const refused = rejected('already_publishing', { details: { state } });
        const edit = { ...named(post.id), fields: { caption: 'late' }, base: {} };
        expect(await ada.push('post.edit', edit), state).toMatchObject(refused);
        expect(await ada.push('post.schedule', { ...named(post.id), when }), state).toMatchObject(refused);
        expect(await ada.push('post.unschedule', named(post.id)), state).toMatchObject(refused);
        expect(await ada.push('post.delete', { ...named(post.id), version: 1 }), state).toMatchObject(
          refused,
        );
        expect(await ada.push('target.edit', { ...target, text: 'late' }), state).toMatchObject(refused);
        expect(await ada.push('target.remove', target), state).toMatchObject(refused);
      }
      await put('failed');
      const edit = { ...named(post.id), fields: { caption: 'fixed' }, base: {} };
      expect(await ada.push('post.edit', edit)).toEqual(applied);
    });
  });

  describe('a slot', () => {
    const slots = [
      { weekday: 1, time: '09:00' },
      { weekday: 3, time: '09:00' },
    ];
    const schedule = async (given = slots) => {
      const args = { id: uuidv7(), brand_id: house.brandId, name: 'S', time_zone: 'Europe/Paris' };
      await ada.push('schedule.create', { ...args, slots: given, paused: false, connection_ids: [] });
      return args.id;
    };
    const at = (scheduleId: string, wall: string) => ({
      wall_time: wall,
      time_zone: 'Europe/Paris',
      schedule_id: scheduleId,
      slot_key: `${scheduleId}@${wall}`,
    });

    it('holds one post: the later arrival moves to the next free one and is told', async () => {
      const id = await schedule();
      const posts = Array.from({ length: 3 }, () =>
        postArgs(house.brandId, { when: at(id, '2026-11-23T09:00') }),
      );
      for (const post of posts) expect(await ada.push('post.create', post)).toEqual(applied);
      const found = await Promise.all(posts.map((post) => row('post', post.id)));
      expect(found.map((post) => [post?.wall_time, post?.scheduled_at, post?.slot_key])).toEqual([
        ['2026-11-23T09:00', '2026-11-23T08:00:00.000Z', `${id}@2026-11-23T09:00`],
        ['2026-11-25T09:00', '2026-11-25T08:00:00.000Z', `${id}@2026-11-25T09:00`],
        ['2026-11-30T09:00', '2026-11-30T08:00:00.000Z', `${id}@2026-11-30T09:00`],
      ]);
      expect(await notices(posts[0]?.id ?? '')).toEqual([]);
      expect(await notices(posts[2]?.id ?? '')).toEqual([
        ['slot_moved', { title: 'A post', from: '2026-11-23T09:00', to: '2026-11-30T09:00' }],
      ]);
    });

    it('changes hands in one write, without a notice, also where everybody moves on', async () => {
      const id = await schedule();
      const walls = ['2026-11-23T09:00', '2026-11-25T09:00', '2026-11-30T09:00'];
      const posts = walls.map((wall) => postArgs(house.brandId, { when: at(id, wall) }));
      for (const post of posts) await ada.push('post.create', post);
      const places = posts.map((post, i) => ({ id: post.id, when: at(id, walls[(i + 1) % 3] ?? '') }));
      expect(await ada.push('queue.arrange', { brand_id: house.brandId, places })).toEqual(applied);
      const found = await Promise.all(posts.map((post) => row('post', post.id)));
      expect(found.map((post) => post?.slot_key)).toEqual([1, 2, 0].map((i) => `${id}@${walls[i]}`));
      for (const post of posts) expect(await notices(post.id)).toEqual([]);
      // A slot that somebody else took meanwhile is theirs.
      const first = posts[0]?.id ?? '';
      const taken = { id: first, when: at(id, '2026-11-30T09:00') };
      await ada.push('queue.arrange', { brand_id: house.brandId, places: [taken] });
      expect((await row('post', first))?.slot_key).toBe(`${id}@2026-12-02T09:00`);
    });

    it('is not given away on a holiday', async () => {
      const id = await schedule();
      const days = { schedule_id: null, name: 'Closed', first_day: '2026-11-24', last_day: '2026-11-30' };
      const closed = { id: uuidv7(), brand_id: house.brandId, ...days };
      expect(await ada.push('holiday.create', closed)).toEqual(applied);
      const posts = [1, 2].map(() => postArgs(house.brandId, { when: at(id, '2026-11-23T09:00') }));
      for (const post of posts) await ada.push('post.create', post);
      expect((await row('post', posts[1]?.id ?? ''))?.slot_key).toBe(`${id}@2026-12-02T09:00`);
      await ada.push('holiday.delete', { id: closed.id, brand_id: house.brandId });
    });

    it('is won by one of many that come at the same moment', async () => {
      const id = await schedule();
      const when = at(id, '2026-11-23T09:00');
      const posts = Array.from({ length: 6 }, () => postArgs(house.brandId, { when }));
      const outcomes = await Promise.all(
        posts.map((post) => createPusher(server.built, house.personId).push('post.create', post)),
      );
      expect(outcomes).toEqual(posts.map(() => applied));
      const keys = (await Promise.all(posts.map((post) => row('post', post.id)))).map(
        (post) => post?.slot_key,
      );
      expect(new Set(keys).size).toBe(6);
      expect(keys).toContain(when.slot_key);
    });

    it('stays with a post that is edited, and is free again when the post leaves', async () => {
      const id = await schedule();
      const first = postArgs(house.brandId, { when: at(id, '2026-11-23T09:00') });
      await ada.push('post.create', first);
      await ada.push('post.edit', { ...named(first.id), fields: { title: 'Edited' }, base: {} });
      expect(await row('post', first.id)).toMatchObject({ slot_key: `${id}@2026-11-23T09:00` });
      await ada.push('post.delete', { ...named(first.id), version: 2 });
      const second = postArgs(house.brandId, { when: at(id, '2026-11-23T09:00') });
      await ada.push('post.create', second);
      expect(await row('post', second.id)).toMatchObject({ wall_time: '2026-11-23T09:00' });
    });

    it('is let go of, the time kept, where the schedule has no other', async () => {
      const id = await schedule([]);
      const when = at(id, '2026-11-23T09:00');
      const posts = [postArgs(house.brandId, { when }), postArgs(house.brandId, { when })];
      for (const post of posts) await ada.push('post.create', post);
      const second = posts[1]?.id ?? '';
      expect(await row('post', second)).toMatchObject({
        wall_time: '2026-11-23T09:00',
        slot_key: null,
        schedule_id: null,
      });
      expect(await notices(second)).toHaveLength(1);
    });
  });
});
