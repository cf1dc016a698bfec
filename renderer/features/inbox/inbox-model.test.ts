import { describe, expect, it } from 'vitest';
import type { Row } from '../../../shared/kinds/index.ts';
import type { CommentView } from '../../../shared/queries.ts';
import {
  canReconnect,
  conversation,
  neighbour,
  olderFilter,
  shownComments,
  whyNoReply,
} from './inbox-model.ts';

const comment = (id: string, fields: Partial<CommentView> = {}): CommentView => ({
  id,
  brand_id: 'b',
  connection_id: 'c',
  post_id: null,
  remote_id: id,
  parent_remote_id: null,
  url: null,
  author_name: id,
  author_handle: id,
  text: id,
  commented_at: '2026-11-21T09:00:00.000Z',
  status: 'open',
  assigned_to: null,
  created_at: '2026-11-21T09:00:00.000Z',
  updated_at: '2026-11-21T09:00:00.000Z',
  version: 1,
  connection: null,
  post_title: null,
  replies: [],
  pending: false,
  ...fields,
});
const ids = (comments: { id: string }[]) => comments.map(({ id }) => id);

describe('shownComments', () => {
  const all = [
    comment('a'),
    comment('b', { assigned_to: 'me' }),
    comment('c', { status: 'done', assigned_to: 'me' }),
  ];

  it('open, mine and done', () => {
    expect(ids(shownComments(all, 'open', 'me', null))).toEqual(['a', 'b']);
    expect(ids(shownComments(all, 'mine', 'me', null))).toEqual(['b']);
    expect(ids(shownComments(all, 'done', 'me', null))).toEqual(['c']);
  });

  it('without an account nothing is mine, not even what nobody has', () => {
    expect(shownComments(all, 'mine', null, null)).toEqual([]);
  });

  it('the one being read stays until somebody moves on', () => {
    expect(ids(shownComments(all, 'open', 'me', 'c'))).toEqual(['a', 'b', 'c']);
  });
});

it('older comments follow the filter, and need an account', () => {
  expect(olderFilter('open', 'me')).toEqual({ status: 'open', assignedTo: null });
  expect(olderFilter('mine', 'me')).toEqual({ status: 'open', assignedTo: 'me' });
  expect(olderFilter('done', 'me')).toEqual({ status: 'done', assignedTo: null });
  expect(olderFilter('open', null)).toBeNull();
});

describe('neighbour', () => {
  const all = [comment('a'), comment('b'), comment('c')];
  it('walks both ways and starts at the top', () => {
    expect(neighbour(all, 'a', 1)).toBe('b');
    expect(neighbour(all, 'c', -1)).toBe('b');
    expect(neighbour(all, null, 1)).toBe('a');
  });
  it('at an end it takes the other side, so that finishing the last one still moves on', () => {
    expect(neighbour(all, 'c', 1)).toBe('b');
    expect(neighbour([comment('a')], 'a', 1)).toBeNull();
    expect(neighbour([], null, 1)).toBeNull();
  });
});

describe('conversation', () => {
  it('gives what was said before, oldest first, and ends at a loop', () => {
    const [a, b, c] = [
      comment('a'),
      comment('b', { parent_remote_id: 'a' }),
      comment('c', { parent_remote_id: 'b' }),
    ];
    expect(ids(conversation([c, b, a], c))).toEqual(['a', 'b']);
    const [x, y] = [comment('x', { parent_remote_id: 'y' }), comment('y', { parent_remote_id: 'x' })];
    expect(ids(conversation([x, y], x))).toEqual(['y']);
  });

  it('never mixes two accounts', () => {
    const other = comment('a', { connection_id: 'other' });
    expect(conversation([other], comment('b', { parent_remote_id: 'a' }))).toEqual([]);
  });
});

describe('answering', () => {
  const connection = {
    ...{ id: 'c', brand_id: 'b', platform: 'x', holder: 'server', device_id: null, handle: '@bakery' },
    ...{
      display_name: '',
      remote_account_id: '1',
      service_url: null,
      status: 'connected',
      status_code: null,
    },
    ...{ limits: null, created_at: '', updated_at: '', version: 1 },
  } satisfies Row<'connection'>;

  it('is for channels that are there and work', () => {
    expect(whyNoReply({ connection })).toBe(null);
    expect(whyNoReply({ connection: { ...connection, status: 'reconnect' } })).toBe('signed_out');
    expect(whyNoReply({ connection: null })).toBe('no_channel');
  });

  it('a signed-out account is reconnected by a manager, where it is held', () => {
    const manager = { isManager: true, deviceId: 'here' };
    expect(canReconnect(connection, manager)).toBe('yes');
    expect(canReconnect(connection, { ...manager, isManager: false })).toBe('manager');
    expect(canReconnect({ holder: 'device', device_id: 'here' }, manager)).toBe('yes');
    expect(canReconnect({ holder: 'device', device_id: 'there' }, manager)).toBe('other_device');
  });
});
