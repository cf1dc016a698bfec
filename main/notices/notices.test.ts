import Database from 'better-sqlite3';
import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { targetId } from '../../shared/mutators/target.ts';
import type { Note } from '../../shared/notices.ts';
import { engagementScope } from '../../shared/scopes.ts';
import { readLanguages } from '../languages.ts';
import { createLog } from '../log.ts';
import type { Replica } from '../replica/replica.ts';
import { brandArgs, createBench, postArgs } from '../replica/testing.ts';
import type { Workspace } from '../workspace.ts';
import { createNotices } from './notices.ts';

const bench = createBench();
afterEach(() => bench.clean());

const NOW = '2026-11-23T08:00:30.000Z';
let replica: Replica;
let db: Database.Database;
let told: Note[];
let settings: Record<string, unknown>;
let now: string;
const brand = uuidv4();
const channel = uuidv4();
const device = 'this device';

beforeEach(async () => {
  now = NOW;
  told = [];
  settings = {};
  db = new Database(':memory:');
  replica = bench.open(uuidv4(), { now: () => new Date(now) });
  const account = { id: channel, brand_id: brand, platform: 'bluesky' as const, device_id: device };
  replica.mutate(
    [
      { name: 'brand.create', args: brandArgs(brand) },
      {
        name: 'connection.add',
        args: { ...account, handle: 'bakery', display_name: '', remote_account_id: '1', service_url: null },
      },
    ],
    null,
  );
});

function notices() {
  return createNotices({
    db,
    deviceId: device,
    settings: () => settings,
    language: () => readLanguages()(undefined),
    tell: (note) => told.push(note),
    now: () => new Date(now),
    log: createLog({ level: 'silent' }),
  });
}
const workspace = () =>
  ({
    replica: { ...replica, syncState: () => ({ status: 'local' }) },
    account: null,
  }) as unknown as Workspace;
/** One start of the app, and its first look. */
function start() {
  notices().look(workspace());
  return told.splice(0);
}
function fails(state: 'failed' | 'missed' | 'unknown', title = 'Rye', post = uuidv4()): string {
  const known = replica.read.get('select 1 from posts where id = ?', post);
  const failure = { error_code: 'missed', error_class: 'give_up' as const, error_message: null };
  replica.mutate(
    [
      ...(known
        ? []
        : [{ name: 'post.create' as const, args: { ...postArgs(brand), id: post, title, when: null } }]),
      {
        name: 'publication.record',
        args: {
          brand_id: brand,
          subject: 'target',
          subject_id: post,
          post_id: post,
          connection_id: channel,
          due_at: now,
          tries: 1,
          result: { state, ...failure },
        },
      },
    ],
    null,
  );
  return post;
}

test('what failed, was missed or got lost is told once each, and leads to the very post', () => {
  const [failed, missed, unknown] = [fails('failed', 'Rye'), fails('missed', 'Oat'), fails('unknown', '')];
  const first = start();
  expect(first.map(({ route }) => route).sort()).toEqual(
    [failed, missed, unknown].map((id) => `/post/${id}`).sort(),
  );
  expect(first.map(({ title }) => title).sort()).toEqual([
    'Missed: Oat',
    'Not published: Rye',
    'Perhaps out, perhaps not: Untitled post',
  ]);
  expect(start()).toEqual([]);
});

/** A post that is out on the channel, to come down at some time or not, and how it stands there. */
function standing(
  title: string,
  state: 'there' | 'gone' | 'waiting' | 'failed' | 'removed',
  rest: { down?: string | null; code?: string | null; post?: string; remoteId?: string | null } = {},
): string {
  const { down = null, code = null, post = uuidv4(), remoteId = 'r1' } = rest;
  const named = { brand_id: brand, post_id: post, connection_id: channel };
  const known = replica.read.get('select 1 from posts where id = ?', post);
  const subject_id = targetId(post, channel);
  const out = { state: 'published', published_at: now, remote_id: remoteId, url: null, late_ms: 0 } as const;
  replica.mutate(
    [
      ...(known
        ? []
        : [
            { name: 'post.create' as const, args: { ...postArgs(brand), id: post, title, when: null } },
            { name: 'target.add' as const, args: { ...named, text: null } },
            {
              name: 'publication.record' as const,
              args: { ...named, subject: 'target' as const, subject_id, due_at: now, tries: 1, result: out },
            },
          ]),
      { name: 'takedown.set', args: { ...named, remove_at: down } },
      {
        name: 'standing.record',
        args: {
          ...{
            ...named,
            state,
            checked_at: now,
            removed_at: null,
            removed_by: null,
            tries: 1,
            next_try_at: null,
          },
          ...{ error_code: code, error_class: 'none', error_message: null },
        },
      },
    ],
    null,
  );
  return post;
}

test('a post that could not be taken down, and one that somebody else took down, are told once each', () => {
  const down = '2026-11-23T07:00:00.000Z';
  const [stays, waits, gone] = [
    standing('Stays', 'failed', { down, code: 'give_up' }),
    standing('Waits', 'waiting', { down, code: 'signed_out' }),
    standing('Gone', 'gone'),
  ];
  const told = start();
  expect(told.map(({ route }) => route).sort()).toEqual(
    [stays, waits, gone].map((id) => `/post/${id}`).sort(),
  );
  expect(told.map(({ title }) => title).sort()).toEqual([
    'No longer there: Gone',
    'Still up: Stays',
    'Still up: Waits',
  ]);
  expect(start()).toEqual([]);
  // Nobody's news: called off, gone when it was to be, its part asks for itself, all well.
  standing('Calledoff', 'failed', { code: 'give_up' });
  standing('Wasdue', 'gone', { down });
  standing('Part', 'waiting', { down, code: 'part_unknown' });
  standing('Well', 'there', { down });
  standing('Done', 'removed', { down });
  expect(start()).toEqual([]);
  // Another wish that fails is told again.
  standing('Stays', 'failed', { down: now, code: 'give_up', post: stays });
  expect(start()).toMatchObject([{ title: 'Still up: Stays' }]);
  settings = { notices: { gone: false, not_down: false } };
  standing('Quiet', 'gone');
  standing('Quieter', 'failed', { down, code: 'give_up' });
  expect(start()).toEqual([]);
});

test('what went out by hand is told of when it is to come down: nobody else can do it', () => {
  const post = standing('Poster', 'there', { down: '2026-11-23T09:00:00.000Z', remoteId: null });
  expect(start()).toEqual([]);
  now = '2026-11-23T09:00:10.000Z';
  expect(start()).toMatchObject([{ title: 'Still up: Poster', route: `/post/${post}` }]);
  expect(start()).toEqual([]);
});

test('the same post is told of again when it fails again, and not while it stays as it is', () => {
  const post = fails('failed');
  expect(start()).toHaveLength(1);
  fails('unknown', 'Rye', post);
  expect(start()).toMatchObject([{ title: 'Perhaps out, perhaps not: Rye' }]);
  fails('failed', 'Rye', post);
  expect(start()).toMatchObject([{ title: 'Not published: Rye' }]);
  expect(start()).toEqual([]);
});

test('many at once are one notice; what is old, or switched off, is none', () => {
  for (let n = 0; n < 5; n++) fails('failed');
  expect(start()).toMatchObject([{ title: '5 things need you', route: '/publishing' }]);
  settings = { notices: { missed: false } };
  fails('missed');
  expect(start()).toEqual([]);
  settings = {};
  // Switched on again, yesterday's news stays untold.
  expect(start()).toEqual([]);
  fails('failed', 'Old');
  now = '2026-12-02T08:00:00.000Z';
  expect(start()).toEqual([]);
});

test('an account to reconnect is told of with its channel, again only after it worked', () => {
  const report = (status: 'connected' | 'reconnect') =>
    replica.mutate(
      [
        {
          name: 'connection.report',
          args: {
            id: channel,
            brand_id: brand,
            status,
            status_code: status === 'reconnect' ? 'signed_out' : null,
          },
        },
      ],
      null,
    );
  report('reconnect');
  expect(start()).toMatchObject([{ title: 'Reconnect bakery', route: `/channel/${channel}` }]);
  expect(start()).toEqual([]);
  report('connected');
  expect(start()).toEqual([]);
  report('reconnect');
  expect(start()).toHaveLength(1);
});

test('a post that came due by hand while the app was closed is told of at the next start', () => {
  const [hand, post] = [uuidv4(), uuidv4()];
  const added = {
    id: hand,
    brand_id: brand,
    platform: 'instagram' as const,
    handle: 'bakery.ig',
    limits: null,
  };
  const when = {
    wall_time: '2026-11-22T09:00',
    time_zone: 'Europe/Berlin',
    schedule_id: null,
    slot_key: null,
  };
  const named = { brand_id: brand, post_id: post, connection_id: hand };
  replica.mutate(
    [
      { name: 'connection.addByHand', args: added },
      { name: 'post.create', args: { ...postArgs(brand), id: post, title: 'Plaits', when } },
      { name: 'target.add', args: { ...named, text: null } },
      { name: 'publication.turn', args: named },
    ],
    null,
  );
  expect(start()).toMatchObject([{ title: 'Time to post: Plaits', route: `/post/${post}` }]);
  replica.mutate([{ name: 'publication.byHand', args: { ...named, out: true, url: null } }], null);
  expect(start()).toEqual([]);
});

test('an answer that was missed is told as one, and leads to the comment it is to', () => {
  const [comment, reply] = [uuidv4(), uuidv4()];
  const stamps = { created_at: NOW, updated_at: NOW, version: 1 };
  const said = { author_name: 'Vera', author_handle: '', text: 'Open?', commented_at: NOW, status: 'open' };
  const where = { brand_id: brand, connection_id: channel, post_id: null, remote_id: 'r' };
  const none = { parent_remote_id: null, url: null, assigned_to: null };
  replica.applyServer(
    engagementScope(brand),
    [
      {
        ...{ op: 'put', kind: 'comment', id: comment },
        data: { id: comment, ...said, ...where, ...none, ...stamps },
      },
    ],
    { handle: 'h', offset: '1_0' },
  );
  replica.mutate(
    [
      { name: 'comment.reply', args: { id: reply, brand_id: brand, comment_id: comment, text: 'Yes.' } },
      {
        name: 'publication.record',
        args: {
          ...{ brand_id: brand, subject: 'reply', subject_id: reply, post_id: null, connection_id: channel },
          ...{ due_at: NOW, tries: 1 },
          result: { state: 'missed', error_code: 'missed', error_class: 'give_up', error_message: null },
        },
      },
    ],
    null,
  );
  expect(start()).toMatchObject([{ title: 'An answer was not sent in time', route: `/inbox/${comment}` }]);
});
