import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PLATFORMS } from '../kinds/index.ts';
import { fittingFiles, sendProblems } from './outgoing-media.ts';

const facts = { bytes: 1000, width: 1200, height: 1200, duration_ms: null, codec: null };
const picture = { ...facts, mime: 'image/jpeg' };
const film = { ...facts, mime: 'video/mp4', duration_ms: 10_000, codec: 'avc' };
const document = { ...facts, mime: 'application/pdf', width: null, height: null };

it('keeps what a channel takes and leaves out the rest', () => {
  const five = Array.from({ length: 5 }, (_, index) => ({ ...picture, bytes: 1000 + index }));
  expect(fittingFiles('bluesky', five, false)).toEqual(five.slice(0, 4));
  expect(fittingFiles('bluesky', [film, picture], false)).toEqual([film]);
  expect(fittingFiles('bluesky', [picture, film, picture], false)).toEqual([picture, picture]);
  expect(fittingFiles('mastodon', [picture, document], false)).toEqual([picture]);
  expect(fittingFiles('instagram', [picture, film], true, 'story')).toEqual([picture]);
});

it('offers nothing where all fits, or nothing would be left', () => {
  expect(fittingFiles('bluesky', [picture], false)).toBeNull();
  expect(fittingFiles('bluesky', [], false)).toBeNull();
  expect(fittingFiles('bluesky', [document], false)).toBeNull();
  expect(fittingFiles('youtube', [picture], false)).toBeNull();
});

it('whatever it keeps is taken, in the order it was in', () => {
  const files = fc.array(
    fc.constantFrom(picture, film, document).map((one) => ({ ...one })),
    {
      maxLength: 12,
    },
  );
  fc.assert(
    fc.property(fc.constantFrom(...PLATFORMS), files, fc.boolean(), (platform, items, byHand) => {
      const left = fittingFiles(platform, items, byHand);
      if (left === null) return;
      expect(sendProblems(platform, left, byHand)).toEqual([]);
      expect(items.filter((item) => left.includes(item))).toEqual(left);
      expect(left.length).toBeLessThan(items.length);
    }),
    { numRuns: 300 },
  );
});
