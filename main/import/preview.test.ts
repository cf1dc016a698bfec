import { v7 as uuidv7 } from 'uuid';
import { expect, test } from 'vitest';
import type { Row } from '../../shared/kinds/index.ts';
import { mutationNamed } from '../../shared/mutators/index.ts';
import { previewImport } from './preview.ts';

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
const preview = (csv: string) =>
  previewImport(
    new TextEncoder().encode(csv),
    { brand, pillars: [recipes], connections: [connection] },
    { dateOrder: 'auto', now: new Date('2026-11-20T12:00:00.000Z') },
  );

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

test('with one bad row there is nothing to write, and the row is named by line and column', () => {
  const result = preview(
    'Date,Time,Text\n2026-12-24,09:00,Good\n2026-13-24,09:00,Bad month\n2026-12-25,25:61,Bad time\n',
  );
  expect(result.mutations).toEqual([]);
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
  expect(result.mutations.map(({ args }) => (args as { when: unknown }).when !== null)).toEqual([
    false,
    false,
    false,
    true,
  ]);
});

test('a file that is none is one issue', () => {
  expect(preview('')).toMatchObject({ rows: [], mutations: [], issues: [{ code: 'file_empty' }] });
});
