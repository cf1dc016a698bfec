import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { pictureSize } from '../../shared/media/images.ts';
import { assetId } from '../../shared/mutators/asset.ts';
import { runQuery } from '../queries/queries.ts';
import type { Replica } from '../replica/replica.ts';
import { createBench } from '../replica/testing.ts';
import { fillDemo } from './demo-brand.ts';
import { PICTURES } from './library-content.ts';

const bench = createBench();
afterEach(bench.clean);

/** As the core has it, with the files of the library left where they are. */
const fill = (replica: Replica, timeZone = 'Europe/Berlin') =>
  fillDemo(kept(replica), {
    timeZone,
    async addPicture(brandId, file) {
      const bytes = readFileSync(join(import.meta.dirname, 'pictures', file));
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const facts = {
        mime: file.endsWith('.mp4') ? 'video/mp4' : 'image/jpeg',
        bytes: bytes.length,
        ...pictureSize(bytes),
        duration_ms: file.endsWith('.mp4') ? 6000 : null,
        codec: null,
      };
      const said = { name: file, alt_text: '', folder: '', tags: [], rating: 0 };
      const args = { brand_id: brandId, sha256, width: null, height: null, ...facts, ...said };
      replica.mutate([{ name: 'asset.add', args }], null);
      return assetId(brandId, sha256);
    },
  });

const kept = (replica: Replica) => ({
  ...replica,
  mutate: async (...args: Parameters<Replica['mutate']>) => replica.mutate(...args),
  setSetting: async (key: string, value: unknown) => replica.settings.set(key, value),
});

/** A replica whose clock stands still, and its one brand. */
async function filled(nowIso: string, zone = 'Europe/Berlin') {
  const replica = bench.open(`demo-${nowIso.replaceAll(':', '')}`, { now: () => new Date(nowIso) });
  expect(await fill(replica, zone)).toBe(true);
  const [brand] = runQuery(replica, 'brands', {});
  if (!brand) throw new Error('No brand was made.');
  return { replica, brandId: brand.id };
}

const ALL = {
  text: '',
  folder: null,
  tag: null,
  type: null,
  minRating: 0,
  used: null,
  sort: 'newest',
} as const;

describe('the example brand', () => {
  it('is made once, and does not come back when it has gone', async () => {
    const { replica, brandId } = await filled('2026-11-21T09:00:00.000Z');
    expect(await fill(replica)).toBe(false);
    expect(runQuery(replica, 'brands', {})).toHaveLength(1);
    // As when the brand was given to an account.
    replica.adoption.remove(brandId);
    expect(runQuery(replica, 'brands', {})).toHaveLength(0);
    expect(await fill(replica)).toBe(false);
  });

  it('leaves a profile alone that has a brand', async () => {
    const replica = bench.open('own');
    const args = {
      id: '0192f000-0000-7000-8000-000000000001',
      organization_id: null,
      name: 'Mine',
      time_zone: 'Europe/Berlin',
      week_starts_on: 1,
    };
    replica.mutate([{ name: 'brand.create', args }], null);
    expect(await fill(replica)).toBe(false);
    expect(runQuery(replica, 'brands', {}).map(({ name }) => name)).toEqual(['Mine']);
  });

  it('has something on every screen', async () => {
    const { replica, brandId } = await filled('2026-11-18T10:40:00.000Z');
    const of = { brandId };
    const zone = { from: '2026-11-01', to: '2026-12-31', timeZone: 'Europe/Berlin' };
    const posts = runQuery(replica, 'calendar', { ...of, ...zone });
    expect(new Set(posts.map(({ review }) => review.state))).toEqual(
      new Set(['draft', 'in_review', 'changes_requested', 'approved']),
    );
    expect(posts.flatMap(({ media }) => media).every(({ asset }) => asset?.alt_text)).toBe(true);
    expect(runQuery(replica, 'library', { ...of, ...ALL, limit: 100 }).assets).toHaveLength(PICTURES.length);
    expect(runQuery(replica, 'hooks', of).filter(({ uses }) => uses > 0).length).toBeGreaterThan(5);
    expect(new Set(runQuery(replica, 'ideas', of).map(({ place }) => place?.stage ?? 'idea')).size).toBe(3);
    expect(runQuery(replica, 'series', of)).toHaveLength(2);
    const { entries, weeks } = runQuery(replica, 'journal', { ...of, from: '2026-11-09', to: '2026-11-22' });
    expect(entries.at(-1)?.day).toBe('2026-11-18');
    expect(weeks).toMatchObject([{ first_day: '2026-11-09', done: true }]);
  });

  it.each([
    ['a Monday just after midnight', '2026-11-15T23:30:00.000Z', 'Europe/Berlin'],
    ['a Wednesday', '2026-11-18T12:00:00.000Z', 'Europe/Berlin'],
    ['a Sunday night', '2026-11-22T22:59:00.000Z', 'Europe/Berlin'],
    ['the week the clocks go forward', '2027-03-28T01:30:00.000Z', 'Europe/Berlin'],
    ['the other side of the date line', '2026-11-21T09:00:00.000Z', 'Pacific/Auckland'],
  ])('is in the middle of its work on %s', async (_, nowIso, zone) => {
    const { replica, brandId } = await filled(nowIso, zone);
    const posts = runQuery(replica, 'calendar', {
      brandId,
      from: nowIso.slice(0, 8).concat('01'),
      to: '2027-12-31',
      timeZone: zone,
    });
    const overview = runQuery(replica, 'overview', { brandId });
    expect(overview).toMatchObject({ pillars: 4, schedules: 2, connections: 3, drafts: 8, failed: 2 });
    expect(overview.scheduled).toBeGreaterThanOrEqual(9);
    expect(overview.openComments).toBe(4);

    for (const post of posts) {
      const past = (post.scheduled_at ?? '') <= nowIso;
      expect(post.targets.length).toBeGreaterThan(0);
      for (const { publication } of post.targets) {
        expect(publication?.state ?? null).toEqual(
          past ? expect.stringMatching(/published|missed|by_hand/) : null,
        );
        expect((publication?.published_at ?? '') <= nowIso).toBe(true);
      }
    }
    const comments = runQuery(replica, 'comments', { brandId, status: 'all', limit: 100 });
    expect(comments).toHaveLength(6);
    const about = new Map(posts.map((post) => [post.id, post.scheduled_at ?? '']));
    for (const { post_id, commented_at } of comments) {
      const published = about.get(post_id ?? '');
      if (published) expect(commented_at > published).toBe(true);
    }
  });
});
