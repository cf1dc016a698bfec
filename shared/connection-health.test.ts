import { expect, test } from 'vitest';
import { missingPermissions } from './connection-check.ts';
import { healthOf } from './connection-health.ts';

test('a permission covers what stands below it', () => {
  expect(missingPermissions(['write:media', 'read:statuses', 'follow'], ['write', 'read:accounts'])).toEqual([
    'read:statuses',
    'follow',
  ]);
  expect(missingPermissions([], [])).toEqual([]);
});

test('what a platform does not tell is not made up', () => {
  const kept = { renewed_at: null, used_at: null };
  expect(healthOf({ expiresAt: () => null }, 'secret', kept)).toEqual({
    needed: [],
    granted: null,
    account_type: null,
    expires_at: null,
    renews: false,
    limits: [],
    comments: null,
    ...kept,
  });
  const permissions = () => ({ needed: ['post'], granted: ['post'], accountType: 'BUSINESS' });
  expect(healthOf({ expiresAt: () => 1_800_000_000_000, permissions }, 'secret', kept)).toMatchObject({
    granted: ['post'],
    account_type: 'BUSINESS',
    expires_at: '2027-01-15T08:00:00.000Z',
    renews: true,
  });
});
