import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PLATFORMS } from '../kinds/index.ts';
import { cropPixels, type Rect, WHOLE } from '../media/crop.ts';
import { fittingFiles, outgoingMedia, sendProblems } from './outgoing-media.ts';

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

const reel = {
  asset: { ...film, sha256: 'f', alt_text: '' },
  alt_text: null,
  crop: null,
  cover: { at_ms: 1500, rect: null },
};
const landscape = { sha256: 'p', mime: 'image/png', width: 1600, height: 900 };
const asset_id = '01a1fd75-29c0-7091-8d6a-000000000001';

it('a film without a picture that stands for it goes out as it did before there were any', () => {
  const before = { ...film, sha256: 'f', alt: '', cover_ms: 1500 };
  expect(JSON.stringify(Object.entries(outgoingMedia(reel)).sort())).toBe(
    JSON.stringify(Object.entries(before).sort()),
  );
  // One that has left the library, and one at a picture, stand for nothing.
  const cover = { ...reel.cover, asset_id };
  expect(outgoingMedia({ ...reel, cover, cover_asset: null })).toEqual(before);
  const still = { ...reel, asset: { ...picture, sha256: 'i', alt_text: '' } };
  expect(outgoingMedia({ ...still, cover, cover_asset: landscape })).not.toHaveProperty('cover');
});

it('the picture that stands for a film goes out as 9:16, around the middle of what was chosen', () => {
  const of = (rect: Rect | null, cover_asset = landscape) =>
    outgoingMedia({ ...reel, cover: { at_ms: null, rect, asset_id }, cover_asset }).cover;
  const pixels = (rect: Rect | null) => cropPixels(of(rect)?.crop ?? WHOLE, landscape);
  expect(pixels(null)).toEqual({ x: 547, y: 0, width: 506, height: 900 });
  expect(pixels({ ...WHOLE, width: 0.4 })).toEqual({ x: 67, y: 0, width: 506, height: 900 });
  // Its own shape already: as it is.
  expect(of(null, { ...landscape, width: 1080, height: 1920 })).toEqual({ sha256: 'p', mime: 'image/png' });
});
