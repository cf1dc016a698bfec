import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { emptyWords } from '../post/words.ts';
import { createDraft, type Edit } from './draft.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const row = (caption: string, version: number) => ({ ...emptyWords, caption, version });

function setUp(
  first: ReturnType<typeof row> | null,
  write: (edit: Edit) => Promise<boolean> = async () => true,
) {
  const written: Edit[] = [];
  const draft = createDraft(first, {
    pauseMs: 300,
    write: (edit) => {
      written.push(edit);
      return write(edit);
    },
  });
  return { draft, written, caption: () => draft.snapshot().words.caption };
}

test('a burst of typing becomes one edit at the pause, with the words that were seen', async () => {
  const { draft, written, caption } = setUp(row('Hello', 1));
  for (const text of ['Hello ', 'Hello w', 'Hello world']) draft.type('caption', text);
  expect(caption()).toBe('Hello world');
  expect(draft.snapshot().saved).toBe(false);
  await vi.advanceTimersByTimeAsync(300);
  expect(written).toEqual([{ fields: { caption: 'Hello world' }, base: { caption: 'Hello' } }]);
  expect(draft.snapshot().saved).toBe(true);
});

test('a row that arrives while an edit is on its way says nothing of that edit', async () => {
  const write = Promise.withResolvers<boolean>();
  const { draft } = setUp(row('Hello', 1), () => write.promise);
  draft.type('caption', 'Hello world');
  await vi.advanceTimersByTimeAsync(300);
  draft.receive(row('Hello', 1));
  expect(draft.snapshot().saved).toBe(false);
  write.resolve(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(draft.snapshot().saved).toBe(true);
});

test('fields are written together, short ones without a base', async () => {
  const { draft, written } = setUp(row('', 1));
  draft.type('title', 'Rye');
  draft.type('notes', 'Ask Ada');
  await draft.flush();
  expect(written).toEqual([{ fields: { title: 'Rye', notes: 'Ask Ada' }, base: { notes: '' } }]);
});

test('an old row that arrives late does not replace what was typed', async () => {
  const { draft, caption } = setUp(row('a', 1));
  draft.type('caption', 'ab');
  await draft.flush();
  draft.receive(row('a', 1));
  expect(caption()).toBe('ab');
  draft.receive(row('ab', 2));
  expect(caption()).toBe('ab');
});

test('a merged row shows as soon as nothing is being typed', async () => {
  const { draft, caption } = setUp(row('a', 1));
  draft.type('caption', 'ab');
  await draft.flush();
  draft.receive(row('ab, and theirs', 3));
  expect(caption()).toBe('ab, and theirs');
});

test('somebody else’s change does not replace words that are being typed', async () => {
  const { draft, written, caption } = setUp(row('a', 1));
  draft.type('caption', 'ab');
  draft.receive(row('theirs', 2));
  expect(caption()).toBe('ab');
  await draft.flush();
  expect(written).toEqual([{ fields: { caption: 'ab' }, base: { caption: 'a' } }]);
});

test('the next burst builds on the words already written', async () => {
  const { draft, written } = setUp(row('a', 1));
  draft.type('caption', 'ab');
  await draft.flush();
  draft.type('caption', 'abc');
  await draft.flush();
  expect(written[1]).toEqual({ fields: { caption: 'abc' }, base: { caption: 'ab' } });
});

test('words typed while a write is under way are written after it', async () => {
  let finish: (ok: boolean) => void = () => {};
  const { draft, written } = setUp(row('', 1), () => new Promise((resolve) => (finish = resolve)));
  draft.type('caption', 'a');
  const first = draft.flush();
  await vi.advanceTimersByTimeAsync(0);
  draft.type('caption', 'ab');
  const second = draft.flush();
  expect(written).toHaveLength(1);
  finish(true);
  await first;
  await vi.advanceTimersByTimeAsync(0);
  finish(true);
  await second;
  expect(written.map((edit) => edit.fields.caption)).toEqual(['a', 'ab']);
});

test('a write that fails is kept and goes with the next one', async () => {
  const answers = [false, true];
  const { draft, written, caption } = setUp(row('a', 1), async () => answers.shift() ?? true);
  draft.type('caption', 'ab');
  await draft.flush();
  expect(caption()).toBe('ab');
  expect(draft.snapshot().saved).toBe(false);
  draft.type('title', 'T');
  await draft.flush();
  expect(written[1]).toEqual({ fields: { caption: 'ab', title: 'T' }, base: { caption: 'a' } });
  expect(draft.snapshot().saved).toBe(true);
});

test('nothing typed, nothing written', async () => {
  const { draft, written } = setUp(null);
  await draft.flush();
  expect(written).toEqual([]);
});
