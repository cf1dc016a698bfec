import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SyncState } from '../../shared/ipc/sync.ts';
import { personScope, planningScope } from '../../shared/scopes.ts';
import { createLog } from '../log.ts';
import { runQuery } from '../queries/queries.ts';
import type { Replica } from '../replica/replica.ts';
import { type Bench, brandArgs, createBench, pillarArgs, postArgs } from '../replica/testing.ts';
import { createSync, type Sync, type SyncDeps } from './sync.ts';
import { createModelServer, fetchOf, type ModelServer } from './testing.ts';

const log = createLog({ level: 'silent' });
const person = uuidv4();
const brand = uuidv4();

let bench: Bench;
let server: ModelServer;
let running: Sync[];
beforeEach(() => {
  bench = createBench();
  server = createModelServer();
  running = [];
  // The client explains itself at length when answers are odd; oddness is what is tested here.
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(async () => {
  await Promise.all(running.map((sync) => sync.stop()));
  bench.clean();
  vi.restoreAllMocks();
});

function start(replica: Replica, options: Partial<SyncDeps> = {}): Sync {
  const sync = createSync({
    replica,
    serverUrl: 'http://pillarbox.test',
    personId: person,
    accessToken: async () => person,
    refreshToken: async () => person,
    log,
    fetch: fetchOf(server),
    timing: { backoff: { baseMs: 5, maxMs: 40 }, slowMs: 60, tickMs: 20 },
    ...options,
  });
  running.push(sync);
  return sync;
}

const until = (sync: Sync, status: SyncState['status']) =>
  vi.waitFor(() => expect(sync.state().status).toBe(status), { timeout: 5000, interval: 5 });
const pillars = (replica: Replica) => runQuery(replica, 'pillars', { brandId: brand }).map((row) => row.name);
const founded = (name: string) => {
  const replica = bench.open(name);
  replica.mutate([{ name: 'brand.create', args: brandArgs(brand, { organization_id: uuidv4() }) }], person);
  return replica;
};
/** Fails some requests: the first answer that is not null stands in for the server's. */
const faulty =
  (
    fault: (url: URL, init: RequestInit | undefined) => Response | null | Promise<Response | null>,
  ): typeof fetch =>
  async (input, init) =>
    (await fault(new URL(String(input)), init)) ?? fetchOf(server)(input, init);

describe('two desktops of one person', () => {
  it('a brand made on one appears on the other, both ways, and both say up to date', async () => {
    const [a, b] = [founded('a'), bench.open('b')];
    const [syncA, syncB] = [start(a), start(b)];
    await until(syncA, 'up_to_date');
    await vi.waitFor(() =>
      expect(runQuery(b, 'brands', {})).toMatchObject([{ name: 'Bakery', role: 'owner' }]),
    );
    b.mutate([{ name: 'pillar.create', args: pillarArgs(brand, { name: 'From B' }) }], person);
    expect(syncB.state()).toMatchObject({ status: 'waiting', waiting: 1 });
    await vi.waitFor(() => expect(pillars(a)).toEqual(['From B']));
    await until(syncB, 'up_to_date');
    expect(Math.max(...server.applied.values())).toBe(1);
    expect(syncB.state().lastSyncedAt).not.toBeNull();
  });

  it('goes on from the stored position after a restart', async () => {
    const a = founded('a');
    await until(start(a), 'up_to_date');
    await running.pop()?.stop();
    const seen: string[] = [];
    const sync = start(a, {
      fetch: faulty((url) => {
        seen.push(`${url.pathname} ${url.searchParams.get('offset')}`);
        return null;
      }),
    });
    server.write(planningScope(brand), 'pillar', 'x', {});
    await until(sync, 'up_to_date');
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter((line) => line.endsWith(' -1'))).toEqual([]);
  });
});

describe('losing access', () => {
  it('wipes the brand when the access row goes, and brings it back when it returns', async () => {
    const a = founded('a');
    const sync = start(a);
    await until(sync, 'up_to_date');
    server.leave(person, brand);
    await vi.waitFor(() => expect(runQuery(a, 'brands', {})).toEqual([]));
    expect(a.scopes()).toEqual([personScope(person)]);
    server.join(person, brand, 'manager');
    await vi.waitFor(() => expect(runQuery(a, 'brands', {})).toMatchObject([{ role: 'manager' }]));
  });

  it('a bare 403 wipes nothing', async () => {
    const a = founded('a');
    await until(start(a), 'up_to_date');
    await running.pop()?.stop();
    const sync = start(a, {
      fetch: faulty((url) => (url.pathname.includes('brand:') ? new Response('no', { status: 403 }) : null)),
    });
    await vi.waitFor(() => expect(sync.state().problem?.code).toBe('server_error'));
    expect(runQuery(a, 'brands', {})).toHaveLength(1);
    expect(sync.state().status).toBe('syncing');
  });

  it('our own scope_revoked wipes, keeps unsent words apart and never sends them', async () => {
    const a = founded('a');
    await until(start(a), 'up_to_date');
    await running.pop()?.stop();
    a.mutate([{ name: 'pillar.create', args: pillarArgs(brand, { name: 'Unsent' }) }], person);
    const sent: string[] = [];
    let held: (() => void) | undefined;
    const sync = start(a, {
      fetch: faulty(async (url, init) => {
        if (url.pathname.includes('brand:'))
          return Response.json({ code: 'scope_revoked', message: 'Not yours any more.' }, { status: 403 });
        if (url.pathname !== '/api/mutations') return null;
        if (a.keptWrites().length === 0) {
          // The first push is lost on the way, until the wipe has happened.
          await new Promise<void>((resolve) => {
            held = resolve;
          });
          throw new TypeError('fetch failed');
        }
        sent.push(String(init?.body));
        return null;
      }),
    });
    await vi.waitFor(() => expect(a.keptWrites()).toMatchObject([{ args: { name: 'Unsent' } }]));
    held?.();
    sync.now();
    await vi.waitFor(() => expect(a.sending.hasUnsent()).toBe(false));
    expect(sent.join()).toContain('noop');
    expect(sent.join()).not.toContain('Unsent');
  });
});

describe('what the indicator says', () => {
  it('offline while nothing answers, then waiting, then up to date', async () => {
    let down = true;
    const a = founded('a');
    const sync = start(a, {
      fetch: faulty(() => {
        if (down) throw new TypeError('fetch failed');
        return null;
      }),
    });
    await until(sync, 'offline');
    expect(sync.state()).toMatchObject({ waiting: 1, problem: { code: 'offline' } });
    down = false;
    await until(sync, 'up_to_date');
    expect(sync.state()).toMatchObject({ waiting: 0, problem: null });
  });

  it('not up to date while one stream has not come through', async () => {
    const a = founded('a');
    await until(start(a), 'up_to_date');
    await running.pop()?.stop();
    const never = new Promise<Response>(() => undefined);
    const sync = start(a, { fetch: faulty((url) => (url.pathname.includes('engagement') ? never : null)) });
    await vi.waitFor(() => expect(sync.state().status).toBe('syncing'));
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(sync.state().status).toBe('syncing');
  });

  it('not up to date once a stream has been silent for long', async () => {
    const a = founded('a');
    let later = 0;
    const sync = start(a, {
      clock: () => performance.now() + later,
      fetch: fetchOf(server, { pollMs: 60_000 }),
    });
    await until(sync, 'up_to_date');
    later = 120_000;
    await until(sync, 'syncing');
  });

  it('failed with the reason; discarding clears it', async () => {
    const a = founded('a');
    const sync = start(a);
    await until(sync, 'up_to_date');
    const elsewhere = uuidv4();
    const [uuid = ''] = a.mutate(
      [{ name: 'post.create', args: postArgs(elsewhere, { title: 'Words' }) }],
      person,
    );
    await until(sync, 'failed');
    expect(sync.state().failed).toMatchObject([{ uuid, code: 'forbidden', args: { title: 'Words' } }]);
    expect(() => sync.discard(uuidv4())).toThrowError(expect.objectContaining({ code: 'not_found' }));
    sync.discard(uuid);
    await until(sync, 'up_to_date');
  });

  it('a rejected write can be sent again when it may', async () => {
    const a = founded('a');
    const sync = start(a);
    await until(sync, 'up_to_date');
    const elsewhere = uuidv4();
    a.mutate([{ name: 'pillar.create', args: pillarArgs(elsewhere) }], person);
    await until(sync, 'failed');
    server.join(person, elsewhere);
    sync.retry(sync.state().failed[0]?.uuid ?? '');
    await until(sync, 'up_to_date');
    expect(runQuery(a, 'pillars', { brandId: elsewhere })).toHaveLength(1);
  });
});

describe('signing in', () => {
  it('an expired token is refreshed once for everybody and nothing is lost', async () => {
    let token = 'stale';
    const refreshToken = vi.fn(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      token = person;
      return token;
    });
    const expired = faulty((_, init) =>
      new Headers(init?.headers).get('authorization') === 'Bearer stale'
        ? Response.json({ code: 'token_expired', message: 'Expired.' }, { status: 401 })
        : null,
    );
    const a = founded('a');
    const sync = start(a, { accessToken: async () => token, refreshToken, fetch: expired });
    await until(sync, 'up_to_date');
    expect(refreshToken).toHaveBeenCalledTimes(1);
  });

  it('pauses when the session is over, keeps everything, and goes on after', async () => {
    let token: string | null = null;
    const a = founded('a');
    const sync = start(a, { accessToken: async () => token, refreshToken: async () => token });
    await until(sync, 'paused_sign_in');
    a.mutate([{ name: 'pillar.create', args: pillarArgs(brand) }], person);
    expect(sync.state().waiting).toBe(2);
    token = person;
    sync.now();
    await until(sync, 'up_to_date');
  });

  it('is not asked for while only the network is down', async () => {
    const a = founded('a');
    const sync = start(a, {
      accessToken: async () => null,
      refreshToken: async () => {
        throw new TypeError('fetch failed');
      },
    });
    await until(sync, 'offline');
  });
});

describe('odd answers', () => {
  it('a page of somebody else’s with status 200 settles nothing', async () => {
    let portal = true;
    const a = founded('a');
    const sync = start(a, {
      fetch: faulty(() => (portal ? new Response('<html>Sign in to WiFi</html>', { status: 200 }) : null)),
    });
    await vi.waitFor(() => expect(sync.state().problem?.code).toBe('bad_answer'));
    expect(sync.state().waiting).toBe(1);
    portal = false;
    sync.now();
    await until(sync, 'up_to_date');
  });

  it('busy servers are asked again no sooner than they say', async () => {
    const times: number[] = [];
    const a = founded('a');
    const sync = start(a, {
      fetch: faulty((url) => {
        if (url.pathname !== '/api/mutations') return null;
        times.push(Date.now());
        return times.length === 1
          ? new Response('', { status: 429, headers: { 'retry-after': '0.3' } })
          : null;
      }),
    });
    await until(sync, 'up_to_date');
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(290);
  });

  it('too old for the server: stops and says so', async () => {
    const sync = start(founded('a'), {
      fetch: faulty(() =>
        Response.json({ code: 'must_update', message: 'Update Pillarbox.' }, { status: 426 }),
      ),
    });
    await until(sync, 'must_update');
    expect(sync.state().problem?.message).toBe('Update Pillarbox.');
  });

  it('one write that cannot be read does not hold up the others', async () => {
    const a = founded('a');
    const big = postArgs(brand, { title: 'Unreadable' });
    a.mutate([{ name: 'post.create', args: big }], person);
    a.mutate([{ name: 'pillar.create', args: pillarArgs(brand, { name: 'Fine' }) }], person);
    const sync = start(a, {
      fetch: faulty((url, init) =>
        url.pathname === '/api/mutations' && String(init?.body).includes('Unreadable')
          ? Response.json({ code: 'too_large', message: 'Too large.' }, { status: 413 })
          : null,
      ),
    });
    await until(sync, 'failed');
    await vi.waitFor(() => expect(sync.state().waiting).toBe(0));
    expect(sync.state().failed).toMatchObject([{ code: 'too_large', args: { title: 'Unreadable' } }]);
    expect(pillars(a)).toEqual(['Fine']);
    expect(a.sending.hasUnsent()).toBe(false);
  });

  it('a server that went away and is back is noticed at once, although it holds polls for long', async () => {
    let down = false;
    let cut = () => {};
    const line = () =>
      new Promise<never>((_, broken) => {
        const before = cut;
        cut = () => {
          before();
          broken(new TypeError('fetch failed'));
        };
      });
    const held = fetchOf(server, { pollMs: 60_000 });
    const sync = start(founded('a'), {
      async fetch(input, init) {
        if (down) throw new TypeError('fetch failed');
        return Promise.race([held(input, init), line()]);
      },
    });
    await until(sync, 'up_to_date');
    down = true;
    cut();
    await until(sync, 'offline');
    down = false;
    await until(sync, 'up_to_date');
  });

  it('a computer that wakes up asks at once instead of waiting out its pause', async () => {
    let down = true;
    const a = founded('a');
    const sync = start(a, {
      timing: { backoff: { baseMs: 3_600_000, maxMs: 3_600_000 }, tickMs: 20, sleepMs: 5000 },
      fetch: faulty(() => {
        if (down) throw new TypeError('fetch failed');
        return null;
      }),
    });
    await until(sync, 'offline');
    down = false;
    const awake = Date.now();
    vi.spyOn(Date, 'now').mockImplementation(() => awake + 8 * 3_600_000);
    await until(sync, 'up_to_date');
  });

  it('must-refetch rebuilds without a moment of emptiness', async () => {
    const a = founded('a');
    const sync = start(a);
    await until(sync, 'up_to_date');
    const sizes: number[] = [];
    a.onCommit(() => sizes.push(runQuery(a, 'brands', {}).length));
    const before = a.position(planningScope(brand))?.handle;
    server.rotate();
    await vi.waitFor(() => expect(a.position(planningScope(brand))?.handle).not.toBe(before));
    await until(sync, 'up_to_date');
    expect(new Set(sizes)).toEqual(new Set([1]));
  });
});

describe('live and resting brands', () => {
  const brands = Array.from({ length: 5 }, (_, n) => `0000000${n + 1}-0000-4000-8000-000000000000`);
  const timing = {
    backoff: { baseMs: 5, maxMs: 40 },
    slowMs: 60,
    tickMs: 20,
    liveBrands: 2,
    restMs: 100,
    restingAtOnce: 2,
  };
  const modes = (sync: Sync) =>
    brands.map((id) => sync.streams().find(({ scope }) => scope === planningScope(id))?.mode);
  const names = (replica: Replica, brandId: string) =>
    runQuery(replica, 'pillars', { brandId }).map((row) => row.name);
  const put = (brandId: string, name: string) => {
    const { position, ...rest } = pillarArgs(brandId, { name });
    const at = '2026-11-01T08:00:00.000Z';
    const row = { ...rest, position, created_at: at, updated_at: at, version: 1 };
    server.write(planningScope(brandId), 'pillar', row.id, row);
  };
  beforeEach(() => {
    for (const id of brands) server.join(person, id);
  });

  it('those last used are followed, the others read now and then, a few at a time', async () => {
    const a = bench.open('a');
    const polled = new Set<string>();
    let reading = 0;
    let most = 0;
    const sync = start(a, {
      timing,
      fetch: async (input, init) => {
        const url = new URL(String(input));
        const id = url.pathname.split(':')[1] ?? '';
        if (url.searchParams.get('live') === 'true') polled.add(id);
        const rests = brands.indexOf(id) >= 2;
        if (rests) most = Math.max(most, ++reading);
        try {
          return await fetchOf(server)(input, init);
        } finally {
          if (rests) reading -= 1;
        }
      },
    });
    await until(sync, 'up_to_date');
    expect(modes(sync)).toEqual(['live', 'live', 'resting', 'resting', 'resting']);
    expect(sync.streams().every(({ heardAt }) => heardAt !== null)).toBe(true);
    for (const id of brands) put(id, 'New');
    await vi.waitFor(() => expect(brands.map((id) => names(a, id))).toEqual(brands.map(() => ['New'])));
    expect([...polled].sort()).toEqual([person, ...brands.slice(0, 2)].sort());
    expect(most).toBeLessThanOrEqual(2);
  });

  it('a brand that is opened goes live at once, another rests for it, and a restart remembers', async () => {
    const a = bench.open('a');
    const slow = { ...timing, restMs: 3_600_000 };
    const sync = start(a, { timing: slow });
    await until(sync, 'up_to_date');
    put(brands[4] ?? '', 'Unheard');
    sync.use(brands[4] ?? '');
    await vi.waitFor(() => expect(names(a, brands[4] ?? '')).toEqual(['Unheard']));
    expect(modes(sync)).toEqual(['live', 'resting', 'resting', 'resting', 'live']);
    sync.use(brands[3] ?? '');
    expect(modes(sync)).toEqual(['resting', 'resting', 'resting', 'live', 'live']);
    await running.pop()?.stop();
    const again = start(a, { timing: slow });
    await until(again, 'up_to_date');
    expect(modes(again)).toEqual(['resting', 'resting', 'resting', 'live', 'live']);
  });

  it('a write makes its brand live until it has settled', async () => {
    const a = bench.open('a');
    const sync = start(a, { timing: { ...timing, restMs: 3_600_000 } });
    await until(sync, 'up_to_date');
    const id = brands[4] ?? '';
    a.mutate([{ name: 'pillar.create', args: pillarArgs(id, { name: 'Mine' }) }], person);
    // Nothing else would show its acknowledgement within the hour.
    await vi.waitFor(() => expect(sync.state()).toMatchObject({ status: 'up_to_date', waiting: 0 }));
    await vi.waitFor(() => expect(modes(sync)[4]).toBe('resting'));
  });

  it('“sync now” reads those that rest at once', async () => {
    const a = bench.open('a');
    const sync = start(a, { timing: { ...timing, restMs: 3_600_000 } });
    await until(sync, 'up_to_date');
    put(brands[3] ?? '', 'Just now');
    sync.now();
    await vi.waitFor(() => expect(names(a, brands[3] ?? '')).toEqual(['Just now']));
  });

  it('not up to date once one that rests was not read for long', async () => {
    const a = bench.open('a');
    let later = 0;
    const sync = start(a, {
      timing: { ...timing, restMs: 3_600_000, freshMs: 1e9, restFreshMs: 150_000 },
      clock: () => performance.now() + later,
    });
    await until(sync, 'up_to_date');
    later = 160_000;
    await until(sync, 'syncing');
  });

  it('one that the server refuses holds up no other, and losing access ends it', async () => {
    const a = bench.open('a');
    const sync = start(a, {
      timing,
      fetch: faulty((url) =>
        url.pathname.includes(brands[2] ?? '-') ? new Response('no', { status: 403 }) : null,
      ),
    });
    put(brands[4] ?? '', 'Here');
    await vi.waitFor(() => expect(names(a, brands[4] ?? '')).toEqual(['Here']));
    expect(sync.state().status).toBe('syncing');
    server.leave(person, brands[4] ?? '');
    await vi.waitFor(() => expect(names(a, brands[4] ?? '')).toEqual([]));
    expect(modes(sync)[4]).toBeUndefined();
  });
});
