import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clash } from '../../../shared/keys.ts';
import { type CustomKeys, keysOf, refusal, withKeys, withReset } from './custom.ts';
import { scopesAt, together } from './scopes.ts';
import { shortcut, shortcutTable } from './table.ts';

const line = (id: string) => {
  const found = shortcut(id);
  if (!found) throw new Error(`no command ${id}`);
  return found;
};
/** Pairs of commands that would answer to one key. */
const clashes = (custom: CustomKeys) =>
  shortcutTable.flatMap((a, at) =>
    shortcutTable
      .slice(at + 1)
      .filter((b) => together(a.scopes, b.scopes) && !(a.fixed && b.fixed))
      .filter((b) => clash(keysOf(custom, a.id) ?? '', keysOf(custom, b.id) ?? ''))
      .map((b) => `${a.id} ${b.id}`),
  );

test('no two commands come with one key where both can be on offer', () => {
  expect(new Set(shortcutTable.map(({ id }) => id)).size).toBe(shortcutTable.length);
  // The composer's Escape and a reply's are heard by what has the focus, before anybody else.
  const fixedPlaces = (pair: string) => pair.split(' ').some((id) => shortcut(id)?.fixed);
  expect(clashes({}).filter((pair) => !fixedPlaces(pair))).toEqual([]);
});

test('a key that is taken names its owner, per screen', () => {
  const next = line('inbox.next');
  expect(refusal(shortcutTable, {}, next, 'e')).toMatchObject({ reason: 'taken', by: { id: 'inbox.done' } });
  expect(refusal(shortcutTable, {}, next, 'm')).toBeNull(); // the calendar's
  expect(refusal(shortcutTable, {}, next, 'g')).toMatchObject({ reason: 'taken', by: { id: 'go:/today' } });
  expect(refusal(shortcutTable, {}, next, 'mod+c')).toEqual({ reason: 'reserved' });
  expect(refusal(shortcutTable, { 'inbox.done': 'u' }, next, 'e')).toBeNull();
});

test('taking keys over leaves the other without, and resetting gives the first ones back', () => {
  const custom = withKeys(shortcutTable, {}, line('inbox.next'), 'e');
  expect(custom).toEqual({ 'inbox.next': 'e', 'inbox.done': '' });
  expect(keysOf(custom, 'inbox.done')).toBeNull();
  expect(withReset(withReset(custom, 'inbox.next'), 'inbox.done')).toEqual({});
  expect(withKeys(shortcutTable, { 'inbox.next': 'y' }, line('inbox.next'), 'j')).toEqual({});
});

test('whatever is chosen, no two commands of one screen end up with one key', () => {
  const free = shortcutTable.filter(({ fixed }) => !fixed);
  const choice = fc.record({
    at: fc.nat(free.length - 1),
    keys: fc.constantFrom('n', 'j', 'e', 'g', 'g c', 'g x', 'mod+k', 'alt+1', 'q', '1'),
  });
  fc.assert(
    fc.property(fc.array(choice, { maxLength: 12 }), (choices) => {
      let custom: CustomKeys = {};
      for (const { at, keys } of choices) {
        const one = free[at];
        if (!one) continue;
        const found = refusal(shortcutTable, custom, one, keys);
        if (found?.reason === 'reserved' || (found?.reason === 'taken' && found.by.fixed)) continue;
        custom = withKeys(shortcutTable, custom, one, keys);
        expect(keysOf(custom, one.id)).toBe(keys);
      }
      const fixedPlaces = (pair: string) => pair.split(' ').some((id) => shortcut(id)?.fixed);
      expect(clashes(custom).filter((pair) => !fixedPlaces(pair))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('an address tells what is on screen', () => {
  expect(scopesAt('/brand', '')).toEqual(['brand/pillars']);
  expect(scopesAt('/brand/queue', '')).toEqual(['brand/queue']);
  expect(scopesAt('/ideas/journal', '')).toEqual(['journal']);
  expect(scopesAt('/post/1', '/calendar/week/2026-11-23')).toEqual(['post', 'calendar']);
  expect(scopesAt('/nowhere', '')).toEqual([]);
});
