import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { type Archive, archiveSchema, JSON_NAME, rowsOfArchive } from '../../shared/exchange/archive.ts';
import { RECORDS, restoreWrites } from '../../shared/exchange/restore.ts';
import { hostile } from '../../shared/exchange/testing.ts';
import type { MutationArgs, MutationName } from '../../shared/mutators/index.ts';
import { openArchive } from '../import/archive-file.ts';
import type { Replica } from '../replica/replica.ts';
import { brandArgs, createBench, pillarArgs, postArgs } from '../replica/testing.ts';
import { archiveText } from './archive.ts';

const bench = createBench();
let dir: string;
let from: Replica;
let to: Replica;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'archive-'));
  from = bench.open('from');
  to = bench.open('to');
});
afterAll(async () => {
  bench.clean();
  await rm(dir, { recursive: true, force: true });
});

type Write = { [N in MutationName]: { name: N; args: MutationArgs<N> } }[MutationName];
const said = (max?: number) => hostile(max).map((text) => text || 'x');
const wall = fc.constantFrom('2027-03-28T02:30', '2027-01-04T09:00', '2027-10-31T02:30', '2028-02-29T23:59');
const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Pacific/Kiritimati', 'UTC');

/** Everything below hangs on what came before it: its ids are made of the brand's. */
const brandful = fc.record({
  name: said(),
  grace: fc.integer({ min: 0, max: 1440 }),
  pillars: fc.array(fc.record({ name: said(), description: hostile(), share: fc.option(fc.nat(100)) }), {
    maxLength: 3,
  }),
  handles: fc.uniqueArray(said(40), { maxLength: 2 }),
  posts: fc.array(
    fc.record({
      title: hostile(),
      caption: hostile(300),
      notes: hostile(),
      hashtags: fc.uniqueArray(said(20), { maxLength: 3 }),
      when: fc.option(fc.record({ wall_time: wall, time_zone: zone })),
      text: fc.option(hostile()),
      comment: fc.option(said()),
      parts: fc.array(hostile(), { maxLength: 2 }),
    }),
    { maxLength: 4 },
  ),
  hooks: fc.array(said(), { maxLength: 2 }),
  series: fc.option(fc.record({ title: said(), starts_at: wall, time_zone: zone })),
  oneLiner: hostile(),
});

function writesOf(
  brand_id: string,
  seed: typeof brandful extends fc.Arbitrary<infer T> ? T : never,
): Write[] {
  const id = (what: string) => uuidv5(what, brand_id);
  const { pillars, handles, posts, hooks, series } = seed;
  return [
    { name: 'brand.create', args: brandArgs(brand_id, { name: seed.name.trim() || 'x' }) },
    { name: 'brand.edit', args: { id: brand_id, fields: { grace_minutes: seed.grace } } },
    { name: 'brandProfile.edit', args: { id: brand_id, brand_id, fields: { one_liner: seed.oneLiner } } },
    ...pillars.map(
      (words, n): Write => ({
        name: 'pillar.create',
        args: pillarArgs(brand_id, { id: id(`pillar ${n}`), ...words, name: words.name.trim() || 'x' }),
      }),
    ),
    ...handles.map(
      (handle, n): Write => ({
        name: 'connection.addByHand',
        args: {
          id: id(`channel ${n}`),
          brand_id,
          platform: 'instagram',
          handle: handle.trim() || `x${n}`,
          limits: null,
        },
      }),
    ),
    ...hooks.map(
      (text, n): Write => ({
        name: 'hook.create',
        args: {
          id: id(`hook ${n}`),
          brand_id,
          text: text.trim() || 'x',
          type: '',
          category: '',
          season: '',
          place: '',
          urgency: 'calm',
        },
      }),
    ),
    ...(series
      ? [
          {
            name: 'series.create',
            args: {
              id: id('series'),
              brand_id,
              pillar_id: null,
              caption: '',
              notes: '',
              hashtags: [],
              link: null,
              targets: [],
              media: [],
              parts: [],
              rule: 'FREQ=WEEKLY',
              ends_before: null,
              paused: false,
              ...series,
            },
          } satisfies Write,
        ]
      : []),
    ...posts.flatMap(({ when, text, comment, parts, ...words }, n): Write[] => {
      const post_id = id(`post ${n}`);
      return [
        {
          name: 'post.create',
          args: postArgs(brand_id, {
            id: post_id,
            pillar_id: pillars.length > 0 ? id('pillar 0') : null,
            when: when && { ...when, schedule_id: null, slot_key: null },
            ...words,
          }),
        },
        ...handles.map(
          (_, at): Write => ({
            name: 'target.add',
            args: { brand_id, post_id, connection_id: id(`channel ${at}`), text },
          }),
        ),
        ...parts.map(
          (part, at): Write => ({
            name: 'part.add',
            args: {
              id: id(`part ${n} ${at}`),
              brand_id,
              post_id,
              connection_id: null,
              role: 'thread',
              text: part,
              asset_ids: [],
              rank: `a${at}`,
            },
          }),
        ),
        ...(comment === null
          ? []
          : [
              {
                name: 'postComment.add',
                args: {
                  id: id(`comment ${n}`),
                  brand_id,
                  post_id,
                  text: comment.trim() || 'x',
                  mentions: [],
                },
              } satisfies Write,
            ]),
      ];
    }),
  ];
}

const exported = (replica: Replica, brandId: string): Archive => {
  const text = [
    ...archiveText(replica, [{ id: brandId, name: 'B' }], new Date('2026-11-21T12:00:00.000Z')),
  ].join('');
  return archiveSchema.parse(JSON.parse(text));
};
/** Without the stamps that an import writes anew, and what stays a record. */
const wordsOf = (archive: Archive) => {
  const { rows, faults } = rowsOfArchive(archive);
  expect(faults).toEqual([]);
  return rows
    .filter(({ kind }) => !RECORDS.has(kind))
    .map(({ kind, row }) => {
      const { created_at: _, updated_at: __, version: ___, ...words } = row as Record<string, unknown>;
      return { kind, ...words };
    });
};

test('any brand, exported, restored where nothing of it is, and exported again is the same', () => {
  fc.assert(
    fc.property(brandful, (seed) => {
      const brandId = uuidv7();
      const writes = writesOf(brandId, seed);
      from.mutate(writes, null);
      const first = exported(from, brandId);
      const { rows } = rowsOfArchive(first);
      const restored = restoreWrites(rows, null);
      expect(restored.left).toEqual([]);
      to.mutate(
        restored.writes.map(({ planned }) => planned),
        null,
      );
      expect(wordsOf(exported(to, brandId))).toEqual(wordsOf(first));
      expect(wordsOf(first).length).toBeGreaterThanOrEqual(writes.length - 1 - seed.posts.length);
    }),
    { numRuns: 40 },
  );
});

/** What opening these bytes says: an answer of ours, or what it found. Anything else is a fault. */
async function look(bytes: Uint8Array): Promise<string> {
  const path = join(dir, uuidv7());
  await writeFile(path, bytes);
  try {
    const opened = await openArchive(path);
    opened?.close();
    return opened ? `${opened.archive.brands.length} brands, ${opened.files.size} files` : 'no export';
  } catch (error) {
    return String((error as { code?: string }).code ?? error);
  }
}
async function zipOf(fill: (zip: ZipFile) => void): Promise<Buffer> {
  const zip = new ZipFile();
  fill(zip);
  zip.end();
  const path = join(dir, uuidv7());
  await pipeline(zip.outputStream, createWriteStream(path));
  return readFile(path);
}
const json = (brands: unknown) =>
  Buffer.from(JSON.stringify({ format: 'pillarbox-export', version: 1, exported_at: '', brands }));

test('zips that lie, lead elsewhere, swell or are cut off get a clear answer', async () => {
  const good = await zipOf((zip) => {
    zip.addBuffer(json([]), JSON_NAME);
    zip.addBuffer(Buffer.from('x'), `media/${'a'.repeat(64)}`);
  });
  expect(await look(good)).toBe('0 brands, 1 files');
  // Names of files are never paths here: what is no hash in our one folder is not looked at.
  const renamed = Buffer.from(
    good.toString('latin1').replaceAll(`media/${'a'.repeat(64)}`, `../../${'a'.repeat(64)}`),
    'latin1',
  );
  expect(await look(renamed)).toBe('archive_broken');
  const strange = await zipOf((zip) => {
    zip.addBuffer(json([]), JSON_NAME);
    zip.addBuffer(Buffer.from('x'), 'media/readme.txt');
    zip.addBuffer(Buffer.from('x'), `other/${'a'.repeat(64)}`);
  });
  expect(await look(strange)).toBe('0 brands, 0 files');
  // 300 MB of nothing are 300 KB in a zip: refused by the size it tells, before a byte of it is unpacked.
  const swollen = await zipOf((zip) => zip.addBuffer(Buffer.alloc(300 * 1024 * 1024, 32), JSON_NAME));
  expect(swollen.length).toBeLessThan(1_000_000);
  expect(await look(swollen)).toBe('too_large');
  // The same, telling that it is small: it is stopped where it says it ends.
  const liar = Buffer.from(swollen);
  const directory = liar.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  liar.writeUInt32LE(1000, directory + 24);
  expect(await look(liar)).toBe('archive_broken');
  expect(await look(await zipOf((zip) => zip.addBuffer(Buffer.from('x'), 'a.txt')))).toBe('no export');
  const ends = [0, 3, 4, 30, good.length - 30, good.length - 1];
  for (const end of ends) expect(await look(good.subarray(0, end))).toMatch(/^(archive_broken|no export)$/);
  for (let at = 0; at < good.length; at += 7) {
    const bad = Buffer.from(good);
    bad[at] = (bad[at] ?? 0) ^ 0xff;
    expect(await look(bad)).toMatch(/^(archive_broken|no export|too_large|\d brands, \d files)$/);
  }
});

test('JSON that is deep, long or made of something else gets a clear answer', async () => {
  const head = '{"format": "pillarbox-export", "version": 1, "exported_at": "", "brands": ';
  expect(await look(Buffer.from(`${head}${'['.repeat(200_000)}`))).toBe('archive_broken');
  expect(await look(Buffer.from(`${head}${'['.repeat(5000)}${']'.repeat(5000)}}`))).toBe('archive_broken');
  expect(await look(json('x'.repeat(5_000_000)))).toBe('archive_broken');
  expect(await look(json([{ id: uuidv7(), name: 'B', rows: { __proto__: [], constructor: [1] } }]))).toBe(
    '1 brands, 0 files',
  );
  const many = Array.from({ length: 60_000 }, () => ({ id: 'x', caption: 'y'.repeat(100) }));
  expect(await look(json([{ id: uuidv7(), name: 'B', rows: { post: many } }]))).toBe('1 brands, 0 files');
});
