import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EXAMPLE_FEED } from '../../../shared/feeds/address.ts';
import { feedSourceId, itemPostId } from '../../../shared/mutators/smart-feed.ts';
import { createSafeFetch } from '../../connectors/safe-fetch.ts';
import { createWorld, type World } from '../../publisher/testing.ts';
import { MAX_BYTES } from './fetch-feed.ts';
import { feedsModule } from './index.ts';
import { createReader, KEEP_ALWAYS } from './reader.ts';
import { SAMPLES } from './testing.ts';

const HOUR = 3_600_000;
const applied = { status: 'applied' };
const rss = (...titles: string[]) =>
  `<rss><channel><title>Bread</title>${titles.map((title) => `<item><title>${title}</title><guid>${title}</guid><link>https://bread.example/${title}</link></item>`).join('')}</channel></rss>`;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
const pages = new Map<string, Handler>();
let asked: { path: string; headers: IncomingMessage['headers'] }[] = [];
const publisher = createServer((request, response) => {
  asked.push({ path: request.url ?? '', headers: request.headers });
  const handler = pages.get(request.url ?? '');
  if (handler) handler(request, response);
  else response.writeHead(404).end();
});
let origin: string;
let world: World;
let person: string;
let brand: string;
const open = createSafeFetch({ allowPrivate: true, plainHttp: true });
const guarded = createSafeFetch({ allowPrivate: false, plainHttp: true });
let clock = Date.now();

beforeAll(async () => {
  publisher.listen(0, '127.0.0.1');
  await once(publisher, 'listening');
  origin = `http://127.0.0.1:${(publisher.address() as { port: number }).port}`;
  world = await createWorld({ modules: [feedsModule] });
  person = await world.person();
  brand = await world.brand(person);
});
afterAll(async () => {
  await Promise.all([open.close(), guarded.close(), world.close()]);
  publisher.closeAllConnections();
  publisher.close();
});
afterEach(async () => {
  const sources = await rowsOf<{ id: string }>('feed_sources');
  for (const { id } of sources) await world.mutate(person, 'feedSource.delete', { id, brand_id: brand });
  await reader().readDue();
  asked = [];
});

const reader = (fetch: typeof globalThis.fetch = open.fetch) =>
  createReader({ db: world.db, log: world.log, fetch, now: () => new Date(clock), random: () => 0 });
const serve = (
  path: string,
  handler: Handler | string | Uint8Array,
  headers: Record<string, string> = {},
) => {
  pages.set(
    path,
    typeof handler === 'function'
      ? handler
      : (_request, response) => response.writeHead(200, headers).end(handler),
  );
  return `${origin}${path}`;
};
async function add(url: string, fields: { name?: string; paused?: boolean } = {}): Promise<string> {
  const id = feedSourceId(brand, url);
  const args = { id, brand_id: brand, url, name: '', paused: false, ...fields };
  expect(await world.mutate(person, 'feedSource.create', args)).toEqual(applied);
  return id;
}
const rowsOf = <Row extends object>(table: string) => world.database.owner<Row>(sqlOf(table));
const sqlOf = (table: string) => {
  const known: Record<string, ReturnType<typeof sql>> = {
    feed_sources: sql`select * from app.feed_sources where deleted_at is null`,
    feed_items: sql`select * from app.feed_items where deleted_at is null order by published_at desc, id`,
    feed_states: sql`select *, app.iso(next_at) as next from app.feed_states where deleted_at is null`,
    feed_work: sql`select * from app.feed_work`,
    feed_marks: sql`select * from app.feed_marks where deleted_at is null`,
  };
  const found = known[table];
  if (!found) throw new Error(table);
  return found;
};
type State = {
  state: string;
  error_code: string | null;
  error_status: number | null;
  feed_url: string;
  next: string | null;
  title: string;
};
const stateOf = async (id: string) =>
  (await rowsOf<State & { id: string }>('feed_states')).find((state) => state.id === id);
const titles = async () => (await rowsOf<{ title: string }>('feed_items')).map(({ title }) => title).sort();
const later = (ms: number) => {
  clock += ms;
};

describe('reading', () => {
  it('brings what is new, once, and asks again only for what has changed', async () => {
    let body = rss('A', 'B');
    let tag = '"1"';
    const url = serve('/feed', (request, response) => {
      if (request.headers['if-none-match'] === tag) response.writeHead(304, { etag: tag }).end();
      else response.writeHead(200, { etag: tag, 'last-modified': 'Fri, 20 Nov 2026 08:00:00 GMT' }).end(body);
    });
    const id = await add(url);
    expect(await Promise.all([reader().readDue(), reader().readDue()])).toContain(1);
    expect(asked).toHaveLength(1);
    expect(await titles()).toEqual(['A', 'B']);
    expect(await stateOf(id)).toMatchObject({ state: 'ok', title: 'Bread', feed_url: url });

    expect(await reader().readDue()).toBe(0);
    later(HOUR);
    expect(await reader().readDue()).toBe(1);
    expect(asked[1]?.headers).toMatchObject({
      'if-none-match': '"1"',
      'if-modified-since': 'Fri, 20 Nov 2026 08:00:00 GMT',
    });
    expect(await stateOf(id)).toMatchObject({ state: 'ok', title: 'Bread' });

    [body, tag] = [rss('B', 'C'), '"2"'];
    later(12 * HOUR);
    await reader().readDue();
    expect(await titles()).toEqual(['A', 'B', 'C']);
  });

  it('keeps an article once that two feeds of a brand have', async () => {
    await add(serve('/one', rss('A', 'B')));
    await add(serve('/two', rss('B', 'C')));
    await reader().readDue();
    expect(await titles()).toEqual(['A', 'B', 'C']);
  });

  it('goes on from a page to its feed, and stays there', async () => {
    serve('/blog/feed.xml', rss('A'));
    const id = await add(
      serve(
        '/blog/',
        '<html><head><link rel="alternate" type="application/rss+xml" href="feed.xml"></head></html>',
      ),
    );
    await reader().readDue();
    expect(await stateOf(id)).toMatchObject({ state: 'ok', feed_url: `${origin}/blog/feed.xml` });
    later(24 * HOUR);
    await reader().readDue();
    expect(asked.map(({ path }) => path)).toEqual(['/blog/', '/blog/feed.xml', '/blog/feed.xml']);
  });

  it('follows a feed that has moved for good, and one that is away for now only today', async () => {
    const to =
      (status: number, path: string): Handler =>
      (_request, response) =>
        response.writeHead(status, { location: path }).end();
    serve('/there', rss('A'));
    const moved = await add(serve('/moved', to(301, '/there')));
    const away = await add(serve('/away', to(302, '/there')));
    await reader().readDue();
    expect(await stateOf(moved)).toMatchObject({ feed_url: `${origin}/there` });
    expect(await stateOf(away)).toMatchObject({ state: 'ok', feed_url: `${origin}/away` });
    const round = await add(serve('/round', to(302, '/round')));
    const nowhere = await add(serve('/nowhere', to(302, 'http://[')));
    await reader().readDue();
    for (const id of [round, nowhere]) expect((await stateOf(id))?.error_code).toBe('feed_redirects');
  });

  it.each(Object.entries(SAMPLES))(
    'is clear about %s',
    async (_name, [{ body, type, headers }, expected]) => {
      const bytes = typeof body === 'string' ? Buffer.from(body) : body;
      const id = await add(serve('/sample', bytes, { ...headers, ...(type && { 'content-type': type }) }));
      await reader().readDue();
      const state = await stateOf(id);
      if ('titles' in expected) {
        expect(state?.error_code).toBeNull();
        expect(await titles()).toEqual([...expected.titles].sort());
      } else expect(state?.error_code).toMatch('error' in expected ? expected.error : /^feed_/);
    },
  );

  it('takes nothing that is too large, however small it comes', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, ' '), { level: 9 });
    const packed = await add(serve('/bomb', bomb, { 'content-encoding': 'gzip' }));
    const honest = await add(serve('/long', 'x', { 'content-length': String(MAX_BYTES + 1) }));
    let sent = 0;
    const endless = await add(
      serve('/endless', (_request, response) => {
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536, ' '))) sent += 65_536;
          if (!response.destroyed) response.once('drain', more);
        };
        more();
      }),
    );
    const broken = await add(serve('/broken', 'not packed', { 'content-encoding': 'gzip' }));
    await reader().readDue();
    for (const id of [packed, honest, endless])
      expect((await stateOf(id))?.error_code).toBe('feed_too_large');
    expect(sent).toBeLessThan(20 * MAX_BYTES);
    expect((await stateOf(broken))?.error_code).toBe('feed_unreadable');
  });

  it('never reaches our own network, not by a redirect either', async () => {
    const direct = await add(serve('/inside', rss('secret')));
    const named = await add('http://localhost:8080/feed');
    await reader(guarded.fetch).readDue();
    for (const id of [direct, named]) expect((await stateOf(id))?.error_code).toBe('feed_address_blocked');
    // The first address may be anywhere; what it points to is checked like it.
    const pointing = await add('http://public.example/feed');
    const answers: typeof globalThis.fetch = async (input, init) =>
      String(input).startsWith('http://public.example/')
        ? new Response(null, { status: 302, headers: { location: `${origin}/inside` } })
        : guarded.fetch(input, init);
    await reader(answers).readDue();
    expect((await stateOf(pointing))?.error_code).toBe('feed_address_blocked');
    expect(asked).toEqual([]);
    expect(await titles()).toEqual([]);
  });

  it('says what went wrong, waits longer each time, and as long as it is asked to', async () => {
    const say =
      (status: number, headers = {}): Handler =>
      (_request, response) =>
        response.writeHead(status, headers).end();
    const missing = await add(`${origin}/missing`);
    const login = await add(serve('/login', say(403)));
    const broken = await add(serve('/broken', say(500)));
    const gone = await add(serve('/gone', say(410)));
    const busy = await add(serve('/busy', say(429, { 'retry-after': '7200' })));
    const cut = await add(serve('/cut', (_request, response) => void response.destroy()));
    const start = clock;
    await reader().readDue();
    const codes = Object.fromEntries(
      await Promise.all(
        Object.entries({ missing, login, broken, gone, busy, cut }).map(async ([name, id]) => {
          const state = await stateOf(id);
          return [
            name,
            [state?.error_code, state?.error_status, state?.next && Date.parse(state.next) - start],
          ];
        }),
      ),
    );
    expect(codes).toEqual({
      missing: ['feed_not_found', 404, 300_000],
      login: ['feed_needs_login', 403, 300_000],
      broken: ['feed_status', 500, 300_000],
      gone: ['feed_gone', 410, null],
      busy: ['feed_busy', 429, 2 * HOUR],
      cut: ['feed_unreachable', null, 300_000],
    });
    later(HOUR);
    serve('/broken', rss('A'));
    await reader().readDue();
    expect(await stateOf(broken)).toMatchObject({ state: 'ok', error_code: null });
    expect(await stateOf(missing)).toMatchObject({ next: new Date(clock + 600_000).toISOString() });
    // Asked by hand it is tried again, unless it was just now.
    expect(await reader().hurry(brand)).toBe(2);
    later(60_000);
    expect(await reader().hurry(brand)).toBe(6);
  });

  it('leaves paused sources alone, and takes everything away with a removed one', async () => {
    const url = serve('/feed', rss('A'));
    await add(serve('/paused', rss('P')), { paused: true });
    const id = await add(url);
    await reader().readDue();
    expect(await titles()).toEqual(['A']);
    await world.mutate(person, 'feedSource.delete', { id, brand_id: brand });
    await reader().readDue();
    expect([await titles(), await rowsOf('feed_states'), await rowsOf('feed_work')]).toEqual([[], [], []]);
    await add(url);
    await reader().readDue();
    expect(await titles()).toEqual(['A']);
  });

  it('lets old items go, but for the newest, and does not take them for news again', async () => {
    const dated = (count: number, days: number) =>
      `<rss><channel><title>Old</title>${Array.from({ length: count }, (_, at) => `<item><title>${at}</title><guid>${at}</guid><pubDate>${new Date(clock - (days + at) * 24 * HOUR).toUTCString()}</pubDate></item>`).join('')}</channel></rss>`;
    const body = dated(20, 55);
    await add(serve('/old', body));
    await reader().readDue();
    expect(await titles()).toHaveLength(KEEP_ALWAYS);
    serve('/old', dated(3, 0).replaceAll('<guid>', '<guid>new'));
    later(20 * 24 * HOUR);
    await reader().readDue();
    serve('/old', body);
    later(HOUR * 24);
    await reader().readDue();
    expect(await titles()).toHaveLength(KEEP_ALWAYS);
  });
});

describe('what people do with items', () => {
  it('is a post once, with where it comes from, however many make it, and marks that settle on one row', async () => {
    await add(serve('/feed', rss('A')));
    await reader().readDue();
    const [item] = await rowsOf<{ id: string; url: string }>('feed_items');
    if (!item) throw new Error('No item.');
    const make = {
      ...{
        id: item.id,
        brand_id: brand,
        source_name: 'Bread',
        title: 'A',
        notes: 'From Bread',
        link: item.url,
      },
      connection_ids: [uuidv7()],
    };
    expect(await world.mutate(person, 'feedItem.makePost', make)).toEqual(applied);
    expect(await world.mutate(person, 'feedItem.makePost', make)).toEqual(applied);
    const posts = await world.database.owner<{ id: string }>(
      sql`select p.id, o.url from app.posts p join app.origins o on o.id = p.id where p.brand_id = ${brand}`,
    );
    expect(posts).toEqual([{ id: itemPostId(item.id), url: 'https://bread.example/A' }]);
    const mark = { id: item.id, brand_id: brand, fields: { dismissed: true } };
    expect(await world.mutate(person, 'feedItem.mark', mark)).toEqual(applied);
    expect(await rowsOf('feed_marks')).toMatchObject([
      { read: true, dismissed: true, post_id: itemPostId(item.id) },
    ]);
    // One that is gone needs no mark.
    expect(await world.mutate(person, 'feedItem.mark', { ...mark, id: uuidv7() })).toEqual(applied);
  });

  it('cannot be done to items of others', async () => {
    await add(serve('/feed', rss('A')));
    await reader().readDue();
    const [item] = await rowsOf<{ id: string }>('feed_items');
    const stranger = await world.person();
    const own = await world.brand(stranger);
    const mark = { id: item?.id ?? '', brand_id: own, fields: { read: true } };
    await world.mutate(stranger, 'feedItem.mark', mark);
    expect(await rowsOf('feed_marks')).toEqual([]);
    const path = `/api/brands/${brand}/feeds/read`;
    expect((await world.request(stranger, 'POST', path, {})).statusCode).toBe(403);
    expect((await world.app.inject({ method: 'POST', url: path, payload: {} })).statusCode).toBe(401);
  });
});

it('the example feed needs no network, and is read when somebody asks', async () => {
  const id = await add(EXAMPLE_FEED);
  const answer = await world.request(person, 'POST', `/api/brands/${brand}/feeds/read`, {});
  expect(answer.json()).toEqual({ asked: 1 });
  expect(await stateOf(id)).toMatchObject({ state: 'ok', title: 'The Crust (example)' });
  expect((await titles()).length).toBeGreaterThan(5);
});
