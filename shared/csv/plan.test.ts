import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PlanOptions, parsePlan } from './plan.ts';
import { encode, writeCsv } from './testing.ts';

const options: PlanOptions = { zone: 'Europe/Berlin', now: '2026-11-21T12:00:00.000Z' };
const parse = (text: string, more: Partial<PlanOptions> = {}) =>
  parsePlan(encode(text), { ...options, ...more });
const issuesOf = (text: string, more: Partial<PlanOptions> = {}) =>
  parse(text, more).issues.map(({ line, column, code, value }) => ({ line, column, code, value }));

describe('files as spreadsheet programs export them', () => {
  test('Excel in German: semicolons, Windows-1252, points in dates, a text over several lines, empty rows at the end', () => {
    const rows = [
      ['Datum', 'Uhrzeit', 'Säule', 'Beitragstext', 'Kanal', 'Schlagwörter', 'Status'],
      [
        '31.12.2026',
        '09:30',
        'Küche',
        'Guten Rutsch – „bis“ 2027!\nIhr Team',
        'Bluesky; Sandbox',
        '#neujahr laden',
        'freigegeben',
      ],
      ['1.1.2027', '', '', 'Frohes Neues; für 5 €', '', '', 'Entwurf'],
      ['', '', '', '', '', '', ''],
      ['', '', '', '', '', '', ''],
    ];
    const bytes = encode(writeCsv(rows, { delimiter: ';' }), 'windows-1252');
    const plan = parsePlan(bytes, options);
    expect(plan.issues).toEqual([]);
    expect(plan.delimiter).toBe(';');
    expect(plan.columns.map(({ field }) => field)).toEqual([
      'date',
      'time',
      'pillar',
      'text',
      'channel',
      'hashtags',
      'status',
    ]);
    expect(plan.rows).toEqual([
      {
        line: 2,
        brand: null,
        wall: '2026-12-31T09:30',
        instant: '2026-12-31T08:30:00.000Z',
        zone: 'Europe/Berlin',
        timeAssumed: false,
        past: false,
        title: '',
        text: 'Guten Rutsch – „bis“ 2027!\nIhr Team',
        pillar: 'Küche',
        channels: ['Bluesky', 'Sandbox'],
        link: null,
        hashtags: ['#neujahr', '#laden'],
        status: 'scheduled',
        media: [],
        alts: [],
        notes: '',
        words: [],
        dates: [],
      },
      expect.objectContaining({
        line: 4,
        brand: null,
        wall: '2027-01-01T09:00',
        timeAssumed: true,
        text: 'Frohes Neues; für 5 €',
        status: 'draft',
      }),
    ]);
  });

  test('Excel’s “Unicode text”: UTF-16 with tabs', () => {
    const rows = [
      ['Date', 'Time', 'Caption'],
      ['12/31/2026', '9:30 PM', 'Zoë 👩🏽‍🚀'],
    ];
    for (const encoding of ['utf-16le', 'utf-16be'] as const) {
      const plan = parsePlan(encode(writeCsv(rows, { delimiter: '\t' }), encoding), options);
      expect(plan).toMatchObject({ issues: [], delimiter: '\t', dateOrder: 'mdy' });
      expect(plan.rows).toMatchObject([{ wall: '2026-12-31T21:30', text: 'Zoë 👩🏽‍🚀' }]);
    }
  });

  test('Google Sheets in French: UTF-8 with commas, LF, a quoted header', () => {
    const plan = parse(
      '"Date de publication","Heure","Légende","Réseau social"\n31/12/2026,21h30,"À bientôt, Zoé",Bluesky\n',
    );
    expect(plan).toMatchObject({ issues: [], delimiter: ',', dateOrder: 'dmy' });
    expect(plan.rows).toMatchObject([
      { wall: '2026-12-31T21:30', text: 'À bientôt, Zoé', channels: ['Bluesky'] },
    ]);
  });

  test('LibreOffice in Spanish, with a byte order mark and CR line ends', () => {
    const rows = [
      ['Fecha y hora', 'Texto', 'Enlace'],
      ['31/12/2026 09:00:00', '¡Hola!', 'example.com/año'],
    ];
    const plan = parsePlan(encode(writeCsv(rows, { delimiter: ';', newline: '\r' }), 'utf-8-bom'), options);
    expect(plan.issues).toEqual([]);
    expect(plan.rows).toMatchObject([{ line: 2, wall: '2026-12-31T09:00', link: 'https://example.com/año' }]);
  });

  test('Excel’s hint of the separator, and a title above the header', () => {
    const plan = parse(
      'sep=|\r\nContent plan, winter; all channels\r\n\r\nDate|Caption\r\n2026-12-31|One; two, three\r\n',
    );
    expect(plan).toMatchObject({ issues: [], delimiter: '|', rows: [{ line: 5, text: 'One; two, three' }] });
  });

  test('serial numbers for dates and fractions for times', () => {
    const plan = parse('Date,Time,Caption\n46387,0.375,One\n46388.5,,Two\n');
    expect(plan.rows.map((row) => row.wall)).toEqual(['2026-12-31T09:00', '2027-01-01T12:00']);
  });

  test('a time that carries the day zero of the spreadsheet, a date that carries an empty midnight', () => {
    const plan = parse('Datum;Uhrzeit;Text\n31.12.2026 00:00;30.12.1899 09:15:00;Eins\n');
    expect(plan).toMatchObject({ issues: [], rows: [{ wall: '2026-12-31T09:15' }] });
  });

  test('columns nobody knows are left alone, and of two names for one thing the surer is taken', () => {
    const plan = parse('Post,Caption,Owner,Date (dd.mm.yyyy)\nPost 1,The words,Ann,31.12.2026\n');
    expect(plan.rows).toMatchObject([{ text: 'The words', wall: '2026-12-31T09:00' }]);
    expect(plan.columns).toEqual([
      { name: 'Post', number: 1, field: null },
      { name: 'Caption', number: 2, field: 'text' },
      { name: 'Owner', number: 3, field: null },
      { name: 'Date (dd.mm.yyyy)', number: 4, field: 'date' },
    ]);
  });

  test('formulas stay text', () => {
    const formula = '=HYPERLINK("http://example.com","win")';
    const plan = parse(
      writeCsv([
        ['date', 'caption', 'title'],
        ['2026-12-31', formula, '@SUM(1+1)'],
        ['2026-12-31', '+1', '-2'],
      ]),
    );
    expect(plan.issues).toEqual([]);
    expect(plan.rows.map((row) => [row.text, row.title])).toEqual([
      [formula, '@SUM(1+1)'],
      ['+1', '-2'],
    ]);
  });
});

describe('time', () => {
  test('a row’s own zone counts; clock changes move a time that does not exist forward', () => {
    const plan = parse(
      'date,time,time zone,caption\n2026-12-31,09:00,America/New York,One\n2027-03-28,02:30,,Two\n2026-12-31T09:00:00Z,,,Three\n',
    );
    expect(plan.issues).toEqual([]);
    expect(plan.rows).toMatchObject([
      { wall: '2026-12-31T09:00', zone: 'America/New_York', instant: '2026-12-31T14:00:00.000Z' },
      { wall: '2027-03-28T03:30', instant: '2027-03-28T01:30:00.000Z' },
      { wall: '2026-12-31T10:00', instant: '2026-12-31T09:00:00.000Z' },
    ]);
  });

  test('rows in the past are marked; rows without a date have none', () => {
    const plan = parse('date,caption\n2026-11-20,Old\n,Some day\n');
    expect(plan.rows).toMatchObject([
      { past: true },
      { past: false, wall: null, instant: null, timeAssumed: false },
    ]);
  });

  test('the whole column decides the order of day and month', () => {
    expect(parse('date,caption\n03/04/2027,a\n25/04/2027,b\n').rows[0]?.wall).toBe('2027-04-03T09:00');
    expect(parse('date,caption\n03/04/2027,a\n04/25/2027,b\n').rows[0]?.wall).toBe('2027-03-04T09:00');
  });

  test('an order nobody can tell is a question, answered by the option', () => {
    const file = 'title,date\nNo doubt,05/05/2027\nDoubt,03/04/2027\nClear,2027-04-05\n';
    const plan = parse(file);
    expect(plan.issues).toEqual([
      {
        line: 3,
        column: { name: 'date', number: 2 },
        code: 'ambiguous_dates',
        message: expect.any(String),
        value: '03/04/2027',
        orders: ['dmy', 'mdy'],
      },
    ]);
    expect(plan).toMatchObject({ dateOrder: null, rows: [{ title: 'Clear' }] });
    expect(parse(file, { dateOrder: 'dmy' }).rows[1]?.wall).toBe('2027-04-03T09:00');
    expect(parse(file, { dateOrder: 'mdy' }).rows[1]?.wall).toBe('2027-03-04T09:00');
  });
});

describe('what is wrong is named with line, column and reason', () => {
  const date = { name: 'date', number: 1 };
  const time = { name: 'time', number: 2 };
  const header = 'date,time,caption,link,time zone\n';

  test.each([
    ['a date no calendar has', '2027-02-30,9:00,x,,', date, 'date_invalid', '2027-02-30'],
    ['a date without a year', '31 Dec,9:00,x,,', date, 'date_without_year', '31 Dec'],
    ['a day that is a month', '25.13.2027,9:00,x,,', date, 'date_invalid', '25.13.2027'],
    ['a time no clock shows', '2027-01-01,25:00,x,,', time, 'time_invalid', '25:00'],
    ['a time without a date', ',9:00,x,,', date, 'date_missing', ''],
    ['two times', '2027-01-01 10:00,9:00,x,,', time, 'two_times', '9:00'],
    ['no words', '2027-01-01,9:00,,,', { name: 'caption', number: 3 }, 'text_missing', ''],
    [
      'a link that is none',
      '2027-01-01,9:00,x,see bio,',
      { name: 'link', number: 4 },
      'link_invalid',
      'see bio',
    ],
    [
      'a script as link',
      '2027-01-01,9:00,x,javascript:alert(1),',
      { name: 'link', number: 4 },
      'link_invalid',
      'javascript:alert(1)',
    ],
    [
      'an unknown zone',
      '2027-01-01,9:00,x,,Mars',
      { name: 'time zone', number: 5 },
      'time_zone_unknown',
      'Mars',
    ],
    ['a separator in bare text', '2027-01-01,9:00,x,,,and more', null, 'too_many_cells', 'and more'],
  ])('%s', (_, row, column, code, value) => {
    const file = `${header}2027-01-01,9:00,"two\nlines",,\n${row}\n`;
    expect(issuesOf(file)).toEqual([{ line: 4, column, code, value }]);
    const plan = parse(file);
    expect(plan.rows.map((read) => read.line)).toEqual([2]);
    expect(plan.issues[0]?.message).toMatch(/^[A-Z].*\.$/);
  });

  test('every bad cell of every bad row is named, in order', () => {
    const file = `${header}soon,late,,,\n2027-01-01,9:00,ok,,\n,10,x,nope nope,\n`;
    expect(issuesOf(file).map(({ line, code }) => [line, code])).toEqual([
      [2, 'time_invalid'],
      [2, 'text_missing'],
      [4, 'time_invalid'],
      [4, 'link_invalid'],
    ]);
  });

  test.each([
    [
      'a quotation mark that never closes',
      `${header}2027-01-01,9:00,"x,,\n2027-01-02,9:00,y,,\n`,
      2,
      'quote_not_closed',
    ],
    ['a quotation mark inside a cell', `${header}2027-01-01,9:00,5" screen,,\n`, 2, 'quote_misplaced'],
    ['no text column', 'date,owner\n2027-01-01,Ann\n', 1, 'no_text_column'],
    ['no date column', 'caption,owner\nHello,Ann\n', 1, 'no_date_column'],
    ['two columns of one name', 'date,caption,Caption\n2027-01-01,a,b\n', 1, 'duplicate_column'],
    ['a header alone', 'date,caption\n', 1, 'no_rows'],
    ['nothing', '', 1, 'file_empty'],
    ['nothing but separators', ' \n\n;;\n', 3, 'no_rows'],
    [
      'a text longer than a post holds',
      `date,caption\n2027-01-01,${'x'.repeat(100_001)}\n`,
      2,
      'cell_too_long',
    ],
    ['too many columns', `date,caption${',x'.repeat(200)}\n2027-01-01,a\n`, 1, 'too_many_columns'],
  ])('%s', (_, file, line, code) => {
    const plan = parse(file);
    expect(plan.issues.map((issue) => [issue.line, issue.code])).toEqual([[line, code]]);
    expect(plan.rows).toEqual([]);
  });

  test('a workbook, a picture and a file beyond the limits are refused as what they are', () => {
    const code = (bytes: Uint8Array) => parsePlan(bytes, options).issues.map((issue) => issue.code);
    expect(code(Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0))).toEqual(['workbook_not_csv']);
    expect(code(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0))).toEqual(['not_text']);
    expect(code(new Uint8Array(5 * 1024 * 1024 + 1).fill(97))).toEqual(['file_too_large']);
    const rows = (count: number) => encode(`date,caption\n${'2027-01-01,x\n'.repeat(count)}`);
    expect(code(rows(10_001))).toEqual(['too_many_rows']);
    expect(parsePlan(rows(10_001), options).issues[0]?.line).toBe(10_002);
    expect(parsePlan(rows(10_000), options).rows).toHaveLength(10_000);
  });

  test.each(['\n', '\n\n,x', ',', ',,\n', '"', '""', 'a,"b"\n', 'a,b,c\n', '\t', '(', '1 ', '\n(1.'])(
    'the largest file allowed, full of %j, is answered within seconds',
    (filler) => {
      const start = 'date,caption\n2027-01-01,x\n';
      const file = start + filler.repeat(Math.floor((5 * 1024 * 1024 - start.length) / filler.length));
      const started = performance.now();
      parse(file);
      parse(`${start}2027-01-02,"${file.replaceAll('"', '""')}"`.slice(0, 5 * 1024 * 1024));
      // What goes wrong here takes minutes.
      expect(performance.now() - started).toBeLessThan(20_000);
    },
    60_000,
  );
});

test('any plan comes back as it was written, whatever the delimiter, quoting, line ends and encoding', () => {
  const words = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 });
  const text = fc
    .oneof(
      words,
      fc
        .array(fc.oneof(words, fc.constantFrom('\n', '"', ';', 'é', 'ß', ',', '=1+1')), { minLength: 1 })
        .map((all) => all.join('')),
    )
    .map((raw) => raw.trim())
    .filter((raw) => raw !== '');
  const row = fc.record({
    at: fc.date({ min: new Date('2026-12-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
    text,
    title: text.map((raw) => raw.replace(/\s+/g, ' ')),
  });
  const how = fc.record({
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    newline: fc.constantFrom('\n', '\r\n', '\r'),
    quoteAll: fc.boolean(),
    encoding: fc.constantFrom('utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be', 'windows-1252'),
  });
  const columns = fc.shuffledSubarray(['date', 'time', 'caption', 'title'], { minLength: 4 });
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 10 }),
      how,
      columns,
      (rows, { encoding, ...writing }, order) => {
        const cells = rows.map(({ at, text, title }) => ({
          date: at.toISOString().slice(0, 10),
          time: at.toISOString().slice(11, 16),
          caption: text,
          title,
        }));
        const table = [order, ...cells.map((cell) => order.map((name) => cell[name as keyof typeof cell]))];
        const written = writeCsv(table, writing);
        const plan = parsePlan(encode(written, encoding), { ...options, zone: 'UTC' });
        expect(plan.issues).toEqual([]);
        expect(plan.delimiter).toBe(writing.delimiter);
        expect(plan.rows.map((read) => [read.wall, read.text, read.title])).toEqual(
          cells.map((cell) => [`${cell.date}T${cell.time}`, cell.caption, cell.title]),
        );
      },
    ),
    { numRuns: 300 },
  );
});
