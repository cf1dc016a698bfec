import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entryNames } from './file-names.ts';

const jpeg = (name: string) => ({ name, mime: 'image/jpeg' });

test('names are kept where they can be', () => {
  expect(entryNames([jpeg('loaf 1.jpg'), jpeg('Brot – frisch.JPEG'), jpeg('v1.2')])).toEqual([
    'loaf 1.jpg',
    'Brot – frisch.JPEG',
    'v1.2.jpg',
  ]);
});

test('no name leads out of its folder, hides, or is what Windows keeps for itself', () => {
  const names = ['../../etc/passwd', 'C:\\x\\con.jpg', '..', '.profile'];
  expect(entryNames(names.map(jpeg))).toEqual(['passwd.jpg', 'file con.jpg', 'file.jpg', 'profile.jpg']);
});

test('alike names are told apart', () => {
  expect(entryNames([jpeg('a.jpg'), jpeg('A.jpg'), jpeg('a.jpg')])).toEqual(['a.jpg', 'A 2.jpg', 'a 3.jpg']);
});

test('of any names: none twice, none a path, each with an ending', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 140 }), { maxLength: 20 }), (names) => {
      const made = entryNames(names.map(jpeg));
      expect(new Set(made.map((name) => name.toLowerCase())).size).toBe(names.length);
      for (const name of made) {
        expect(name).not.toMatch(/[\\/:*?"<>|\p{Cc}]|^\.|^\s/u);
        expect(name).toMatch(/.\.(jpg|jpeg)$/i);
        expect(name.length).toBeLessThan(120);
      }
    }),
    { numRuns: 300 },
  );
});
