import fc from 'fast-check';
import { wallToInstant } from '../time/wall.ts';
import type { ExportPost } from './post.ts';

/** For tests: words as hostile as people and spreadsheets make them. */
export const hostile = (max = 60) =>
  fc
    .array(
      fc.oneof(
        { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
        fc.constantFrom(
          '"',
          "'",
          ',',
          ';',
          '\t',
          '\n',
          '\\',
          '\\n',
          ':',
          '=cmd|’/c calc’!A1',
          '+1',
          '-1',
          '@SUM(A1)',
          "'=1",
          '👩🏽‍🚀',
          '🏳️‍🌈',
          'שלום',
          '\u202eabc\u202c',
          'e\u0301',
          'END:VEVENT',
          '</script><img src=x>',
          '  ',
        ),
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join('').slice(0, max))
    // What no row of ours can hold: a lone half of a character, and the characters below a space but for two.
    .map((text) =>
      text
        .toWellFormed()
        // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is left out
        .replace(/[\u0000-\u0008\u000b-\u001f\u007f\u2028\u2029]/g, ''),
    );

const oneLine = (max = 40) => hostile(max).map((text) => text.replace(/\s+/gu, ' ').trim());
const name = (max = 40) => oneLine(max).filter((text) => text !== '' && !text.includes('://'));

const wall = fc
  .date({ min: new Date('2027-01-01T00:00Z'), max: new Date('2030-12-31T00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 16))
  // An hour that a clock change takes away is not one a post can have.
  .filter((text) => !/T0[0-3]/.test(text));

export const anyPost: fc.Arbitrary<ExportPost> = fc
  .record({
    id: fc.uuid({ version: 7 }),
    brand: name().map((text) => text || 'B'),
    title: hostile(),
    caption: hostile(200),
    notes: hostile(),
    hashtags: fc.uniqueArray(
      name(20)
        .map((text) => text.replace(/^#+/, ''))
        .filter((text) => text !== ''),
      { maxLength: 3 },
    ),
    link: fc.constantFrom(null, 'https://example.org/a?b=1,2;3#c'),
    pillar: fc.option(name()),
    when: fc.option(fc.record({ wall, zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'UTC') })),
    handles: fc.uniqueArray(fc.constantFrom('shop.test', 'bäckerei', '=evil', '@at'), { maxLength: 2 }),
    words: fc.option(hostile()),
    own: fc.option(fc.record({ wall, zone: fc.constantFrom('Europe/Berlin', 'UTC') })),
    media: fc.array(fc.record({ name: name(), alt: oneLine() }), { maxLength: 2 }),
  })
  .map(
    ({ when, handles, words, own, media, ...post }): ExportPost => ({
      ...post,
      wall_time: when?.wall ?? null,
      time_zone: when?.zone ?? null,
      scheduled_at: when ? wallToInstant(when.wall, when.zone) : null,
      channels: handles.map((handle, index) => ({
        connection_id: `c-${handle}`,
        platform: 'bluesky',
        handle,
        text: index === 0 ? words : null,
        own:
          index === 1 && own && when
            ? {
                wall_time: own.wall,
                time_zone: own.zone,
                scheduled_at: wallToInstant(own.wall, own.zone),
              }
            : null,
        out: false,
      })),
      media: media.map((file) => ({ ...file, asset_id: file.name, sha256: '', mime: 'image/png' })),
      review: 'draft',
      updated_at: '2026-11-21T12:00:00.000Z',
      version: 1,
    }),
  );
