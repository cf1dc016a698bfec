import { expect, it } from 'vitest';
import { givable, may } from './roles.ts';

it('a role may do what weaker roles may', () => {
  expect(may('owner', 'manager')).toBe(true);
  expect(may('manager', 'manager')).toBe(true);
  expect(may('member', 'manager')).toBe(false);
});

it('nobody gives more power than they have, and only owners and admins give any', () => {
  expect(givable('owner')).toEqual(['owner', 'admin', 'manager', 'member']);
  expect(givable('admin')).toEqual(['admin', 'manager', 'member']);
  expect(givable('manager')).toEqual([]);
});
