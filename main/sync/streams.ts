import { engagementScope, parseScope, personScope, planningScope } from '../../shared/scopes.ts';
import type { Replica } from '../replica/replica.ts';
import { brandsToFollow, scopesByAccess } from './access.ts';
import { createResting } from './resting.ts';
import { createScopeStream, type ScopeStream, type ScopeStreamDeps } from './scope-stream.ts';
import type { SyncTiming } from './sync.ts';

/** What is known of a scope's stream that is in no file. */
export type StreamState = {
  scope: string;
  /** `live`: followed by held polls. `resting`: read now and then. */
  mode: 'live' | 'resting';
  /** When the server last said, in this run, that the scope is whole; ISO instant. */
  heardAt: string | null;
};

type Shared = Omit<
  ScopeStreamDeps,
  'scope' | 'onFresh' | 'onBroken' | 'onRevoked' | 'onEnd' | 'slowMs' | 'backoff'
>;

export type StreamsDeps = Shared & {
  personId: string;
  timing: SyncTiming;
  now: () => Date;
  /** Milliseconds that nobody sets. */
  clock: () => number;
  /** A scope was whole a moment ago. */
  onHeard(): void;
};

/** Every scope of a person's: the live ones and those that rest. */
export type Streams = {
  begin(): void;
  /** Opens, closes and wipes by what the replica says about access and about waiting writes. */
  arrange(): void;
  /** After a commit. @param access whether it touched access rows */
  follow(access: boolean): void;
  /** Asks everywhere now. */
  refresh(): void;
  /** The line is back: asks where nothing was heard lately. */
  recover(): void;
  /** Nothing is known to be fresh any more: the computer slept. */
  forget(): void;
  /** Somebody looks at this brand now. */
  use(brandId: string): void;
  /** Whether every scope was whole a short while ago. */
  fresh(): boolean;
  list(): StreamState[];
  /** When anything was last heard; ISO instant. */
  lastHeardAt(): string | null;
  /** Ends all of them; `begin` starts anew. */
  close(): void;
};

/** Answers of the person's stream, the second and third asked for surely after the write was applied. */
const ORPHAN_LOOKS = 3;

/** Setting of a replica: ids of the brands opened on this device, the last one first. */
const USED = 'brands_used';
/** More than are ever followed at a time, so that an order is left when some of them go. */
const USED_KEPT = 50;

export function createStreams(deps: StreamsDeps): Streams {
  const { replica, personId, timing, now, clock, log } = deps;
  const own = personScope(personId);
  const live = new Map<string, ScopeStream>();
  /** By the clock, and by the calendar for people. */
  const heard = new Map<string, { at: number; date: Date }>();
  /** Scopes our server refused although their access row still stands: when to ask again. */
  const refusedUntil = new Map<string, number>();
  const orphanedFor = new Map<string, number>();
  let used = readUsed(replica);
  let waitingHomes = '';
  let lastHeard: Date | null = null;

  const open = (scope: string, onEnd?: ScopeStreamDeps['onEnd']) =>
    createScopeStream({
      ...deps,
      scope,
      backoff: timing.backoff,
      slowMs: timing.slowMs,
      onFresh() {
        const date = now();
        heard.set(scope, { at: clock(), date });
        lastHeard = date;
        if (scope === own) {
          arrange();
          dropOrphans();
        }
        deps.onHeard();
      },
      onBroken: () => void heard.delete(scope),
      onRevoked: () => (scope === own ? deps.onSignIn() : revoke(scope)),
      ...(onEnd ? { onEnd } : {}),
    });

  const resting = createResting({
    everyMs: timing.restMs,
    atOnce: timing.restingAtOnce,
    backoff: timing.backoff,
    slowMs: timing.slowMs,
    read: (scope, onEnd) => open(scope, onEnd),
  });

  const openLive = (scope: string) => {
    if (!live.has(scope)) live.set(scope, open(scope));
  };
  const closeLive = (scope: string) => {
    live.get(scope)?.stop();
    live.delete(scope);
  };
  const heardWithin = (scope: string, ms: number) => {
    const at = heard.get(scope)?.at;
    return at !== undefined && at > clock() - ms;
  };
  const isFresh = (scope: string) =>
    heardWithin(scope, resting.has(scope) ? timing.restFreshMs : timing.freshMs);

  const arrange = () => {
    const { wanted, gone } = scopesByAccess(replica, own);
    for (const scope of gone) {
      closeLive(scope);
      heard.delete(scope);
      refusedUntil.delete(scope);
      log.info({ scope }, 'access ended, scope wiped');
      replica.wipeScope(scope);
    }
    const followed = brandsToFollow(replica, used, timing.liveBrands);
    waitingHomes = homesOf(replica);
    const rest = new Set<string>();
    const alive = new Set<string>([own]);
    for (const scope of wanted) {
      if (clock() < (refusedUntil.get(scope) ?? 0)) continue;
      (followed.has(brandOf(scope)) ? alive : rest).add(scope);
    }
    for (const scope of [...live.keys()]) if (!alive.has(scope)) closeLive(scope);
    // First to rest, then to live: one scope is never read twice at a time.
    resting.set(rest, (scope) => !heardWithin(scope, timing.restMs));
    for (const scope of alive) openLive(scope);
  };

  /**
   * A brand whose access came and went before its stream was opened: nothing would ever acknowledge the writes that
   * were applied in it. The person's stream is asked anew a few times first, because the access row may be on its way.
   */
  const dropOrphans = () => {
    const { orphaned } = scopesByAccess(replica, own);
    for (const scope of [...orphanedFor.keys()]) if (!orphaned.includes(scope)) orphanedFor.delete(scope);
    for (const scope of orphaned) {
      const seen = (orphanedFor.get(scope) ?? 0) + 1;
      orphanedFor.set(scope, seen);
      if (seen < ORPHAN_LOOKS) continue;
      log.info({ scope }, 'applied without access, scope wiped');
      replica.wipeScope(scope);
    }
  };

  const revoke = (scope: string) => {
    const brandId = brandOf(scope);
    if (brandId === '') return;
    for (const each of [planningScope(brandId), engagementScope(brandId)]) {
      closeLive(each);
      heard.delete(each);
      refusedUntil.set(each, clock() + timing.slowMs);
      replica.wipeScope(each);
    }
    log.info({ scope }, 'revoked by the server, brand wiped');
    arrange();
    deps.onHeard();
  };

  return {
    begin() {
      openLive(own);
      if (replica.position(own)) arrange();
    },
    arrange,
    follow(access) {
      const refusalOver = [...refusedUntil.values()].some((until) => until <= clock());
      // A write in a brand that rests makes it live until the write has settled.
      if (access || refusalOver || (live.has(own) && homesOf(replica) !== waitingHomes)) {
        for (const [scope, until] of refusedUntil) if (until <= clock()) refusedUntil.delete(scope);
        arrange();
      }
    },
    refresh() {
      for (const stream of live.values()) stream.refresh();
      resting.all();
    },
    recover() {
      for (const [scope, stream] of live) if (!isFresh(scope)) stream.refresh();
      if (!resting.scopes().every(isFresh)) resting.all();
    },
    forget: () => heard.clear(),
    use(brandId) {
      if (used[0] === brandId) return;
      used = [brandId, ...used.filter((id) => id !== brandId)].slice(0, USED_KEPT);
      replica.settings.set(USED, used);
      if (live.has(own)) arrange();
    },
    fresh: () => live.has(own) && [...live.keys(), ...resting.scopes()].every(isFresh),
    list: () => {
      const state = (scope: string, mode: StreamState['mode']): StreamState => ({
        scope,
        mode,
        heardAt: heard.get(scope)?.date.toISOString() ?? null,
      });
      return [
        ...[...live.keys()].map((scope) => state(scope, 'live')),
        ...resting.scopes().map((scope) => state(scope, 'resting')),
      ];
    },
    lastHeardAt: () => lastHeard?.toISOString() ?? null,
    close() {
      for (const scope of [...live.keys()]) closeLive(scope);
      resting.stop();
      heard.clear();
    },
  };
}

const brandOf = (scope: string): string => {
  const parsed = parseScope(scope);
  return parsed && parsed.family !== 'person' ? parsed.brandId : '';
};

const homesOf = (replica: Replica) =>
  replica.read
    .all<{ home: string }>("select distinct home from outbox where home <> '' order by home")
    .map(({ home }) => home)
    .join(' ');

function readUsed(replica: Replica): string[] {
  const kept = replica.settings.get(USED);
  return Array.isArray(kept) ? kept.filter((id): id is string => typeof id === 'string') : [];
}
