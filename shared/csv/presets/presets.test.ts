import { describe, expect, test } from 'vitest';
import { parsePlan } from '../plan.ts';
import { encode, writeCsv } from '../testing.ts';

const options = { zone: 'Europe/Berlin', now: '2026-11-21T12:00:00.000Z' };
const parse = (rows: string[][]) => parsePlan(encode(writeCsv(rows)), options);

describe('files as other tools write them', () => {
  test('Buffer', () => {
    const plan = parse([
      ['Text', 'Image URL', 'Tags', 'Posting Time'],
      ['Rye', 'https://a.test/1.jpg,https://a.test/2.jpg', 'Oven, Advent', '2026-12-24 09:00'],
      ['An idea', '', '', ''],
    ]);
    expect(plan).toMatchObject({ issues: [], preset: { id: 'buffer' } });
    expect(plan.rows).toMatchObject([
      {
        text: 'Rye',
        wall: '2026-12-24T09:00',
        pillar: 'Oven',
        notes: 'Labels: Oven, Advent',
        media: ['https://a.test/1.jpg', 'https://a.test/2.jpg'],
      },
      { text: 'An idea', wall: null, pillar: null },
    ]);
  });

  test('Hootsuite, which writes no header', () => {
    const plan = parse([
      ['12/24/2026 09:00', 'Rye, fresh', 'https://example.org'],
      ['12/25/2026 09:00', 'Oats', ''],
    ]);
    expect(plan).toMatchObject({ issues: [], preset: { id: 'hootsuite' }, dateOrder: 'mdy' });
    expect(plan.rows).toMatchObject([
      { line: 1, text: 'Rye, fresh', link: 'https://example.org', wall: '2026-12-24T09:00' },
      { line: 2, text: 'Oats' },
    ]);
  });

  test('Metricool: a column for each network, numbered pictures with their words', () => {
    const plan = parse([
      [
        'Text',
        'Date',
        'Time',
        'Draft',
        'Facebook',
        'Twitter/X',
        'LinkedIn',
        'Instagram',
        'Picture Url 1',
        'Picture Url 2',
        'Alt text picture 1',
        'Alt text picture 2',
        'First Comment Text',
      ],
      [
        'Rye',
        '2026-12-24',
        '09:00:00',
        'FALSE',
        'TRUE',
        'TRUE',
        'FALSE',
        'FALSE',
        'https://a.test/1.jpg',
        'https://a.test/2.jpg',
        'A loaf',
        'Two loaves',
        'Recipe below',
      ],
      ['Oats', '2026-12-25', '09:00:00', 'TRUE', '', '', '', 'TRUE', '', '', '', '', ''],
    ]);
    expect(plan).toMatchObject({ issues: [], preset: { id: 'metricool' } });
    expect(plan.rows).toMatchObject([
      {
        channels: ['facebook', 'x'],
        media: ['https://a.test/1.jpg', 'https://a.test/2.jpg'],
        alts: ['A loaf', 'Two loaves'],
        notes: 'First comment: Recipe below',
      },
      { channels: ['instagram'], status: 'draft' },
    ]);
  });

  test('Publer, with its explanations in the header', () => {
    const plan = parse([
      [
        'Date - Intl. format or prompt',
        'Text',
        'Link(s) - Separated by comma for FB carousels',
        'Media URL(s) - Separated by comma',
        'Title - For the video, pin, PDF',
        'Label(s) - Separated by comma',
        'Alt text(s) - Separated by ||',
        'Comment(s) - Separated by ||',
      ],
      [
        '2026-12-24 09:00',
        'Rye',
        '',
        'https://a.test/1.jpg',
        'The loaf',
        'Oven',
        'A loaf || another',
        'More',
      ],
    ]);
    expect(plan).toMatchObject({ issues: [], preset: { id: 'publer' } });
    expect(plan.rows).toMatchObject([
      { title: 'The loaf', pillar: 'Oven', alts: ['A loaf', 'another'], notes: 'First comment: More' },
    ]);
  });

  test('Loomly, Later, and sheets made for Postiz', () => {
    expect(
      parse([
        ['Date', 'Time', 'Subject', 'Copy', 'Labels'],
        ['2026-12-24', '9:00 AM', 'The loaf', 'Rye', 'Oven'],
      ]),
    ).toMatchObject({ issues: [], preset: { id: 'loomly' }, rows: [{ title: 'The loaf', text: 'Rye' }] });
    expect(
      parse([
        ['Profile', 'Caption', 'Posted Time', 'Media URL', 'Permalink'],
        ['bakery', 'Rye', '2026-10-24 09:00', 'https://a.test/1.jpg', 'https://i.test/p'],
      ]),
    ).toMatchObject({ issues: [], preset: { id: 'later' }, rows: [{ channels: ['bakery'], past: true }] });
    expect(
      parse([
        ['platformName', 'platformAccount', 'textContent', 'featuredImageFilename', 'scheduledPostDate'],
        ['twitter', 'bakery', 'Rye', 'blog1.jpg', '2026-12-24T22:00'],
      ]),
    ).toMatchObject({
      issues: [],
      preset: { id: 'postiz' },
      rows: [{ channels: ['twitter bakery'], media: ['blog1.jpg'], wall: '2026-12-24T22:00' }],
    });
  });

  test('what no tool writes is no tool’s, and a person says what the columns are', () => {
    const sheet = [
      ['When it is due', 'Blurb', 'Where', 'Facebook words'],
      ['24.12.2026 09:00', 'Rye', 'Facebook', 'Rye, dear friends'],
    ];
    expect(parse(sheet)).toMatchObject({ preset: null, rows: [], issues: [{ code: 'no_text_column' }, {}] });
    const mapped = parsePlan(encode(writeCsv(sheet)), {
      ...options,
      mapping: { 1: 'datetime', 2: 'text', 3: 'channel', 4: 'words:facebook' },
    });
    expect(mapped).toMatchObject({
      issues: [],
      rows: [
        {
          wall: '2026-12-24T09:00',
          text: 'Rye',
          channels: ['Facebook'],
          words: [{ channel: 'facebook', text: 'Rye, dear friends' }],
        },
      ],
    });
    const twice = parsePlan(encode(writeCsv(sheet)), {
      ...options,
      mapping: { 1: 'date', 2: 'text', 3: 'text' },
    });
    expect(twice.issues).toMatchObject([{ code: 'duplicate_column', column: { number: 3 } }]);
  });
});
