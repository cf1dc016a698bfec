import { beforeEach, expect, it } from 'vitest';
import { followQuery } from './follow-query.ts';
import type { Answer } from './ipc/index.ts';
import { type LiveMessage, makePatch } from './live-patch.ts';

/** The core's end: every subscription made, and what to say to the one that is open. */
let opened: ((answer: Answer) => void)[];
let open: Set<number>;
let seen: unknown[];
let errors: string[];
let stop: () => void;
const whole = (value: unknown, seq = 0): LiveMessage => ({ kind: 'whole', seq, value });
const patch = (seq: number, before: unknown, after: unknown): LiveMessage => ({
  kind: 'patch',
  seq,
  patch: makePatch(before, after),
});
const say = (value: unknown, to = opened.length - 1) => opened[to]?.({ ok: true, value });

beforeEach(() => {
  opened = [];
  open = new Set();
  seen = [];
  errors = [];
  stop = followQuery(
    (onMessage) => {
      const number = opened.push(onMessage) - 1;
      open.add(number);
      return () => void open.delete(number);
    },
    (value) => seen.push(value),
    ({ code }) => errors.push(code),
  );
});

const first = [
  { id: '1', n: 1 },
  { id: '2', n: 1 },
];
const second = [
  { id: '2', n: 1 },
  { id: '3', n: 1 },
];
const third = [{ id: '3', n: 1 }];

it('puts patches on top of one another', () => {
  say(whole(first));
  say(patch(1, first, second));
  say(patch(2, second, third));
  expect(seen).toEqual([first, second, third]);
  expect((seen[1] as unknown[])[0]).toBe(first[1]);
  expect(opened).toHaveLength(1);
});

it.each([
  ['a patch was lost', () => say(patch(2, second, third))],
  ['one came twice', () => say(patch(0, first, second))],
  [
    'one does not fit',
    () => say({ kind: 'patch', seq: 1, patch: makePatch([...first, { id: '9' }], [{ id: '9' }, ...first]) }),
  ],
])(
  'asks for the whole result again when %s, once, and hears no more of the old stream',
  async (_, happen) => {
    say(whole(first));
    happen();
    say(patch(3, third, first));
    await Promise.resolve();
    expect(opened).toHaveLength(2);
    expect([...open]).toEqual([1]);
    say(patch(4, first, third), 0);
    expect(seen).toEqual([first]);
    say(whole(third));
    expect(seen).toEqual([first, third]);
  },
);

it('a whole result over a reconnect keeps the rows that are the same', () => {
  say(whole(first));
  say(whole(JSON.parse(JSON.stringify(first))));
  expect(seen[1]).toBe(seen[0]);
  say(patch(1, first, second));
  expect(seen[2]).toEqual(second);
});

it('keeps its place over an error', () => {
  say(whole(first));
  opened[0]?.({ ok: false, error: { code: 'internal', message: '' } });
  say({ kind: 'patch', seq: 1, patch: null });
  expect(errors).toEqual(['internal']);
  expect(seen).toEqual([first, first]);
});

it('what cannot be read is an error and no reason to ask again and again', async () => {
  say({ kind: 'patch' });
  await Promise.resolve();
  expect(errors).toEqual(['internal']);
  expect(opened).toHaveLength(1);
});

it('ends for good, also while it asks again', async () => {
  say(whole(first));
  say(patch(7, first, second));
  stop();
  await Promise.resolve();
  expect(open.size).toBe(0);
  expect(opened).toHaveLength(1);
  say(whole(third));
  expect(seen).toEqual([first]);
});
