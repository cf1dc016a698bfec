import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Overlay } from '../kinds/index.ts';
import { layoutWords, slideSource, suggestedAlt } from './slides.ts';

/** Every letter is one wide. */
const letters = (text: string) => Array.from(text).length;

describe('words on a slide', () => {
  it('break between words, and inside one that is too long', () => {
    expect(layoutWords('Bread takes its time', 11, letters)).toEqual(['Bread takes', 'its time']);
    expect(layoutWords('One\n\nTwo', 10, letters)).toEqual(['One', '', 'Two']);
    expect(layoutWords('Sauerteigbrot', 5, letters)).toEqual(['Sauer', 'teigb', 'rot']);
    expect(layoutWords('Nobody, ever.', 7, letters)).toEqual(['Nobody,', 'ever.']);
    expect(layoutWords('', 10, letters)).toEqual(['']);
  });

  it('lose no letter, and no line is longer than it may be but by a mark', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^([a-zé]{1,14}[ .,\n]?){0,12}$/),
        fc.integer({ min: 3, max: 30 }),
        (text, width) => {
          const lines = layoutWords(text, width, letters);
          expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
          for (const line of lines) expect(letters(line.replace(/[.,]+$/, ''))).toBeLessThanOrEqual(width);
        },
      ),
      { numRuns: 300 },
    );
  });
});

const overlay = (text: string, y = 0.1): Overlay => ({
  id: '0198a000-0000-7000-8000-000000000001',
  text,
  x: 0.1,
  y,
  width: 0.8,
  size: 0.08,
  font: 'serif',
  weight: 600,
  align: 'start',
  color: '#221e19',
  band: null,
});

test('its description is its words from top to bottom, then what the picture shows', () => {
  const words = [overlay('and patience', 0.6), overlay('Flour,\nwater', 0.2), overlay('  ')];
  expect(suggestedAlt(words, 'A loaf on a board')).toBe('Flour, water. and patience. A loaf on a board');
  expect(suggestedAlt([], '')).toBe('');
});

test('a picture is out of date once anything it was made from is another', () => {
  const slide = { asset_id: null, crop: null, background: '#ffffff', overlays: [overlay('One')] };
  const source = slideSource(slide, 'portrait');
  expect(source).toMatch(/^[0-9a-f]{64}$/);
  expect(slideSource({ ...slide, overlays: [{ ...overlay('One'), id: slide.background }] }, 'portrait')).toBe(
    source,
  );
  expect(slideSource(slide, 'square')).not.toBe(source);
  expect(slideSource({ ...slide, overlays: [overlay('Two')] }, 'portrait')).not.toBe(source);
  expect(slideSource({ ...slide, background: '#fffffe' }, 'portrait')).not.toBe(source);
});
