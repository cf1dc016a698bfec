import fc from 'fast-check';
import { expect, test } from 'vitest';
import { guarded, unguarded } from '../csv/guard.ts';
import { parsePlan } from '../csv/plan.ts';
import { writePlan } from './csv.ts';
import { writeCalendar } from './ics.ts';
import type { ExportPost } from './post.ts';
import { parseCalendar } from './read-ics.ts';
import { anyPost, hostile } from './testing.ts';

const options = { zone: 'Asia/Tokyo', now: '2026-11-21T12:00:00.000Z' };
const bytes = (text: string) => new TextEncoder().encode(text);

test('a guarded cell begins with nothing that a spreadsheet runs, and comes back as it was', () => {
  fc.assert(
    fc.property(hostile(), (text) => {
      expect(guarded(text)).not.toMatch(/^[=+\-@\t\r\n]/);
      expect(unguarded(guarded(text))).toBe(text);
    }),
    { numRuns: 500 },
  );
});

test('a sheet of ours comes back to the letter', () => {
  const alt = (text: string) =>
    text
      .replaceAll('||', '| |')
      .split(/ ?\|\| ?/)[0]
      ?.trim() ?? '';
  fc.assert(
    fc.property(fc.array(anyPost, { minLength: 1, maxLength: 4 }), (posts) => {
      const plan = parsePlan(bytes(writePlan(posts)), options);
      expect(plan.issues).toEqual([]);
      expect(plan.preset?.id).toBe('pillarbox');
      const expected = posts.map((post: ExportPost) => ({
        brand: new Set(posts.map(({ brand }) => brand)).size > 1 ? post.brand : null,
        title: post.title,
        text: post.caption,
        notes: post.notes,
        pillar: post.pillar,
        wall: post.wall_time,
        instant: post.scheduled_at,
        link: post.link,
        hashtags: post.hashtags.map((tag) => `#${tag}`),
        channels: post.channels.map(({ platform, handle }) => `${platform} ${handle}`),
        media: post.media.map(({ name }) => name),
      }));
      expect(plan.rows).toMatchObject(expected);
      for (const [index, { channels, media }] of posts.entries()) {
        const words = channels.flatMap(({ handle, text }) =>
          text?.trim() ? [{ channel: `bluesky ${handle}`, text }] : [],
        );
        expect(plan.rows[index]?.words).toEqual(words);
        for (const [at, file] of media.entries())
          expect(plan.rows[index]?.alts[at] ?? '').toBe(alt(file.alt));
      }
    }),
    { numRuns: 150 },
  );
});

test('a calendar of ours comes back, folds its lines at 75 bytes and is the same file each time', () => {
  fc.assert(
    fc.property(fc.array(anyPost, { maxLength: 4 }), (posts) => {
      const file = { name: 'Bakery, "the" one; 🥨', timeZone: 'Europe/Berlin', posts };
      const text = writeCalendar(file);
      expect(writeCalendar(file)).toBe(text);
      for (const line of text.split('\r\n')) {
        expect(bytes(line).length).toBeLessThanOrEqual(75);
        expect(line).not.toMatch(/[\r\n]/);
      }
      const planned = posts.filter(({ scheduled_at }) => scheduled_at !== null);
      const plan = parseCalendar(bytes(text), options);
      expect(plan.issues).toEqual(planned.length === 0 ? [expect.objectContaining({ code: 'no_rows' })] : []);
      expect(plan.rows).toMatchObject(
        planned.map((post) => ({
          title: post.title.replace(/\s+/gu, ' ').trim(),
          text: post.caption,
          instant: post.scheduled_at,
          wall: post.wall_time,
          zone: post.time_zone,
          pillar: post.pillar,
          hashtags: post.hashtags.map((tag) => `#${tag}`),
          channels: post.channels.map(({ platform, handle }) => `${platform} ${handle}`),
        })),
      );
    }),
    { numRuns: 150 },
  );
});

test('a calendar of several brands keeps which post is whose; one of a single brand names none', () => {
  const brands = ['Bakery, "the" one; 🥨', 'Café', 'Oven'];
  const post = fc.tuple(anyPost, fc.constantFrom(...brands)).chain(([one, brand]) =>
    // A pillar may be called like a brand.
    fc.constantFrom(one.pillar, null, ...brands).map((pillar) => ({ ...one, brand, pillar })),
  );
  fc.assert(
    fc.property(fc.array(post, { minLength: 1, maxLength: 4 }), (posts) => {
      const text = writeCalendar({ name: 'All', timeZone: 'UTC', posts });
      const several = new Set(posts.map(({ brand }) => brand)).size > 1;
      const planned = posts.filter(({ scheduled_at }) => scheduled_at !== null);
      expect(
        parseCalendar(bytes(text), options).rows.map(({ brand, pillar, instant }) => [
          brand,
          pillar,
          instant,
        ]),
      ).toEqual(
        planned.map(({ brand, pillar, scheduled_at }) => [several ? brand : null, pillar, scheduled_at]),
      );
      expect(text.includes('X-PILLARBOX-BRAND')).toBe(several && planned.length > 0);
    }),
    { numRuns: 150 },
  );
});

test('an event keeps its name for as long as its post is there', () => {
  const [post] = fc.sample(anyPost, { numRuns: 1, seed: 7 });
  const at = { wall_time: '2027-03-01T09:00', time_zone: 'UTC', scheduled_at: '2027-03-01T09:00:00.000Z' };
  const later = { wall_time: '2027-03-02T09:00', time_zone: 'UTC', scheduled_at: '2027-03-02T09:00:00.000Z' };
  const of = (when: Partial<ExportPost>) =>
    /UID:(\S+)/.exec(
      writeCalendar({ name: '', timeZone: 'UTC', posts: [{ ...(post as ExportPost), ...when }] }),
    )?.[1];
  expect(of(at)).toBe(`${post?.id}@pillarbox`);
  expect(of(later)).toBe(of(at));
});
