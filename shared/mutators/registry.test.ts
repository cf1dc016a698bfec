import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineMutation, type Mutation, Rejection } from './define.ts';
import { mutations, registry } from './index.ts';
import { createRegistry, type Former } from './registry.ts';

const made = (name: string, rest: Partial<Mutation> = {}): Mutation =>
  defineMutation({
    name,
    args: z.unknown(),
    home: () => 'brand:x:planning',
    authority: () => ({ brandId: 'x', minimum: 'member' }),
    reads: () => [],
    apply: () => ({ writes: [] }),
    ...rest,
  });
const rename = made('rename', {
  version: 3,
  upgrade(args, from) {
    const { to } = z.object({ to: z.string() }).parse(args);
    if (to === 'nothing') throw new Rejection('no_name', 'A name is needed.');
    return { to: `${to}${from}` };
  },
});
const former: Record<string, Former> = {
  label: { version: 2, now: 'rename', nowVersion: 2, convert: (args, from) => ({ to: `${args}@${from}` }) },
  tag: { version: 1, now: 'label', nowVersion: 2, convert: (args) => args },
  poke: { version: 1, retired: 'Nobody pokes any more.' },
};
const known = createRegistry({ rename, stay: made('stay') }, former);
const upToDate = (name: string, args: unknown, version = 1) => {
  try {
    const { mutation: _, ...now } = known.upToDate({ name, args, version });
    return now;
  } catch (error) {
    return error instanceof Rejection ? error.code : error;
  }
};

describe('writes of other versions', () => {
  it('are upgraded step by step, and those of the present one left alone', () => {
    expect(upToDate('rename', { to: 'a' })).toEqual({ name: 'rename', args: { to: 'a12' }, version: 3 });
    expect(upToDate('rename', { to: 'a' }, 2)).toEqual({ name: 'rename', args: { to: 'a2' }, version: 3 });
    expect(upToDate('rename', 'anything', 3)).toEqual({ name: 'rename', args: 'anything', version: 3 });
    expect(upToDate('stay', 5)).toEqual({ name: 'stay', args: 5, version: 1 });
  });

  it('go by the name they have now, also after two renamings', () => {
    expect(upToDate('label', 'a')).toEqual({ name: 'rename', args: { to: 'a@12' }, version: 3 });
    expect(upToDate('tag', 'a')).toEqual({ name: 'rename', args: { to: 'a@22' }, version: 3 });
  });

  it('are refused with a reason where they cannot be read', () => {
    expect(upToDate('poke', {})).toBe('mutation_retired');
    expect(upToDate('rename', 'no object')).toBe('mutation_outdated');
    expect(upToDate('rename', { to: 'nothing' })).toBe('no_name');
    expect(upToDate('rename', {}, 4)).toBe('newer_mutation');
    expect(upToDate('label', 'a', 3)).toBe('newer_mutation');
    expect(upToDate('toString', {})).toBe('unknown_mutation');
  });

  it('are shown as they are then', () => {
    const write = { name: 'poke', args: { who: 'Bo' }, version: 1 };
    expect(known.shown(write)).toBe(write);
    expect(known.shown({ name: 'tag', args: 'a', version: 1 }).name).toBe('rename');
  });

  it('a version that knows more has a greater generation, also when a name has gone', () => {
    const generations = [
      createRegistry({ a: made('a') }),
      createRegistry({ a: made('a'), b: made('b') }),
      createRegistry({ a: made('a', { version: 2, upgrade: (args) => args }), b: made('b') }),
      createRegistry(
        { a: made('a', { version: 2, upgrade: (args) => args }) },
        { b: { version: 1, retired: 'Gone.' } },
      ),
    ].map(({ generation }) => generation);
    expect(generations).toEqual([...generations].sort((a, b) => a - b));
    expect(new Set(generations).size).toBe(4);
  });
});

it('whatever has a later version says how arguments of before are read', () => {
  for (const mutation of Object.values(mutations) as unknown as Mutation[]) {
    expect(registry.get(mutation.name)).toBe(mutation);
    expect(registry.versionOf(mutation) > 1 ? typeof mutation.upgrade : 'function', mutation.name).toBe(
      'function',
    );
  }
});
