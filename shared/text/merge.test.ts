import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeText } from './merge.ts';

const base = 'We open at nine. Bring a friend. See you on Monday.';
const merge = (theirs: string, mine: string, from = base) => mergeText({ base: from, theirs, mine });

describe('merges', () => {
  test.each([
    ['one side unchanged', base, 'Something else.', 'Something else.'],
    ['the same edit twice', 'We open at ten.', 'We open at ten.', 'We open at ten.'],
    [
      'different sentences',
      'We open at ten. Bring a friend. See you on Monday.',
      'We open at nine. Bring a friend. See you on Tuesday.',
      'We open at ten. Bring a friend. See you on Tuesday.',
    ],
    [
      'different words of one sentence',
      'They open at nine. Bring a friend. See you on Monday.',
      'We open at eight. Bring a friend. See you on Monday.',
      'They open at eight. Bring a friend. See you on Monday.',
    ],
    [
      'neighbouring sentences',
      'Doors at ten! Bring a friend. See you on Monday.',
      'We open at nine. Come alone! See you on Monday.',
      'Doors at ten! Come alone! See you on Monday.',
    ],
    [
      'an edit and something added at the end',
      'We open at ten. Bring a friend. See you on Monday.',
      `${base} #letterbox`,
      'We open at ten. Bring a friend. See you on Monday. #letterbox',
    ],
    [
      'an edit of the last sentence and something added after it',
      'We open at nine. Bring a friend. See you on Tuesday.',
      `${base} #letterbox`,
      'We open at nine. Bring a friend. See you on Tuesday. #letterbox',
    ],
    [
      'a deleted sentence and an edit elsewhere',
      'We open at nine. See you on Monday.',
      'We open at nine. Bring a friend. See you on Tuesday.',
      'We open at nine. See you on Tuesday.',
    ],
  ])('%s', (_, theirs, mine, text) => {
    expect(merge(theirs, mine)).toEqual({ text, conflict: false });
  });

  test('emoji joined from several characters stay whole', () => {
    const from = 'Family 👨‍👩‍👧 day. Come early.';
    expect(merge('Family 👨‍👩‍👧‍👦 day. Come early.', 'Family 👨‍👩‍👧 day. Come late.', from)).toEqual({
      text: 'Family 👨‍👩‍👧‍👦 day. Come late.',
      conflict: false,
    });
  });

  test('text without spaces between words', () => {
    expect(
      merge(
        '今日は九時に開きます。友達と来てください。',
        '今日は十時に開きます。一人で来てください。',
        '今日は十時に開きます。友達と来てください。',
      ),
    ).toEqual({
      text: '今日は九時に開きます。一人で来てください。',
      conflict: false,
    });
  });
});

describe('conflicts: mine stands whole, theirs is kept whole', () => {
  test.each([
    ['the same word', 'We open at ten.', 'We open at eight.', 'We open at nine.'],
    ['an edit against a deletion', 'See you.', 'We open at ten. See you.', 'We open at nine. See you.'],
    ['two texts written from nothing', 'Theirs.', 'Mine.', ''],
    [
      'a paragraph moved by one and edited by the other',
      'Second one here.\n\nFirst one here.\n\n',
      'First one there.\n\nSecond one here.\n\n',
      'First one here.\n\nSecond one here.\n\n',
    ],
  ])('%s', (_, theirs, mine, from) => {
    expect(merge(theirs, mine, from)).toEqual({ text: mine, conflict: true, kept: theirs });
  });
});

const word = fc.stringMatching(/^[a-z]{2,8}$/);
const sentence = fc.array(word, { minLength: 2, maxLength: 8 });
const write = (sentences: string[][]) =>
  sentences.map((words) => `${words.join(' ').replace(/^./, (c) => c.toUpperCase())}.`).join(' ');
const edited = (sentences: string[][], at: number, word: number, text: string) =>
  sentences.map((words, i) => (i === at ? words.map((w, j) => (j === word ? text : w)) : words));

test('edits of different sentences always merge exactly', () => {
  const input = fc.array(sentence, { minLength: 2, maxLength: 12 }).chain((sentences) => {
    const place = fc
      .nat(sentences.length - 1)
      .chain((at) => fc.record({ at: fc.constant(at), word: fc.nat((sentences[at]?.length ?? 1) - 1) }));
    return fc.record({ sentences: fc.constant(sentences), a: place, b: place });
  });
  fc.assert(
    fc.property(input, ({ sentences, a, b }) => {
      fc.pre(a.at !== b.at);
      const theirs = edited(sentences, a.at, a.word, 'theirs9');
      const mine = edited(sentences, b.at, b.word, 'mine9');
      const both = edited(theirs, b.at, b.word, 'mine9');
      expect(merge(write(theirs), write(mine), write(sentences))).toEqual({
        text: write(both),
        conflict: false,
      });
    }),
    { numRuns: 500 },
  );
});

test('two edits of one word always conflict', () => {
  const input = fc.array(sentence, { minLength: 1, maxLength: 8 }).chain((sentences) =>
    fc.nat(sentences.length - 1).chain((at) =>
      fc.record({
        sentences: fc.constant(sentences),
        at: fc.constant(at),
        word: fc.nat((sentences[at]?.length ?? 1) - 1),
      }),
    ),
  );
  fc.assert(
    fc.property(input, ({ sentences, at, word }) => {
      const theirs = write(edited(sentences, at, word, 'theirs9'));
      const mine = write(edited(sentences, at, word, 'mine9'));
      expect(merge(theirs, mine, write(sentences))).toEqual({ text: mine, conflict: true, kept: theirs });
    }),
    { numRuns: 500 },
  );
});

test('every word that anybody put in is in the text or in what is kept', () => {
  const edit = fc.array(
    fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.nat(5),
      put: fc.array(fc.nat(999), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 4 },
  );
  const apply = (tokens: string[], edits: { at: number; remove: number; put: number[] }[], who: string) => {
    const out = [...tokens];
    for (const { at, remove, put } of edits)
      out.splice(Math.floor(at * out.length), remove, ...put.map((n) => `${who}${n}`));
    return out;
  };
  const tokens = fc.array(
    fc.oneof(word, fc.constantFrom('the.', 'a.', 'the', '\n\n', '👩🏽‍🚀', '日本語。')),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(tokens, edit, edit, (from, a, b) => {
      const [theirs, mine] = [apply(from, a, 'theirs'), apply(from, b, 'mine')];
      const merged = merge(theirs.join(' '), mine.join(' '), from.join(' '));
      const left = `${merged.text} ${merged.kept ?? ''}`;
      for (const token of [...theirs, ...mine])
        if (/^(theirs|mine)\d/.test(token)) expect(left).toContain(token);
    }),
    { numRuns: 500 },
  );
});

test('the same three texts always give the same answer, and nothing changed gives the text itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      expect(merge(a, a, b)).toEqual({ text: a, conflict: false });
      expect(merge(a, b, a)).toEqual({ text: b, conflict: false });
      expect(merge(b, a, a)).toEqual({ text: b, conflict: false });
    }),
  );
});

test.each([
  ['no sentences', Array.from({ length: 1600 }, (_, i) => `word${i % 50}`), ' '],
  ['only line breaks', Array.from({ length: 9000 }, () => ''), '\n'],
  ['one word over and over', Array.from({ length: 2000 }, () => 'go.'), ' '],
])('ten thousand characters with %s are answered at once', (_, words, gap) => {
  const changed = (at: number, text: string) => words.with(at, text).join(gap);
  const started = performance.now();
  const merged = merge(changed(10, 'theirs'), changed(words.length - 10, 'mine'), words.join(gap));
  // Without a limit these take minutes.
  expect(performance.now() - started).toBeLessThan(5000);
  expect(`${merged.text} ${merged.kept ?? ''}`).toContain('theirs');
  expect(merged.text).toContain('mine');
});

test('a merge that is asked for again is the same, also after many others', () => {
  const ask = () => merge('One. Two. Theirs.', 'One. Mine. Two.', 'One. Two.');
  const first = ask();
  expect(first.text).toContain('Mine.');
  const filler = 'x'.repeat(500_000);
  for (let n = 0; n < 5; n += 1) merge(`${filler}. ${n}.`, `${n}. ${filler}.`, `${filler}.`);
  expect(ask()).toEqual(first);
});

test('a long text in sentences merges', () => {
  const sentences = Array.from({ length: 300 }, (_, i) => `This is what number ${i} has to say.`);
  const from = sentences.join(' ');
  const merged = merge(sentences.with(3, 'Theirs!').join(' '), sentences.with(280, 'Mine!').join(' '), from);
  expect(merged).toEqual({
    text: sentences.with(3, 'Theirs!').with(280, 'Mine!').join(' '),
    conflict: false,
  });
});
