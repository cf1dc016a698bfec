import Database from 'better-sqlite3';
import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followQuery } from '../../shared/follow-query.ts';
import type { KindName, Row } from '../../shared/kinds/index.ts';
import type { LiveMessage } from '../../shared/live-patch.ts';
import { publicationId } from '../../shared/mutators/publication.ts';
import { targetId } from '../../shared/mutators/target.ts';
import type { QueryArgs, QueryName, QueryResult } from '../../shared/queries.ts';
import { engagementScope, personScope, planningScope } from '../../shared/scopes.ts';
import type { Replica } from '../replica/replica.ts';
import { at, type Bench, brandArgs, createBench, pillarArgs, postArgs } from '../replica/testing.ts';
import { createLiveQueries, type LiveQueries } from './live.ts';
import { runQuery } from './queries.ts';

const me = uuidv4();
const brand = uuidv4();
const time = '2026-11-01T08:00:00.000Z';
const stamps = { created_at: time, updated_at: time, version: 1 };
let bench: Bench;
let replica: Replica;
beforeEach(() => {
  bench = createBench();
  replica = bench.open('r');
});
afterEach(() => bench.clean());

const serve = <K extends KindName>(kind: K, ...rows: (Row<K> & { id: string })[]) => {
  const family = {
    person: personScope(me),
    planning: planningScope(brand),
    engagement: engagementScope(brand),
  };
  const scope = {
    access: 'person',
    organization: 'person',
    person: 'person',
    comment: 'engagement',
    reply: 'engagement',
  } as const;
  replica.applyServer(
    family[(scope as Partial<Record<KindName, keyof typeof family>>)[kind] ?? 'planning'],
    rows.map((row) => ({ op: 'put', kind, id: row.id, data: row })),
    { handle: 'h', offset: '1_0' },
  );
};
const connection = (rest: Partial<Row<'connection'>> = {}): Row<'connection'> => ({
  id: uuidv4(),
  brand_id: brand,
  platform: 'sandbox',
  holder: 'server',
  device_id: null,
  handle: 'bakery',
  display_name: 'Bakery',
  remote_account_id: '1',
  service_url: null,
  status: 'connected',
  status_code: null,
  limits: null,
  ...stamps,
  ...rest,
});
const publication = (rest: Partial<Row<'publication'>>): Row<'publication'> => ({
  id: uuidv4(),
  brand_id: brand,
  subject: 'target',
  subject_id: uuidv4(),
  post_id: null,
  part_id: null,
  connection_id: uuidv4(),
  occurrence: 'once',
  state: 'published',
  due_at: time,
  published_at: time,
  late_ms: 0,
  remote_id: 'r1',
  url: 'https://example.test/1',
  tries: 1,
  next_try_at: null,
  error_code: null,
  error_class: 'none',
  error_message: null,
  updated_at: time,
  ...rest,
});
const comment = (rest: Partial<Row<'comment'>> = {}): Row<'comment'> => ({
  id: uuidv4(),
  brand_id: brand,
  connection_id: uuidv4(),
  post_id: null,
  remote_id: uuidv4(),
  parent_remote_id: null,
  url: null,
  author_name: 'Ana',
  author_handle: 'ana',
  text: 'Lovely bread',
  commented_at: time,
  status: 'open',
  assigned_to: null,
  ...stamps,
  ...rest,
});
const makePost = (rest: Parameters<typeof postArgs>[1] = {}) => {
  const args = postArgs(brand, rest);
  replica.mutate([{ name: 'post.create', args }], me);
  return args.id;
};

describe('brands', () => {
  it('show the role and organization of an access row, and are their maker’s before there is one', () => {
    const own = uuidv4();
    const organization = { id: uuidv4(), name: 'Ada’s', personal: true, role: 'owner' } as const;
    serve('organization', organization);
    serve('access', {
      id: brand,
      organization_id: organization.id,
      organization_name: 'Agency',
      brand_name: 'B',
      role: 'member',
    });
    serve('brand', { ...brandArgs(brand, { name: 'Bakery' }), grace_minutes: 60, ...stamps });
    replica.mutate(
      [{ name: 'brand.create', args: brandArgs(own, { name: 'atelier', organization_id: organization.id }) }],
      me,
    );
    expect(runQuery(replica, 'brands', {})).toMatchObject([
      { name: 'atelier', role: 'owner', organization_name: 'Ada’s' },
      { name: 'Bakery', role: 'member', organization_name: 'Agency' },
    ]);
    expect(runQuery(replica, 'organizations', {})).toEqual([organization]);
  });
});

describe('the calendar', () => {
  it('holds the days of the zone asked for, both inclusive, in order', () => {
    const zone = 'America/New_York';
    makePost({ title: 'day before', when: at('2026-11-22T23:59', zone) });
    makePost({ title: 'last minute', when: at('2026-11-24T23:59', zone) });
    makePost({ title: 'first minute', when: at('2026-11-23T00:00', zone) });
    makePost({ title: 'day after', when: at('2026-11-25T00:00', zone) });
    makePost({ title: 'draft' });
    const titles = (timeZone: string) =>
      runQuery(replica, 'calendar', { brandId: brand, from: '2026-11-23', to: '2026-11-24', timeZone }).map(
        (post) => post.title,
      );
    expect(titles(zone)).toEqual(['first minute', 'last minute']);
    expect(titles('Asia/Tokyo')).toEqual(['day before', 'first minute']);
    expect(runQuery(replica, 'drafts', { brandId: brand }).map((post) => post.title)).toEqual(['draft']);
  });

  it('shows pillar, targets and their publications', () => {
    const [pillar, account] = [pillarArgs(brand), connection()];
    serve('connection', account);
    replica.mutate([{ name: 'pillar.create', args: pillar }], me);
    const id = makePost({ pillar_id: pillar.id, when: at('2026-11-23T09:00') });
    replica.mutate(
      [{ name: 'target.add', args: { brand_id: brand, post_id: id, connection_id: account.id, text: null } }],
      me,
    );
    const target = targetId(id, account.id);
    serve(
      'publication',
      publication({
        id: publicationId(target, 'once'),
        subject_id: target,
        post_id: id,
        connection_id: account.id,
      }),
    );
    const [post] = runQuery(replica, 'calendar', {
      brandId: brand,
      from: '2026-11-23',
      to: '2026-11-23',
      timeZone: 'Europe/Berlin',
    });
    expect(post).toMatchObject({
      id,
      pending: true,
      pillar: { id: pillar.id, name: pillar.name },
      targets: [
        { id: target, connection: { handle: 'bakery' }, publication: { url: 'https://example.test/1' } },
      ],
    });
    expect(runQuery(replica, 'post', { id })).toEqual(post);
    expect(runQuery(replica, 'publications', { brandId: brand, limit: 5 })).toMatchObject([
      { post_title: 'Rye', connection: { handle: 'bakery' } },
    ]);
  });

  it('shows when a post comes down and how it stands, and what comes down next', () => {
    const account = connection();
    serve('connection', account);
    const [first, second, third] = [3, 1, 2].map((day) => {
      const id = makePost({ when: at('2026-11-23T09:00') });
      const named = { brand_id: brand, post_id: id, connection_id: account.id };
      const target = targetId(id, account.id);
      const out = publicationId(target, 'once');
      replica.mutate([{ name: 'target.add', args: { ...named, text: null } }], me);
      serve(
        'publication',
        publication({ id: out, subject_id: target, post_id: id, connection_id: account.id }),
      );
      const remove_at = `2026-12-0${day}T08:00:00.000Z`;
      replica.mutate([{ name: 'takedown.set', args: { ...named, remove_at } }], me);
      return { id, out, ...named };
    });
    const next = () => runQuery(replica, 'comingDown', { brandId: brand, limit: 5 });
    expect(next().map(({ post_id }) => post_id)).toEqual([second?.id, third?.id, first?.id]);
    serve('standing', {
      id: second?.out ?? '',
      brand_id: brand,
      post_id: second?.id ?? '',
      connection_id: account.id,
      state: 'removed',
      checked_at: null,
      removed_at: time,
      removed_by: me,
      tries: 0,
      next_try_at: null,
      error_code: null,
      error_class: 'none',
      error_message: null,
      ...stamps,
    });
    expect(next().map(({ post_id }) => post_id)).toEqual([third?.id, first?.id]);
    expect(runQuery(replica, 'post', { id: second?.id ?? '' })?.targets).toMatchObject([
      { standing: { state: 'removed' } },
    ]);
    expect(runQuery(replica, 'post', { id: first?.id ?? '' })?.targets).toMatchObject([
      { takedown: { remove_at: '2026-12-03T08:00:00.000Z', set_by: me }, standing: null },
    ]);
    expect(next()[0]).toMatchObject({ takedown: { remove_at: '2026-12-02T08:00:00.000Z' } });
    // Left up after all.
    const named = { brand_id: brand, post_id: third?.id ?? '', connection_id: account.id };
    replica.mutate([{ name: 'takedown.set', args: { ...named, remove_at: null } }], me);
    expect(next().map(({ post_id }) => post_id)).toEqual([first?.id]);
  });

  it('shows no pillar where the pillar is gone', () => {
    const id = makePost({ pillar_id: uuidv4() });
    expect(runQuery(replica, 'post', { id })?.pillar).toBeNull();
    expect(runQuery(replica, 'post', { id: uuidv4() })).toBeNull();
  });

  it('walks indexes, with ten thousand posts', () => {
    const rows = Array.from({ length: 10_000 }, (_, n): Row<'post'> => {
      const day = new Date(Date.UTC(2026, 0, 1 + (n % 365), 9)).toISOString();
      const { when: _when, ...args } = postArgs(brand);
      const wall = { wall_time: day.slice(0, 16), time_zone: 'UTC', schedule_id: null, slot_key: null };
      return { ...args, ...wall, status: 'scheduled', scheduled_at: day, created_by: me, ...stamps };
    });
    serve('post', ...rows);
    const args = { brandId: brand, from: '2026-11-01', to: '2026-11-30', timeZone: 'UTC' };
    expect(runQuery(replica, 'calendar', args)).toHaveLength(30 * 27);
    const plan = (sql: string, ...values: unknown[]) =>
      replica.read
        .all<{ detail: string }>(`explain query plan ${sql}`, ...values)
        .map(({ detail }) => detail);
    expect(
      plan(
        'select * from posts where brand_id = ? and scheduled_at >= ? and scheduled_at < ? order by scheduled_at, id',
        1,
        2,
        3,
      )[0],
    ).toContain('USING INDEX posts_calendar');
    expect(
      plan('select * from comments where brand_id = ? order by status desc, commented_at desc limit 50', 1),
    ).toEqual(['SEARCH comments USING INDEX comments_inbox (brand_id=?)']);
  });

  it('refuses arguments that are none', () => {
    expect(() =>
      runQuery(replica, 'calendar', { brandId: brand, from: 'yesterday', to: '2026-11-24', timeZone: 'UTC' }),
    ).toThrowError(expect.objectContaining({ code: 'invalid_args', details: { path: 'from' } }));
    expect(() =>
      runQuery(replica, 'calendar', {
        brandId: brand,
        from: '2026-11-23',
        to: '2026-11-24',
        timeZone: 'Mars/Base',
      }),
    ).toThrowError(expect.objectContaining({ code: 'time_zone_unknown' }));
  });
});

describe('slots, lists and counts', () => {
  it('taken slots are those of posts from an instant on', () => {
    const slot = (wall: string) => ({ ...at(wall, 'UTC'), slot_key: `s@${wall}` });
    makePost({ when: slot('2026-11-23T09:00') });
    makePost({ when: slot('2026-11-24T09:00') });
    makePost({ when: at('2026-11-25T09:00', 'UTC') });
    expect(runQuery(replica, 'takenSlots', { brandId: brand, from: '2026-11-24T00:00:00.000Z' })).toEqual([
      's@2026-11-24T09:00',
    ]);
  });

  it('comments come open first, then newest, with their replies', () => {
    const [old, done, fresh] = [
      comment({ text: 'old' }),
      comment({ text: 'done', status: 'done', commented_at: '2026-12-01T08:00:00.000Z' }),
      comment({ text: 'fresh', commented_at: '2026-11-20T08:00:00.000Z' }),
    ];
    serve('comment', old, done, fresh);
    const list = (status: 'open' | 'done' | 'all', limit = 10) =>
      runQuery(replica, 'comments', { brandId: brand, status, limit }).map((row) => row.text);
    expect(list('all')).toEqual(['fresh', 'old', 'done']);
    expect(list('open', 1)).toEqual(['fresh']);
    expect(list('done')).toEqual(['done']);
    const id = uuidv4();
    replica.mutate(
      [{ name: 'comment.reply', args: { id, brand_id: brand, comment_id: old.id, text: 'Thanks!' } }],
      me,
    );
    expect(list('open')).toEqual(['fresh']);
    const answered = runQuery(replica, 'comments', { brandId: brand, status: 'all', limit: 10 });
    expect(answered.find((row) => row.id === old.id)).toMatchObject({
      status: 'done',
      pending: true,
      replies: [{ id, text: 'Thanks!', pending: true, publication: null }],
    });
    expect(answered.find((row) => row.id === fresh.id)?.pending).toBe(false);
  });

  it('the overview counts and names what comes next', () => {
    makePost({ title: 'draft' });
    makePost({ title: 'past', when: at('2020-01-01T09:00') });
    makePost({ title: 'later', when: at('2027-01-02T09:00') });
    makePost({ title: 'next', when: at('2027-01-01T09:00') });
    replica.mutate([{ name: 'pillar.create', args: pillarArgs(brand) }], me);
    serve('connection', connection());
    serve('publication', publication({ state: 'failed' }), publication({ state: 'missed' }), publication({}));
    serve('comment', comment(), comment({ status: 'done' }));
    expect(runQuery(replica, 'overview', { brandId: brand })).toMatchObject({
      pillars: 1,
      schedules: 0,
      connections: 1,
      drafts: 1,
      scheduled: 2,
      openComments: 1,
      failed: 2,
      next: { title: 'next' },
    });
  });

  it('members, notices, schedules and pillars come in their order', () => {
    const member = (name: string): Row<'member'> => {
      const person = uuidv4();
      return {
        id: `${brand}:${person}`,
        brand_id: brand,
        person_id: person,
        name,
        email: `${name}@x.test`,
        role: 'member',
      };
    };
    serve('member', member('zoe'), member('Ada'));
    expect(runQuery(replica, 'members', { brandId: brand }).map((row) => row.name)).toEqual(['Ada', 'zoe']);
    const notice = (created_at: string): Row<'notice'> => ({
      id: uuidv4(),
      brand_id: brand,
      code: 'slot_moved',
      params: { to: 'Monday' },
      about_kind: 'post',
      about_id: uuidv4(),
      created_at,
    });
    serve('notice', notice('2026-11-01T08:00:00.000Z'), notice('2026-11-02T08:00:00.000Z'));
    expect(runQuery(replica, 'notices', { brandId: brand })).toMatchObject([
      { created_at: '2026-11-02T08:00:00.000Z', params: { to: 'Monday' } },
      { created_at: '2026-11-01T08:00:00.000Z' },
    ]);
    replica.mutate(
      [
        { name: 'pillar.create', args: pillarArgs(brand, { name: 'second', position: 2 }) },
        { name: 'pillar.create', args: pillarArgs(brand, { name: 'first', position: 1 }) },
        {
          name: 'schedule.create',
          args: {
            id: uuidv4(),
            brand_id: brand,
            name: 'Weekly',
            time_zone: 'UTC',
            slots: [{ weekday: 1, time: '09:00' }],
            paused: false,
          },
        },
      ],
      me,
    );
    expect(runQuery(replica, 'pillars', { brandId: brand }).map((row) => row.name)).toEqual([
      'first',
      'second',
    ]);
    expect(runQuery(replica, 'schedules', { brandId: brand })).toMatchObject([
      { paused: false, slots: [{ weekday: 1, time: '09:00' }] },
    ]);
    expect(runQuery(replica, 'connections', { brandId: brand })).toEqual([]);
  });
});

describe('live queries', () => {
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  /** What a page shows of a query, each time it changes. */
  function follow<N extends QueryName>(
    live: LiveQueries,
    name: N,
    args: QueryArgs<N>,
    onResult: (result: QueryResult<N>) => void,
  ) {
    const messages: LiveMessage[] = [];
    const stop = followQuery(
      (onMessage) =>
        live.subscribe(name, args, (value) => {
          messages.push(value);
          onMessage({ ok: true, value: JSON.parse(JSON.stringify(value)) });
        }),
      (value) => onResult(value as QueryResult<N>),
    );
    return { messages, stop };
  }

  it('deliver at once, then each change once, and nothing that is the same', async () => {
    const live = createLiveQueries(replica);
    const seen: string[][] = [];
    const { stop } = follow(live, 'pillars', { brandId: brand }, (rows) =>
      seen.push(rows.map((row) => row.name)),
    );
    expect(seen).toEqual([[]]);
    for (const name of ['a', 'b', 'c']) {
      replica.mutate([{ name: 'pillar.create', args: pillarArgs(brand, { name }) }], me);
    }
    await turn();
    expect(seen).toEqual([[], ['a', 'b', 'c']]);
    replica.mutate([{ name: 'pillar.create', args: pillarArgs(uuidv4(), { name: 'of another brand' }) }], me);
    makePost();
    await turn();
    expect(seen).toHaveLength(2);
    stop();
    replica.mutate([{ name: 'pillar.create', args: pillarArgs(brand, { name: 'd' }) }], me);
    await turn();
    expect(seen).toHaveLength(2);
    live.close();
  });

  it('see a write stop waiting', async () => {
    const live = createLiveQueries(replica);
    const id = makePost();
    const pending: boolean[] = [];
    follow(live, 'post', { id }, (post) => pending.push(post?.pending ?? false));
    const sent = replica.sending.take({ count: 1, bytes: 1e6 });
    const {
      pillar: _,
      targets: __,
      pending: ___,
      ...row
    } = runQuery(replica, 'post', { id }) ?? expect.fail();
    const ack = { mutation_id: 1, uuid: sent?.mutations[0]?.uuid };
    replica.applyServer(
      planningScope(brand),
      [
        { op: 'put', kind: 'post', id, data: row },
        { op: 'put', kind: 'client', id: sent?.clientId ?? '', data: ack },
      ],
      { handle: 'h', offset: '1_0' },
    );
    await turn();
    expect(pending).toEqual([true, false]);
    live.close();
  });

  it('send what an edit changed and nothing else; every other row stays the same object', async () => {
    const live = createLiveQueries(replica);
    const ids = Array.from({ length: 50 }, () => makePost());
    const seen: QueryResult<'drafts'>[] = [];
    const { messages } = follow(live, 'drafts', { brandId: brand }, (rows) => seen.push(rows));
    const edited = ids[17] ?? expect.fail();
    const edit = { id: edited, brand_id: brand, fields: { title: 'Sourdough' }, base: { title: 'Rye' } };
    replica.mutate([{ name: 'post.edit', args: edit }], me);
    await turn();
    const [before, after] = seen;
    expect(after?.find(({ id }) => id === edited)?.title).toBe('Sourdough');
    expect(after?.filter((row, at) => row !== before?.[at])).toHaveLength(1);
    expect(messages).toMatchObject([
      { kind: 'whole', seq: 0 },
      { kind: 'patch', seq: 1 },
    ]);
    expect(JSON.stringify(messages[1]).length).toBeLessThan(400);
    expect(JSON.stringify(messages[0]).length).toBeGreaterThan(20_000);
    replica.mutate([{ name: 'post.delete', args: { id: ids[3], brand_id: brand, version: 1 } }], me);
    await turn();
    expect(seen[2]).toHaveLength(49);
    expect(seen[2]?.filter((row) => !after?.includes(row))).toEqual([]);
    live.close();
  });

  it('that failed once say so, and go on at the next commit', async () => {
    let broken = false;
    const live = createLiveQueries({
      ...replica,
      read: {
        ...replica.read,
        all: (...args) => {
          if (broken) throw new Error('disk');
          return replica.read.all(...args);
        },
      },
    });
    const kinds: string[] = [];
    live.subscribe(
      'pillars',
      { brandId: brand },
      ({ kind, seq }) => kinds.push(`${kind} ${seq}`),
      () => kinds.push('fault'),
    );
    broken = true;
    replica.mutate([{ name: 'pillar.create', args: pillarArgs(uuidv4()) }], me);
    await turn();
    broken = false;
    replica.mutate([{ name: 'pillar.create', args: pillarArgs(uuidv4()) }], me);
    await turn();
    // The same result, and the news that it can be had.
    expect(kinds).toEqual(['whole 0', 'fault', 'patch 1']);
    live.close();
  });

  it('leave nothing behind, however often they come and go', async () => {
    let listeners = 0;
    const prepare = vi.spyOn(Database.prototype, 'prepare');
    const live = createLiveQueries({
      ...replica,
      onCommit(listener) {
        listeners += 1;
        const stop = replica.onCommit(listener);
        return () => {
          listeners -= 1;
          stop();
        };
      },
    });
    const post = makePost();
    const all: [QueryName, object][] = [
      ['brands', {}],
      ['drafts', { brandId: brand }],
      ['post', { id: post }],
      ['comments', { brandId: brand, status: 'all', limit: 500 }],
      ['overview', { brandId: brand }],
      ['calendar', { brandId: brand, from: '2026-11-01', to: '2026-11-30', timeZone: 'Europe/Berlin' }],
    ];
    let title = 'Rye';
    const round = async (number: number) => {
      const stops = all.map(([name, args]) => live.subscribe(name, args as never, () => undefined));
      const edit = { id: post, brand_id: brand, fields: { title: `${number}` }, base: { title } };
      title = `${number}`;
      replica.mutate([{ name: 'post.edit', args: edit }], me);
      if (number % 50 === 0) await turn();
      for (const stop of stops) stop();
    };
    for (let number = 0; number < 10; number++) await round(number);
    await turn();
    const prepared = prepare.mock.calls.length;
    for (let number = 10; number < 3000; number++) await round(number);
    await turn();
    expect(live.size()).toBe(0);
    expect(listeners).toBe(1);
    expect(prepare.mock.calls.length).toBe(prepared);
    live.close();
    expect(listeners).toBe(0);
    prepare.mockRestore();
  });

  it('refuse wrong arguments on the spot', () => {
    const live = createLiveQueries(replica);
    expect(() => live.subscribe('pillars', { brandId: 'x' }, () => undefined)).toThrowError(
      expect.objectContaining({ code: 'invalid_args' }),
    );
    live.close();
  });
});

describe('the history of a post', () => {
  it('says who made each version, and whose words lost', () => {
    const [ada, ben] = [uuidv4(), uuidv4()];
    const id = makePost({ caption: 'one' });
    const words = { ...postArgs(brand), wall_time: null, time_zone: null, schedule_id: null, slot_key: null };
    const revision = (
      version: number,
      made_by: string | null,
      caption: string,
      title: string,
      lost = false,
    ) => ({
      id: uuidv4(),
      brand_id: brand,
      post_id: id,
      part_id: null,
      of_brief: false,
      connection_id: null,
      version,
      cause: 'post.edit',
      made_by,
      made_at: time,
      conflict: lost ? 'caption' : null,
      words: { ...words, caption, title },
    });
    serve(
      'member',
      ...[
        { person_id: ada, name: 'Ada' },
        { person_id: ben, name: 'Ben' },
      ].map((who) => ({
        ...who,
        id: `${brand}:${who.person_id}`,
        brand_id: brand,
        email: 'x@y.test',
        role: 'member' as const,
      })),
    );
    serve(
      'revision',
      revision(2, ada, 'Ada’s', 'a'),
      revision(3, ben, 'Ada’s', 'b'),
      revision(4, ben, 'Ben’s', 'b'),
      revision(4, null, 'Ada’s', 'b', true),
    );
    expect(
      runQuery(replica, 'history', { postId: id }).map(({ version, conflict, author, pending }) => [
        version,
        conflict,
        author,
        pending,
      ]),
    ).toEqual([
      [2, null, 'Ada', false],
      [3, null, 'Ben', false],
      [4, null, 'Ben', false],
      [4, 'caption', 'Ada', false],
    ]);
  });
});
