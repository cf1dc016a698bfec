import { expect, test } from 'vitest';
import type { Row } from '../../../shared/kinds/index.ts';
import type { UntakenView } from '../../../shared/queries.ts';
import { dueOf, type Known, remediesFor, whyUntaken } from './why-untaken.ts';

const connection = (rest: Partial<Row<'connection'>> = {}) =>
  ({ id: 'c', holder: 'server', device_id: null, status: 'connected', ...rest }) as Row<'connection'>;
const row = (rest: Partial<UntakenView> = {}): UntakenView => ({
  id: 't',
  due_at: '2026-11-21T09:00:00.000Z',
  post_id: 'p',
  name: { title: 'Rye', caption: '' },
  by_hand: false,
  review: { required: false, state: 'draft', edited: false },
  pending: false,
  filesHere: false,
  connection: connection(),
  ...rest,
});
const sync = (rest: Partial<Known['sync']> = {}): Known['sync'] => ({
  ...{ status: 'up_to_date', waiting: 0, failed: [], lastSyncedAt: null, setAside: 0, kept: 0 },
  problem: null,
  ...rest,
});
const why = (of: Partial<UntakenView> = {}, known: Partial<Known> = {}) =>
  whyUntaken(row(of), { deviceId: 'me', keychain: 'keychain', sync: sync(), online: true, ...known });
const status = (one: Known['sync']['status']) => ({ sync: sync({ status: one }) });
const mine = connection({ holder: 'device', device_id: 'me' });

test('of an account that the server holds, what keeps this device from hearing of it comes first', () => {
  expect(why()).toBe('server');
  expect(why({ filesHere: true })).toBe('files');
  expect(why({ pending: true, filesHere: true })).toBe('not_sent');
  expect(why({ pending: true }, status('offline'))).toBe('server_away');
  expect(why({ pending: true }, { ...status('offline'), online: false })).toBe('offline');
  expect(why({}, status('paused_sign_in'))).toBe('sign_in');
  expect(why({}, status('must_update'))).toBe('update');
  expect(why({ connection: connection({ status: 'reconnect' }) }, { online: false })).toBe('signed_out');
  expect(why({ review: { required: true, state: 'in_review', edited: false } })).toBe('approval');
  expect(why({ review: { required: true, state: 'approved', edited: false } })).toBe('server');
});

test('a change of this very post that the server refused is why, one of another post is not', () => {
  const failed = (args: unknown) => {
    const one = { uuid: 'u', name: 'post.edit', args, code: 'x', message: '', madeAt: '' };
    return { sync: sync({ status: 'failed', failed: [one] }) };
  };
  expect(why({}, failed({ id: 'p' }))).toBe('refused');
  expect(why({}, failed({ id: 'x', post_id: 'p' }))).toBe('refused');
  expect(why({}, failed({ id: 'other' }))).toBe('server');
});

test('of an account that a device holds, it is that device', () => {
  expect(why({ connection: mine })).toBe('here');
  expect(why({ connection: mine }, { online: false })).toBe('here_offline');
  expect(why({ connection: mine }, { keychain: 'locked', online: false })).toBe('locked');
  expect(why({ connection: connection({ holder: 'device', device_id: 'other' }) })).toBe('elsewhere');
});

test('nobody is asked to post by hand what the server may have sent, nor to publish where nothing can be sent', () => {
  for (const one of ['offline', 'server_away', 'sign_in', 'update', 'server', 'not_sent'] as const)
    expect(remediesFor(one)).not.toContain('remind_me');
  for (const one of ['offline', 'server_away', 'here_offline', 'elsewhere', 'approval', 'locked'] as const)
    expect(remediesFor(one)).not.toContain('publish_now');
  expect(remediesFor('server')).toEqual(['publish_now']);
  expect(remediesFor('elsewhere')).toEqual(['remind_me']);
});

test('what is due by now, and of what a person puts up only what is held back', () => {
  const now = '2026-11-21T09:00:00.000Z';
  const later = row({ id: 'later', due_at: '2026-11-21T09:00:00.001Z' });
  const hand = row({ id: 'hand', by_hand: true });
  const held = row({
    ...{ id: 'held', connection: connection({ holder: 'person' }) },
    review: { required: true, state: 'in_review', edited: false },
  });
  expect(dueOf([row(), later, hand, held], now).map(({ id }) => id)).toEqual(['t', 'held']);
});
