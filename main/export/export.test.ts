import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, expect, test } from 'vitest';
import { type Archive, rowsOfArchive } from '../../shared/exchange/archive.ts';
import { RECORDS } from '../../shared/exchange/restore.ts';
import { attachmentId } from '../../shared/mutators/attachment.ts';
import type { MutationArgs, MutationName } from '../../shared/mutators/index.ts';
import { targetId } from '../../shared/mutators/target.ts';
import { openDesktop, type TestDesktop } from '../../tests/support/desktop.ts';
import { openArchive } from '../import/archive-file.ts';

const desktops: TestDesktop[] = [];
const now = () => new Date('2026-11-21T12:00:00.000Z');
const start = async () => {
  const desktop = await openDesktop({ now });
  desktops.push(desktop);
  return desktop;
};
afterEach(async () => {
  for (const desktop of desktops.splice(0)) {
    await desktop.close();
    desktop.remove();
  }
});

/** One pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const picture = () => ({
  stream: (async function* () {
    yield PNG;
  })(),
  bytes: PNG.length,
});

type Write = { [N in MutationName]: { name: N; args: MutationArgs<N> } }[MutationName];

/** A brand with one of nearly everything. */
async function fill(desktop: TestDesktop) {
  const [brand_id, pillar, connection_id, post, idea, series, hook, comment] = Array.from({ length: 8 }, () =>
    uuidv7(),
  ) as [string, string, string, string, string, string, string, string];
  const empty = { notes: '', hashtags: [], link: null, pillar_id: null };
  const writes: Write[] = [
    {
      name: 'brand.create',
      args: {
        id: brand_id,
        organization_id: null,
        name: 'Harbour / Bakery',
        time_zone: 'Europe/Berlin',
        week_starts_on: 1,
      },
    },
    { name: 'brand.edit', args: { id: brand_id, fields: { grace_minutes: 120 } } },
    {
      name: 'pillar.create',
      args: {
        id: pillar,
        brand_id,
        name: 'Oven',
        description: 'What we bake',
        color: 2,
        position: 0,
        share: 40,
        why_it_matters: '',
        subtopics: ['rye'],
      },
    },
    {
      name: 'connection.addByHand',
      args: { id: connection_id, brand_id, platform: 'instagram', handle: '@bakery', limits: null },
    },
    {
      name: 'post.create',
      args: {
        ...empty,
        id: post,
        brand_id,
        title: '=1+1',
        caption: 'Rye,\n"fresh" 👩🏽‍🚀',
        hashtags: ['rye'],
        pillar_id: pillar,
        when: {
          wall_time: '2026-12-24T09:00',
          time_zone: 'Europe/Berlin',
          schedule_id: null,
          slot_key: null,
        },
      },
    },
    {
      name: 'post.create',
      args: { ...empty, id: idea, brand_id, title: 'An idea', caption: '', when: null },
    },
    { name: 'target.add', args: { brand_id, post_id: post, connection_id, text: 'For them' } },
    { name: 'brief.edit', args: { id: post, brand_id, fields: { topic_angle: 'Morning' } } },
    {
      name: 'hook.create',
      args: {
        id: hook,
        brand_id,
        text: 'Who drives the bread?',
        type: '',
        category: '',
        season: '',
        place: '',
        urgency: 'calm',
      },
    },
    { name: 'idea.edit', args: { id: idea, brand_id, fields: { stage: 'drafting', hook_id: hook } } },
    {
      name: 'brandProfile.edit',
      args: { id: brand_id, brand_id, fields: { one_liner: 'Bread by the sea' } },
    },
    { name: 'approval.set', args: { brand_id, required: true } },
    { name: 'postComment.add', args: { id: comment, brand_id, post_id: post, text: 'Nice', mentions: [] } },
    {
      name: 'series.create',
      args: {
        id: series,
        brand_id,
        pillar_id: null,
        title: 'Weekly',
        caption: 'Again',
        notes: '',
        hashtags: [],
        link: null,
        targets: [{ connection_id, text: null, format: null, by_hand: false, options: null }],
        media: [],
        parts: [
          {
            id: uuidv7(),
            connection_id: null,
            role: 'thread',
            rank: 'a0',
            text: 'And more',
            asset_ids: [],
            frames: {},
          },
        ],
        starts_at: '2027-01-04T09:00',
        time_zone: 'Europe/Berlin',
        rule: 'FREQ=WEEKLY',
        ends_before: null,
        paused: false,
      },
    },
    { name: 'occurrence.skip', args: { brand_id, series_id: series, wall_time: '2027-01-11T09:00' } },
  ];
  await desktop.invoke('mutate', { mutations: writes });
  const { assetId: asset_id } = await desktop.add(brand_id, 'loaf.png', picture());
  await desktop.mutate('asset.edit', {
    id: asset_id,
    brand_id,
    fields: { alt_text: 'A loaf', tags: ['bread'], rating: 4 },
  });
  await desktop.mutate('attachment.add', {
    brand_id,
    post_id: post,
    asset_id,
    connection_id: null,
    position: 0,
    alt_text: null,
  });
  return { brand_id, post, idea, connection_id, asset_id };
}

const range = (brandIds: string[]) => ({ brandIds, from: null, to: null, ideas: true });
const options = { media: true, reviews: true, language: 'en' };
const newest = (desktop: TestDesktop) => desktop.saved.at(-1) as TestDesktop['saved'][number];

/** Rows of an export, without the stamps that an import writes anew, and what stays a record. */
async function rowsOf(desktop: TestDesktop, brandId: string) {
  await desktop.invoke('export.save', { ...range([brandId]), ...options, media: false, what: 'archive' });
  const path = join(desktop.profile, 'look.zip');
  writeFileSync(path, newest(desktop).bytes);
  desktop.saved.pop();
  const opened = await openArchive(path);
  opened?.close();
  const { rows, faults } = rowsOfArchive(opened?.archive as Archive);
  expect(faults).toEqual([]);
  return rows
    .filter(({ kind }) => !RECORDS.has(kind))
    .map(({ kind, row }) => {
      const { created_at: _, updated_at: __, version: ___, ...words } = row as Record<string, unknown>;
      return { kind, ...words };
    });
}

test('everything of a brand comes back in a fresh profile, offline, under its own ids', async () => {
  const from = await start();
  const { brand_id, post, connection_id, asset_id } = await fill(from);
  expect(
    await from.invoke('export.save', { ...range([brand_id]), ...options, what: 'archive' }),
  ).toMatchObject({
    saved: true,
    name: 'Harbour Bakery 2026-11-21.zip',
    files: 1,
    elsewhere: 0,
  });

  const to = await start();
  const token = await to.hand('export.zip', newest(from).bytes);
  const look = await to.invoke('archive.look', { token });
  expect(look).toMatchObject({
    brands: [{ id: brand_id, here: false }],
    files: 1,
    filesMissing: 0,
    faultCount: 0,
  });
  expect(await to.invoke('archive.run', { token, copy: false })).toMatchObject({
    brandId: brand_id,
    files: 1,
    filesLost: 0,
  });
  expect(await rowsOf(to, brand_id)).toEqual(await rowsOf(from, brand_id));
  const there = to.query('post', { id: post });
  expect(there?.targets.map(({ id }) => id)).toEqual([targetId(post, connection_id)]);
  expect(there?.media.map(({ id }) => id)).toEqual([attachmentId(post, asset_id, null)]);

  // Again: nothing is new, and nothing is doubled.
  const again = await to.hand('export.zip', newest(from).bytes);
  const second = await to.invoke('archive.look', { token: again });
  expect(second?.counts.every(({ rows, here, record }) => record || rows === here)).toBe(true);
  expect(await to.invoke('archive.run', { token: again, copy: false })).toMatchObject({ made: 0 });

  // What was changed here stays as it is; what was deleted comes back.
  await to.mutate('post.edit', { id: post, brand_id, fields: { title: 'Mine' }, base: {} });
  expect(
    (await to.invoke('archive.look', { token: again }))?.counts.find(({ kind }) => kind === 'post'),
  ).toMatchObject({ differ: 1 });
  await to.invoke('archive.run', { token: again, copy: false });
  expect(to.query('post', { id: post })?.title).toBe('Mine');

  // A copy stands beside it, whole.
  const copy = await to.invoke('archive.run', { token: again, copy: true });
  expect(copy.brandId).not.toBe(brand_id);
  expect(await rowsOf(to, copy.brandId as string)).toHaveLength((await rowsOf(from, brand_id)).length);
});

test('a sheet of ours is all duplicates where it came from, and undone it leaves nothing', async () => {
  const from = await start();
  const { brand_id } = await fill(from);
  await from.invoke('export.save', { ...range([brand_id]), ...options, what: 'sheet' });
  expect(newest(from).text).toContain("'=1+1");
  const token = await from.hand('plan.csv', newest(from).bytes);
  const seen = await from.invoke('import.preview', { token, brandId: brand_id, recall: true });
  expect(seen).toMatchObject({
    preset: { id: 'pillarbox' },
    count: { rows: 2, duplicates: 2 },
    unknownChannels: [],
  });

  const to = await start();
  const brandId = uuidv7();
  await to.mutate('brand.create', {
    id: brandId,
    organization_id: null,
    name: 'B',
    time_zone: 'Asia/Tokyo',
    week_starts_on: 1,
  });
  const other = await to.hand('plan.csv', newest(from).bytes);
  const before = await rowsOf(to, brandId);
  expect(await to.invoke('import.preview', { token: other, brandId })).toMatchObject({
    count: { scheduled: 1, ideas: 1, duplicates: 0 },
    newPillars: ['Oven'],
    unknownChannels: ['instagram @bakery'],
    media: { wanted: ['loaf.png'] },
  });
  const { assetId } = await to.add(brandId, 'loaf.png', picture());
  const withFile = await rowsOf(to, brandId);
  expect(
    await to.invoke('import.run', {
      token: other,
      leaveOut: false,
      again: false,
      files: { 'loaf.png': assetId },
    }),
  ).toEqual({ made: 2, firstDay: '2026-12-24' });
  const made = to.query('calendar', {
    brandId,
    from: '2026-12-01',
    to: '2026-12-31',
    timeZone: 'UTC',
  });
  expect(made).toMatchObject([{ title: '=1+1', media: [{ asset_id: assetId }] }]);
  await to.invoke('import.undo', { token: other });
  expect(await rowsOf(to, brandId)).toEqual(withFile);
  expect(before).toHaveLength(1);
  await to.invoke('import.redo', { token: other });
  expect((await rowsOf(to, brandId)).filter(({ kind }) => kind === 'post')).toHaveLength(2);
});

test('a sheet of several brands goes back to each of them, and what is for one that is not here is left out', async () => {
  const desktop = await start();
  const [quay, mill] = [uuidv7(), uuidv7()];
  for (const [id, name] of [
    [quay, 'Quay'],
    [mill, 'Mill'],
  ] as const) {
    const args = { id, organization_id: null, name, time_zone: 'Europe/Berlin', week_starts_on: 1 };
    await desktop.mutate('brand.create', args);
    const words = {
      notes: '',
      hashtags: [],
      link: null,
      pillar_id: null,
      title: name,
      caption: `Of ${name}`,
    };
    await desktop.mutate('post.create', { ...words, id: uuidv7(), brand_id: id, when: null });
  }
  await desktop.invoke('export.save', { ...range([quay, mill]), ...options, what: 'sheet' });
  const sheet = newest(desktop).text;
  expect(sheet).toContain('Pillarbox,Brand,Date');
  const same = await desktop.hand('plan.csv', Buffer.from(sheet));
  expect(await desktop.invoke('import.preview', { token: same, brandId: quay })).toMatchObject({
    count: { rows: 2, duplicates: 2 },
    brands: [{ name: 'Mill', rows: 1 }],
  });

  const changed = sheet.replace('Of Mill', 'New of the mill').replace('Of Quay', 'New of the quay');
  const more = `${changed}${changed.split('\r\n')[1]?.replace(/,(Quay|Mill),/, ',Elsewhere,')}\r\n`;
  const token = await desktop.hand('plan.csv', Buffer.from(more));
  expect(await desktop.invoke('import.preview', { token, brandId: quay })).toMatchObject({
    count: { rows: 2, ideas: 2, duplicates: 0 },
    brands: [{ name: 'Mill', rows: 1 }],
    unknownBrands: [{ name: 'Elsewhere', rows: 1 }],
  });
  const captions = async (brandId: string) =>
    (await rowsOf(desktop, brandId)).flatMap((row) => ('caption' in row ? [row.caption] : [])).sort();
  await desktop.invoke('import.run', { token, leaveOut: false, again: false, files: {} });
  expect(await captions(quay)).toEqual(['New of the quay', 'Of Quay']);
  expect(await captions(mill)).toEqual(['New of the mill', 'Of Mill']);
  await desktop.invoke('import.undo', { token });
  expect(await captions(mill)).toEqual(['Of Mill']);
});

test('choices for a file are remembered for the next one with the same columns', async () => {
  const desktop = await start();
  const { brand_id: brandId } = await fill(desktop);
  const sheet = (word: string) => Buffer.from(`When due;Blurb\n24.12.2026 09:00;${word}\n`);
  const token = await desktop.hand('a.csv', sheet('one'));
  expect(
    (await desktop.invoke('import.preview', { token, brandId, recall: true })).issueCount,
  ).toBeGreaterThan(0);
  const mapping = { 1: 'datetime', 2: 'text' };
  const chosen = await desktop.invoke('import.preview', {
    token,
    brandId,
    mapping,
    zone: 'America/New_York',
  });
  expect(chosen).toMatchObject({ issueCount: 0, rows: [{ timeZone: 'America/New_York' }] });
  await desktop.invoke('import.run', { token, leaveOut: false, again: false, files: {} });
  const next = await desktop.hand('b.csv', sheet('two'));
  expect(await desktop.invoke('import.preview', { token: next, brandId, recall: true })).toMatchObject({
    remembered: true,
    zone: 'America/New_York',
    issueCount: 0,
    rows: [{ caption: 'two' }],
  });
});

test('a broken line is named, refuses the file whole, and can be left out', async () => {
  const desktop = await start();
  const { brand_id: brandId } = await fill(desktop);
  const token = await desktop.hand(
    'buffer.csv',
    Buffer.from('Text,Image URL,Tags,Posting Time\nRye,,,2026-12-30 09:00\nOats,,,2026-13-30 09:00\n'),
  );
  expect(await desktop.invoke('import.preview', { token, brandId })).toMatchObject({
    preset: { name: 'Buffer' },
    issues: [{ line: 3, columnName: 'Posting Time', code: 'date_invalid' }],
    count: { brokenLines: 1 },
  });
  const run = { token, again: false, files: {} };
  await expect(desktop.invoke('import.run', { ...run, leaveOut: false })).rejects.toMatchObject({
    code: 'import_has_issues',
  });
  expect(await desktop.invoke('import.run', { ...run, leaveOut: true })).toMatchObject({ made: 1 });
});

test('a plan to read stands alone, says what goes where, and runs nothing of what people wrote', async () => {
  const desktop = await start();
  const { brand_id, idea } = await fill(desktop);
  await desktop.mutate('post.edit', {
    id: idea,
    brand_id,
    fields: { title: '<script>alert(1)</script>' },
    base: {},
  });
  await desktop.invoke('export.save', { ...range([brand_id]), ...options, what: 'page' });
  const { name, text } = newest(desktop);
  expect(name).toBe('Harbour Bakery 2026-11-21.html');
  expect(text).toContain('Week of');
  expect(text).toContain('For them');
  expect(text).toContain('data:image/webp;base64,');
  expect(text).toContain('&lt;script&gt;');
  expect(text).not.toMatch(/<script|src="http|href=/);
  await desktop.invoke('export.save', { ...range([brand_id]), ...options, what: 'calendar' });
  expect(newest(desktop).text.match(/BEGIN:VEVENT/g)).toHaveLength(1);
});

test('a damaged, a newer and a foreign file are said to be that, and nothing is written', async () => {
  const desktop = await start();
  const { brand_id } = await fill(desktop);
  await desktop.invoke('export.save', { ...range([brand_id]), ...options, what: 'archive' });
  const { bytes } = newest(desktop);
  const look = async (content: Uint8Array) =>
    desktop.invoke('archive.look', { token: await desktop.hand('x', content) });
  await expect(look(bytes.subarray(0, bytes.length - 40))).rejects.toMatchObject({ code: 'archive_broken' });
  const json = (more: object) =>
    Buffer.from(
      JSON.stringify({ format: 'pillarbox-export', version: 1, exported_at: '', brands: [], ...more }),
    );
  await expect(look(json({ version: 2 }))).rejects.toMatchObject({ code: 'archive_newer' });
  await expect(look(json({ brands: 1 }))).rejects.toMatchObject({ code: 'archive_broken' });
  await expect(look(Buffer.from('{"format": "pillarbox-export", "version"'))).rejects.toMatchObject({
    code: 'archive_broken',
  });
  expect(await look(Buffer.from('Text,Date\n'))).toBeNull();
  const rows = { post: [{ id: 'x' }], unheard_of: [{}] };
  expect(await look(json({ brands: [{ id: brand_id, name: 'B', rows }] }))).toMatchObject({
    faultCount: 2,
    faults: [{ path: 'brands[0].rows.post[0].id' }, { path: 'brands[0].rows.unheard_of' }],
  });
});
