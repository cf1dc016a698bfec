import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { writePlan } from '../../shared/exchange/csv.ts';
import { calendarFeedSchema } from '../../shared/exchange/feeds.ts';
import { writeCalendar } from '../../shared/exchange/ics.ts';
import type { ExportPost } from '../../shared/exchange/post.ts';
import type { MethodResults } from '../../shared/ipc/index.ts';
import type { Languages } from '../../shared/languages.ts';
import type { HostServices } from '../hosts/host-services.ts';
import type { Handlers } from '../ipc/handle.ts';
import type { Media } from '../media/media.ts';
import { assetOf } from '../media/rows.ts';
import { runQuery } from '../queries/queries.ts';
import { anything, type ServerApi } from '../session/server-api.ts';
import type { Workspace } from '../workspace.ts';
import { writeArchive } from './archive.ts';
import { exportFiles } from './files.ts';
import { planPage } from './plan-page.ts';
import { exportPosts, type PostRange } from './posts.ts';

/** Pictures of one plan to read; more would make a file nobody can send. */
const MAX_PICTURES = 500;

/** Writes what a person owns to files of their own. All of it works with no connection. */
export function exportHandlers(deps: {
  host: HostServices;
  media: Pick<Media, 'store' | 'files'>;
  languages: Languages;
  /** A folder for files on their way out. */
  dir: string;
  current(): Workspace;
  now: () => Date;
  api: ServerApi;
}): Pick<
  Handlers,
  | 'export.save'
  | 'export.files'
  | 'export.count'
  | 'calendarFeeds.create'
  | 'calendarFeeds.list'
  | 'calendarFeeds.revoke'
> {
  const { api, host, media, languages, dir, current, now } = deps;

  const brandsNamed = (ids: readonly string[]) => {
    const brands = runQuery(current().replica, 'brands', {}).filter(({ id }) => ids.includes(id));
    if (brands.length === 0)
      throw new AppError('no_such_brand', 'This brand is not on this device.', { status: 404 });
    return brands;
  };
  const postsOf = (brands: ReturnType<typeof brandsNamed>, range: PostRange) => {
    const posts = brands.flatMap((brand) => exportPosts(current().replica, brand, range));
    return posts.sort((a, b) => order(a) - order(b));
  };

  /** Small pictures to put into a page. */
  const pictures = async (posts: readonly ExportPost[]): Promise<Map<string, string>> => {
    const ids = new Set(posts.flatMap(({ media: files }) => files.map(({ asset_id }) => asset_id)));
    const found = new Map<string, string>();
    for (const id of [...ids].slice(0, MAX_PICTURES)) {
      const asset = assetOf(current().replica, id);
      const path = asset && (await media.files.thumb(asset).catch(() => null));
      if (path) found.set(id, `data:image/webp;base64,${(await readFile(path)).toString('base64')}`);
    }
    return found;
  };

  return {
    'calendarFeeds.create': ({ brandId, label, pillarIds, connectionIds }) =>
      api.request(
        'POST',
        `/brands/${brandId}/calendar-feeds`,
        { label, pillar_ids: pillarIds, connection_ids: connectionIds },
        z.object({ feed: calendarFeedSchema, url: z.url() }),
      ),
    'calendarFeeds.list': ({ brandId }) =>
      api.request('GET', `/brands/${brandId}/calendar-feeds`, undefined, z.array(calendarFeedSchema)),
    'calendarFeeds.revoke': ({ id }) => api.request('DELETE', `/calendar-feeds/${id}`, undefined, anything),
    'export.count'({ brandIds, ...range }) {
      return { posts: postsOf(brandsNamed(brandIds), range).length };
    },
    'export.files': (args) => exportFiles(deps, args),
    async 'export.save'(args): Promise<MethodResults['export.save']> {
      const { what, brandIds, language, reviews } = args;
      const brands = brandsNamed(brandIds);
      const [brand] = brands;
      if (!brand) throw new AppError('no_such_brand', 'This brand is not on this device.', { status: 404 });
      const name = fileName(brands.length === 1 ? brand.name : 'Pillarbox', now());
      const saved = async (file: string, content: string | { path: string }, more = {}) => ({
        saved: await host.saveFile(file, content),
        name: file,
        files: 0,
        elsewhere: 0,
        ...more,
      });

      if (what === 'archive') {
        const path = join(dir, randomUUID());
        await mkdir(dir, { recursive: true, mode: 0o700 });
        try {
          const { replica } = current();
          const packed = await writeArchive(
            path,
            { replica, store: media.store, now: now() },
            brands,
            args.media,
          );
          return await saved(`${name}.zip`, { path }, packed);
        } finally {
          if (host.kind === 'electron') await rm(path, { force: true });
        }
      }
      const posts = postsOf(brands, args);
      if (what === 'sheet') return saved(`${name}.csv`, writePlan(posts));
      if (what === 'calendar') {
        const names = brands.map((one) => one.name).join(', ');
        return saved(`${name}.ics`, writeCalendar({ name: names, timeZone: brand.time_zone, posts }));
      }
      const page = planPage({
        brand: { ...brand, name: brands.map((one) => one.name).join(', ') },
        from: args.from,
        to: args.to,
        posts,
        people: brands.flatMap(({ id }) => runQuery(current().replica, 'contacts', { brandId: id })),
        pictures: await pictures(posts),
        reviews,
        language: languages(language),
      });
      if (what === 'page') return saved(`${name}.html`, page);
      const path = join(dir, `${randomUUID()}.html`);
      await mkdir(dir, { recursive: true, mode: 0o700 });
      await writeFile(path, page, { mode: 0o600 });
      const printed = await host.printPage(`${name}.pdf`, path);
      return {
        saved: printed !== 'cancelled',
        opened: printed === 'opened',
        name: `${name}.pdf`,
        files: 0,
        elsewhere: 0,
      };
    },
  };
}

const order = ({ scheduled_at }: ExportPost) =>
  scheduled_at === null ? Number.POSITIVE_INFINITY : Date.parse(scheduled_at);

/** A name every file system takes. */
const fileName = (name: string, now: Date): string =>
  `${
    name
      .replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim()
      .replace(/^\.+/, '')
      .slice(0, 80) || 'Plan'
  } ${now.toISOString().slice(0, 10)}`;
