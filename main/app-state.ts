import { lookup } from 'node:dns/promises';
import { networkInterfaces, hostname as ownName } from 'node:os';
import type { AppState } from '../shared/ipc/app.ts';
import { connectionOf } from './connections/rows.ts';
import { isLoopback } from './hosts/external-links.ts';
import { coveredBy } from './queries/media.ts';
import { untakenBefore } from './queries/untaken.ts';
import type { Workspace } from './workspace.ts';

/** What is always on screen, pushed whole whenever it changes. */
export type AppStateSource = {
  get(): AppState;
  /** Delivers the present state at once. @returns a function that stops the deliveries */
  subscribe(listener: (state: AppState) => void): () => void;
  /** Something it is made of may have changed. Calls within one turn of the event loop become one look. */
  touch(): void;
  close(): void;
};

/** Time alone changes what is still planned. */
const LOOK_AGAIN_MS = 30_000;

export function createAppState(compute: () => AppState): AppStateSource {
  const listeners = new Set<(state: AppState) => void>();
  let state = compute();
  let text = JSON.stringify(state);
  let scheduled = false;
  let closed = false;

  const look = () => {
    scheduled = false;
    if (closed) return;
    const next = compute();
    const nextText = JSON.stringify(next);
    if (nextText === text) return;
    state = next;
    text = nextText;
    for (const listener of [...listeners]) listener(state);
  };
  const touch = () => {
    if (scheduled || closed) return;
    scheduled = true;
    setImmediate(look);
  };
  const timer = setInterval(touch, LOOK_AGAIN_MS);
  timer.unref();

  return {
    get() {
      look();
      return state;
    },
    subscribe(listener) {
      look();
      listeners.add(listener);
      listener(state);
      return () => void listeners.delete(listener);
    },
    touch,
    close() {
      closed = true;
      clearInterval(timer);
      listeners.clear();
    },
  };
}

/**
 * May the lid be closed? Never `yes` unless everything is on a server that is another machine.
 * @param serverIsHere the server runs on this computer, as far as anybody can tell
 */
export function lidAnswer(
  { account, replica }: Pick<Workspace, 'account' | 'replica'>,
  serverIsHere: boolean,
): AppState['lid'] {
  const { waiting } = replica.syncState();
  const from = replica.now().toISOString();
  const planned = replica.read.get<{ posts: number; device_held: number }>(
    // By the index of either date: of all that ever was planned only what is to come is looked at.
    `select count(distinct id) as posts, count(distinct case when holder = 'device' then id end) as device_held from (
       select p.id, c.holder
         from brands b cross join posts p on p.brand_id = b.id
         left join targets t on t.post_id = p.id left join connections c on c.id = t.connection_id
        where p.status = 'scheduled' and p.scheduled_at > :from
          and (t.scheduled_at is null or t.scheduled_at > :from)
       union all
       select p.id, c.holder
         from brands b cross join targets t on t.brand_id = b.id
         join posts p on p.id = t.post_id left join connections c on c.id = t.connection_id
        where t.scheduled_at > :from and p.status = 'scheduled')`,
    { from },
  );
  // Posts whose media, or the pictures that stand for them, are on this device, or another one, only.
  const withoutMedia = () =>
    ['g.asset_id = a.id', coveredBy('a')].some((shown) =>
      replica.read.get(
        `select 1 from assets a cross join attachments g on ${shown} join posts p on p.id = g.post_id
          where a.uploaded_at is null and p.status = 'scheduled' and (p.scheduled_at > ? or exists (
                  select 1 from targets t where t.post_id = p.id and t.scheduled_at > ?)) limit 1`,
        from,
        from,
      ),
    );
  // What is due and nobody has taken is as much to come as what is not due yet.
  const overdue = untakenBefore(replica.read, null, from).flatMap(
    ({ connection_id }) => connectionOf(replica, connection_id)?.holder ?? [],
  );
  const answer = () => {
    const any = (planned?.posts ?? 0) + overdue.length > 0;
    if (!account) return any ? 'no_account' : 'nothing_planned';
    if (waiting > 0) return 'waiting';
    if (!any) return 'nothing_planned';
    if (withoutMedia()) return 'media_waiting';
    if ((planned?.device_held ?? 0) > 0 || overdue.includes('device')) return 'device_held';
    return serverIsHere ? 'this_computer' : 'yes';
  };
  return { answer: answer(), waiting };
}

/** Local brands that wait to be given to an organization: only once there is an account to give them to. */
export function brandsToAdopt(local: Workspace, current: Workspace): { id: string; name: string }[] {
  if (!current.account) return [];
  return local.replica.read.all<{ id: string; name: string }>(
    'select id, name from brands order by name collate nocase, id',
  );
}

/**
 * Finds out whether a server runs on this computer: its name is this machine's, or leads to one of its addresses.
 * A name nobody can look up right now is taken for another machine's, unless it is this one's own.
 */
export async function isThisComputer(serverUrl: string): Promise<boolean> {
  const { hostname } = new URL(serverUrl);
  if (isLoopback(hostname)) return true;
  const bare = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const self = ownName().toLowerCase();
  if (bare === self || bare === `${self}.local`) return true;
  const own = new Set(
    Object.values(networkInterfaces()).flatMap((all) =>
      (all ?? []).map(({ address }) => address.toLowerCase()),
    ),
  );
  const found = await lookup(bare, { all: true }).catch(() => []);
  return found.some(
    ({ address }) => own.has(address.toLowerCase()) || isLoopback(address) || address === '::1',
  );
}
