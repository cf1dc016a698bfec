import { v7 as uuidv7 } from 'uuid';
import { expect, test } from 'vitest';
import type { Row } from '../../shared/kinds/index.ts';
import { mutationNamed } from '../../shared/mutators/index.ts';
import { readKnownPosts } from './known-posts.ts';
import { prepareImport } from './preview.ts';
import { readPlan } from './read.ts';

const stamps = { created_at: '2026-11-01T08:00:00.000Z', updated_at: '2026-11-01T08:00:00.000Z', version: 1 };
const brand: Row<'brand'> = {
  id: uuidv7(),
  organization_id: null,
  name: 'Corner shop',
  time_zone: 'Europe/Berlin',
  week_starts_on: 1,
  grace_minutes: 60,
  ...stamps,
};
const recipes: Row<'pillar'> = {
  id: uuidv7(),
  brand_id: brand.id,
  name: 'Recipes',
  description: '',
  color: 1,
  position: 0,
  share: null,
  why_it_matters: '',
  subtopics: [],
  ...stamps,
};
const connection: Row<'connection'> = {
  id: uuidv7(),
  brand_id: brand.id,
  platform: 'bluesky',
  holder: 'server',
  device_id: null,
  handle: 'shop.test',
  display_name: 'The shop',
  remote_account_id: 'did:plc:x',
  service_url: null,
  status: 'connected',
  status_code: null,
  limits: null,
  ...stamps,
};
/** Posts the brand has, as the replica's reader gives them. */
type Known = { id: string; title: string; caption: string; scheduled_at: string | null };

const prepare = (file: string, there: Known[] = [], assets: [string, string][] = []) => {
  const { plan } = readPlan(new TextEncoder().encode(file), {
    zone: brand.time_zone,
    now: '2026-11-20T12:00:00.000Z',
  });
  const reader = { all: (sql: string) => (sql.includes('from posts') ? there : []) };
  return prepareImport(plan, {
    brand,
    pillars: [recipes],
    connections: [connection],
    known: readKnownPosts(reader as unknown as Parameters<typeof readKnownPosts>[0], brand.id),
    assets: new Map(assets),
  });
};
const preview = (file: string, there: Known[] = []) => {
  const prepared = prepare(file, there);
  return {
    ...prepared.preview,
    mutations: [
      ...prepared.pillars.map(({ mutation }) => mutation),
      ...prepared.rows.flatMap(({ mutations }) => mutations),
    ],
  };
};

test('rows become posts in known and new pillars, to the channels they name, ready to be written', () => {
  const result = preview(
    '\ufeffDatum;Uhrzeit;Text;Kategorie;Kanal\r\n' +
      '24.12.2026;09:00;"Plätzchen\r\nund Tee";recipes;@shop.test\r\n' +
      '27.12.2026;18:30;Hinter den Kulissen;Werkstatt;\r\n' +
      '28.12.2026;18:30;Noch mehr;WERKSTATT;Bluesky\r\n',
  );
  expect(result.issues).toEqual([]);
  expect(result).toMatchObject({ newPillars: ['Werkstatt'], dateOrder: null, delimiter: ';' });
  expect(result.rows).toMatchObject([
    { line: 2, caption: 'Plätzchen\nund Tee', wallTime: '2026-12-24T09:00', pillar: 'recipes', past: false },
    { line: 4, wallTime: '2026-12-27T18:30' },
    { line: 5 },
  ]);
  expect(result.mutations.map(({ name }) => name)).toEqual([
    'pillar.create',
    'post.create',
    'target.add',
    'post.create',
    'post.create',
    'target.add',
  ]);
  const pillar = result.mutations[0]?.args as { id: string };
  expect(result.mutations[1]?.args).toMatchObject({
    pillar_id: recipes.id,
    when: { wall_time: '2026-12-24T09:00', time_zone: 'Europe/Berlin' },
  });
  expect(result.mutations[3]?.args).toMatchObject({ pillar_id: pillar.id });
  expect(result.mutations[4]?.args).toMatchObject({ pillar_id: pillar.id });
  for (const { name, args } of result.mutations)
    expect(mutationNamed(name).args.safeParse(args).error).toBeUndefined();
});

test('a bad row is named by line and column, and the good ones are there to be imported without it', () => {
  const result = preview(
    'Date,Time,Text\n2026-12-24,09:00,Good\n2026-13-24,09:00,Bad month\n2026-12-25,25:61,Bad time\n',
  );
  expect(result.rows.map(({ line }) => line)).toEqual([2]);
  expect(result.count.brokenLines).toBe(2);
  expect(result.issues).toMatchObject([
    { line: 3, column: 1, columnName: 'Date', code: 'date_invalid', value: '2026-13-24' },
    { line: 4, column: 2, columnName: 'Time', code: 'time_invalid', value: '25:61' },
  ]);
});

test('importing never publishes by itself: what is past or a draft has no date', () => {
  const result = preview(
    'Date,Time,Text,Status\n2026-11-19,09:00,Yesterday,\n2026-12-24,09:00,Unfinished,draft\n2026-12-24,10:00,Done,published\n2026-12-24,11:00,Ready,scheduled\n',
  );
  expect(result.rows.map(({ past }) => past)).toEqual([true, false, false, false]);
  expect(result.rows.map(({ scheduled }) => scheduled)).toEqual([false, false, false, true]);
});

test('a file that is none is one issue', () => {
  expect(preview('')).toMatchObject({ rows: [], mutations: [], issues: [{ code: 'file_empty' }] });
});

test('what is there already is left out, also further down in the same file', () => {
  const csv =
    'Date,Time,Text\n2026-12-24,09:00,Cookies  and tea\n2026-12-25,09:00,Cookies and tea\n2026-12-25,09:00,Cookies and tea\n,,An idea\n';
  const { count, rows } = preview(csv, [
    { id: 'p', title: '', caption: 'Cookies and tea', scheduled_at: '2026-12-24T08:00:00.000Z' },
    { id: 'q', title: '', caption: 'An idea', scheduled_at: null },
  ]);
  expect(count).toMatchObject({ rows: 4, scheduled: 1, ideas: 0, duplicates: 3 });
  expect(rows.map(({ duplicate }) => duplicate)).toEqual([true, false, true, true]);
});

test('the same words at the same time for a channel the post does not go to are another post', () => {
  const csv = 'Date,Time,Text,Channel\n2026-12-24,09:00,Tea,Bluesky\n';
  const there = [{ id: 'p', title: '', caption: 'Tea', scheduled_at: '2026-12-24T08:00:00.000Z' }];
  expect(preview(csv, there).count.duplicates).toBe(0);
});

test('files are found in the library by name, asked for where they are not, and never fetched from the web', () => {
  const csv =
    'Date,Text,Media\n2026-12-24,Tea,"Rye.JPG, https://example.org/a,b.png"\n2026-12-25,More,photos/oats.png\n';
  const { rows, preview: shown } = prepare(csv, [], [['rye.jpg', 'asset']]);
  expect(shown.media).toEqual({ addresses: 1, wanted: ['oats.png'] });
  expect(rows[0]?.files).toEqual([{ name: 'Rye.JPG', alt: '' }]);
  expect(rows[0]?.mutations[0]?.args).toMatchObject({ notes: 'https://example.org/a,b.png' });
});

test('channels a file names and the brand does not have are said', () => {
  const result = preview('Date,Text,Channels\n2026-12-24,Tea,"Bluesky, Pinterest"\n');
  expect(result.unknownChannels).toEqual(['Pinterest']);
  expect(result.rows[0]?.channels).toEqual([{ platform: 'bluesky', handle: 'shop.test' }]);
});

test('a calendar is read like a sheet', () => {
  const ics =
    'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261224T080000Z\r\nSUMMARY:Cookies\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';
  expect(preview(ics).rows).toMatchObject([
    { title: 'Cookies', wallTime: '2026-12-24T09:00', scheduled: true },
  ]);
});
