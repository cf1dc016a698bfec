import type { Database } from 'better-sqlite3';
import { ConnectorError, type Failure } from '../../shared/connectors/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { recordKey } from '../../shared/publishing/record-key.ts';
import type { Timeline } from '../../shared/publishing/timeline.ts';
import type { Log } from '../log.ts';
import type { Workspace } from '../workspace.ts';
import { createTurns } from './by-hand.ts';
import { isCleared } from './cleared.ts';
import type { DeviceAccounts } from './device-accounts.ts';
import { createDeviceAttempts } from './device-attempts.ts';
import { createDeviceLedger, type Entry, failed, type Plan } from './device-ledger.ts';
import { dueOnDevice, followingPlan, partPlan, stepsOn, targetPlan } from './device-plans.ts';
import { createRecorder } from './device-recorder.ts';
import {
  CANCELLED,
  HANDING_OVER,
  MISSED,
  NOBODY_KNOWS,
  NOT_APPROVED_IN_TIME,
  NOT_THERE,
  refuseUnfit,
  sameContent,
} from './device-refusals.ts';
import type { DeviceRemovals } from './device-removals.ts';
import type { HandOvers } from './hand-overs.ts';
import { connectionOf, hasBrand, publicationOf } from './rows.ts';

/** Sends what goes out through accounts this device holds, each thing once, and tells the replica. */
export type DevicePublisher = {
  /**
   * Sends now, with a person waiting for the outcome.
   * @throws AppError `already_published`, `already_publishing`, `outcome_unknown`, or why it did not go out
   */
  send(plan: Plan): Promise<void>;
  /** A person's word about something nobody could find out. */
  decide(id: string, answer: 'published' | 'not_published' | 'cancel', plan: Plan | null): Promise<void>;
  /** A part of a thread as it would be sent now; null when it is gone. */
  partOf(part: { postId: string; connectionId: string; partId: string }, dueAt: string): Plan | null;
  /** What this device tried; null: it never had to do with it. */
  timeline(id: string): Timeline | null;
  /**
   * Stops sending with an account that is to be given away, and tells the replica all that went out by it.
   * @returns publications that the server must know before it is asked to take the account
   * @throws AppError `outcome_open` while it is not known what became of something; the device goes on
   */
  release(connectionId: string): Promise<string[]>;
  /** The account was given away: what is left of it is the server's to send. */
  released(connectionId: string): void;
  /** Looks now at what is due. */
  kick(): void;
  follow(workspace: Workspace): () => void;
  close(): Promise<void>;
};

const DEADLINE_MS = 60_000;
const LOOK_MS = 5000;
/** After failures that may pass; then the person is told. */
const RETRY_MS = [10_000, 30_000, 60_000, 300_000, 300_000, 900_000];
const OFFLINE_MS = 5000;
/** Between questions about an unknown outcome; the last one repeats. */
const PROBE_MS = [5000, 15_000, 60_000, 300_000];
const RELEVANT = [
  'reply',
  'target',
  'post',
  'connection',
  'publication',
  'part',
  'brand',
  'decision',
  'approval_rule',
] as const;

export function createDevicePublisher(deps: {
  db: Database;
  deviceId: string;
  accounts: DeviceAccounts;
  handOvers: HandOvers;
  removals: DeviceRemovals;
  current(): Workspace;
  now: () => Date;
  log: Log;
}): DevicePublisher {
  const { accounts, handOvers, removals, current, now, log } = deps;
  const ledger = createDeviceLedger(deps.db);
  const attempts = createDeviceAttempts(deps.db);
  const noteTurns = createTurns();
  const closing = new AbortController();
  const running = new Map<string, Promise<void>>();
  const record = createRecorder({ ledger, current, log });
  ledger.recover(now().toISOString());
  attempts.recover();

  const inMs = (ms: number) => new Date(now().getTime() + ms).toISOString();
  const step = (waits: number[], tries: number) => inMs(waits[Math.min(tries, waits.length - 1)] ?? LOOK_MS);

  const failureOf = (error: unknown, { connectionId }: Entry): Failure => {
    const platform = connectionOf(current().replica, connectionId)?.platform ?? 'bluesky';
    if (error instanceof AppError && error.code === 'reconnect_needed') {
      return new ConnectorError({ class: 'reconnect', code: error.code, message: error.message }).failure;
    }
    return accounts.connector(platform).classify(error);
  };

  const settleMs = ({ connectionId }: Entry): number => {
    const platform = connectionOf(current().replica, connectionId)?.platform;
    return platform ? accounts.connector(platform).settleMs : 0;
  };

  /** What belongs to other publications of the account: none of it is the one that is looked for. */
  const takenOn = ({ id, brandId, connectionId }: Entry): string[] =>
    current()
      .replica.read.all<{ remote_id: string }>(
        'select remote_id from publications where brand_id = ? and connection_id = ? and id <> ? and remote_id is not null',
        brandId,
        connectionId,
        id,
      )
      .map(({ remote_id }) => remote_id);

  /** Only one thing happens to an entry at a time. */
  const exclusive = (id: string, work: () => Promise<void>): Promise<void> => {
    const before = running.get(id) ?? Promise.resolve();
    const next = before.catch(() => undefined).then(work);
    running.set(id, next);
    return next.finally(() => {
      if (running.get(id) === next) running.delete(id);
    });
  };

  const entryOf = (id: string): Entry => {
    const entry = ledger.get(id);
    if (!entry)
      throw new AppError('not_found', 'There is no such publication on this device.', { status: 404 });
    return entry;
  };

  const heldConnection = (entry: Entry) => {
    const connection = connectionOf(current().replica, entry.connectionId);
    if (connection && accounts.holdsHere(connection)) return connection;
    throw new ConnectorError({
      class: 'give_up',
      code: connection ? 'not_holder' : 'connection_missing',
      message: 'This device does not hold the account any more.',
    });
  };

  const confirm = async (
    entry: Entry,
    found: { remoteId: string; url: string | null },
    at: string,
    by: 'answer' | 'probe',
  ) => {
    const result = {
      state: 'published',
      published_at: at,
      remote_id: found.remoteId,
      url: found.url,
    } as const;
    // What follows it is planned with the word that it is out: a crash finds both or neither.
    ledger.atOnce(() => {
      ledger.settle(entry.id, 'confirmed', result, null);
      attempts.settle(entry.id, now().toISOString(), { outcome: 'published', by });
      const next = following(entry);
      if (next) ledger.plan(next, now().toISOString());
    });
    await record();
    kick();
  };

  /** Where something went out: this device's own word first, the replica may not have heard of it yet. */
  const remoteId = (id: string): string | null => {
    const own = ledger.get(id)?.result;
    if (own?.state === 'published') return own.remote_id;
    return publicationOf(current().replica, id)?.remote_id ?? null;
  };

  const following = ({ subject, postId, partId, connectionId }: Entry): Plan | null =>
    subject === 'reply' || postId === null
      ? null
      : followingPlan(
          current().replica,
          { postId, connectionId, after: partId },
          now().toISOString(),
          remoteId,
        );

  /** What it would say now; null when it is gone. */
  const presentOf = ({ subject, subjectId, postId, partId, connectionId, dueAt, auto }: Entry) => {
    const { replica } = current();
    if (subject === 'target') return targetPlan(replica, subjectId, dueAt, auto);
    if (subject === 'reply' || postId === null || partId === null) return null;
    return partPlan(replica, { postId, connectionId, partId }, dueAt, remoteId);
  };

  /** Certainly not out: again later by itself, or a person decides. */
  const reject = async (entry: Entry, failure: Failure, by: 'answer' | 'probe') => {
    attempts.settle(entry.id, now().toISOString(), { outcome: 'not_published', by, failure });
    const mayPass = failure.class === 'retry' || failure.class === 'wait';
    // Without a connection nothing was tried: it waits as long as that takes (a post, until its grace ends).
    const offline = failure.code === 'network' || failure.code === 'timeout';
    if (entry.auto && mayPass && (offline || entry.tries <= RETRY_MS.length)) {
      const until = failure.retryAt && failure.retryAt > now().toISOString() ? failure.retryAt : null;
      ledger.later(entry.id, until ?? (offline ? inMs(OFFLINE_MS) : step(RETRY_MS, entry.tries - 1)));
      return;
    }
    ledger.settle(entry.id, 'rejected', failed('failed', failure), null);
    await record();
  };

  /** What certainly is not out yet goes out with the words it has now, not with those of an earlier try. */
  const refreshed = (entry: Entry): Entry => {
    const present = presentOf(entry);
    if (!present || sameContent(present, entry)) return entry;
    ledger.replan(entry.id, present.content);
    return { ...entry, content: present.content };
  };

  /** A post that was edited, or whose approval was taken back, while this one was being prepared. */
  const assertCleared = (entry: Entry): void => {
    if (handOvers.has(entry.connectionId)) throw new ConnectorError(HANDING_OVER);
    if (entry.subject === 'reply' || entry.postId === null) return;
    const { replica } = current();
    const present = presentOf(entry);
    if (!present) throw new ConnectorError(CANCELLED);
    if (sameContent(present, entry) && isCleared(replica, entry.postId)) return;
    throw new ConnectorError({
      class: 'retry',
      code: 'approval_missing',
      message: 'It has not been approved as it is now.',
    });
  };

  const attempt = async (id: string): Promise<void> => {
    const entry = refreshed(entryOf(id));
    const key = recordKey(entry.id, entry.dueAt);
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(DEADLINE_MS)]);
    let armed = false;
    attempts.begin(id, now().toISOString());
    try {
      const connection = heldConnection(entry);
      assertCleared(entry);
      refuseUnfit(connection, entry.content);
      // Nothing of a thread goes out that cannot end.
      if (entry.subject === 'target' && entry.postId !== null)
        for (const { part, media } of stepsOn(current().replica, entry.postId, connection))
          refuseUnfit(connection, { kind: 'part', rootId: '', parentId: '', media, ...part });
      const sent = await accounts.use(connection, async (session, connector) => {
        const prepared = (await connector.prepare?.(session, entry.content, signal)) ?? null;
        signal.throwIfAborted();
        // From here to the call nothing else runs: what is cleared now is what goes out.
        assertCleared(entry);
        ledger.atOnce(() => {
          ledger.arm(id);
          attempts.sent(id, now().toISOString());
        });
        armed = true;
        return connector.publish(session, { content: entry.content, prepared, key, signal });
      });
      await confirm(entry, sent, now().toISOString(), 'answer');
    } catch (error) {
      const failure = failureOf(error, entry);
      log.info(
        { publication: id, code: failure.code, outcome: failure.outcome, armed },
        'a publication failed',
      );
      const tried = { ...entry, tries: entry.tries + 1 };
      if (!armed || failure.outcome === 'not_published') return reject(tried, failure, 'answer');
      // What did arrive may take this long to be seen.
      const next = inMs(Math.max(PROBE_MS[0] ?? 0, settleMs(entry)));
      attempts.settle(id, now().toISOString(), { outcome: 'unknown', by: null, failure });
      ledger.settle(id, 'unknown', failed('unknown', { ...failure, code: 'outcome_unknown' }), next);
      await record();
    }
  };

  /** Asks the platform whether something is out: by its own key where it has one, else among what the account posted since. */
  const find = async (id: string): Promise<void> => {
    const entry = entryOf(id);
    const key = recordKey(entry.id, entry.dueAt);
    try {
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(DEADLINE_MS)]);
      const probe = await accounts.use(heldConnection(entry), (session, connector) =>
        connector.probe(
          session,
          key,
          { content: entry.content, since: entry.dueAt, trace: null, taken: takenOn(entry) },
          signal,
        ),
      );
      if (probe.outcome === 'published')
        return confirm(entry, probe, probe.publishedAt ?? now().toISOString(), 'probe');
      if (probe.outcome === 'not_published') return reject(entry, NOT_THERE, 'probe');
      ledger.settle(id, 'unknown', failed('unknown', NOBODY_KNOWS), null);
    } catch (error) {
      const failure = failureOf(error, entry);
      log.info({ publication: id, code: failure.code }, 'the platform could not be asked');
      const result = entry.result ?? failed('unknown', { ...failure, code: 'outcome_unknown' });
      ledger.settle(id, 'unknown', result, step(PROBE_MS, entry.tries));
    }
    await record();
  };

  /** The server has it: what it sends is not sent here as well, and this device's copy of the secret goes. */
  const given = (connectionId: string) => {
    ledger.drop(connectionId);
    void accounts
      .forget(connectionId)
      .catch((error: unknown) => log.error({ err: error, connectionId }, 'a secret could not be removed'));
  };

  let settling = false;
  const settleHandOvers = () => {
    if (settling) return;
    settling = true;
    void handOvers
      .settle((id) => connectionOf(current().replica, id))
      .then((ids) => ids.forEach(given))
      .catch((error: unknown) => log.warn({ err: error }, 'it is not known who holds an account'))
      .finally(() => {
        settling = false;
      });
  };

  const look = async (): Promise<void> => {
    const at = now();
    settleHandOvers();
    const { plans, missed } = dueOnDevice(current().replica, deps.deviceId, at);
    for (const plan of plans) ledger.plan(plan, at.toISOString());
    for (const { plan, cleared } of missed) {
      if (handOvers.has(plan.connectionId)) continue;
      ledger.plan(plan, null);
      if (ledger.get(plan.id)?.state === 'planned')
        ledger.settle(plan.id, 'rejected', cleared ? MISSED : NOT_APPROVED_IN_TIME, null);
    }
    await record();
    await noteTurns(current(), at);
    // It waits for the passphrase as for a connection: until its grace ends.
    if (accounts.locked()) return;
    for (const entry of ledger.due(at.toISOString())) {
      if (closing.signal.aborted) return;
      // Another account's work waits until that account is on screen.
      if (!hasBrand(current().replica, entry.brandId) || handOvers.has(entry.connectionId)) continue;
      await exclusive(entry.id, () => (entry.state === 'unknown' ? find(entry.id) : attempt(entry.id)));
    }
  };

  let looking: Promise<void> | null = null;
  let again = false;
  const kick = () => {
    if (closing.signal.aborted) return;
    if (looking) {
      again = true;
      return;
    }
    looking = look()
      .catch((error: unknown) => log.error({ err: error }, 'the device publisher failed'))
      .finally(() => {
        looking = null;
        if (again) {
          again = false;
          kick();
        }
      });
  };
  const timer = setInterval(kick, LOOK_MS);
  timer.unref();

  return {
    kick,

    async send(plan) {
      if (accounts.locked())
        throw new AppError('secrets_locked', 'The sign-ins kept on this device are locked.', { status: 423 });
      ledger.plan(plan, null);
      if (running.has(plan.id))
        throw new AppError('already_publishing', 'This is being published right now.');
      await exclusive(plan.id, async () => {
        const { state } = entryOf(plan.id);
        if (state === 'confirmed') throw new AppError('already_published', 'This is published already.');
        if (state === 'unknown') await find(plan.id);
        if (['unknown', 'confirmed'].includes(entryOf(plan.id).state)) return;
        ledger.replan(plan.id, plan.content);
        await attempt(plan.id);
      });
      const { state, result } = entryOf(plan.id);
      if (state === 'confirmed') return;
      if (state === 'planned' || !result || result.state === 'published')
        throw new AppError('retrying', 'It could not be sent just now. It is tried again by itself.', {
          status: 502,
        });
      throw new AppError(result.error_code, result.error_message ?? 'It was not published.', { status: 502 });
    },

    async decide(id, answer, plan) {
      if (plan) ledger.plan(plan, null);
      await exclusive(id, async () => {
        if (answer === 'published') await find(id);
        const entry = entryOf(id);
        if (entry.state === 'confirmed') {
          if (answer === 'published') return;
          throw new AppError('already_published', 'This is published already.');
        }
        if (answer === 'published')
          throw new AppError(
            'outcome_unknown',
            'The platform does not show it, or cannot be asked right now.',
          );
        const failure = answer === 'cancel' ? CANCELLED : NOT_THERE;
        attempts.settle(id, now().toISOString(), { outcome: 'not_published', by: 'person', failure });
        ledger.settle(id, 'rejected', failed('failed', failure), null);
        await record();
      });
    },

    async release(connectionId) {
      // From here on nothing more of it is armed; what is under way comes to its end first.
      handOvers.begin(connectionId);
      const of = (id: string) => ledger.get(id)?.connectionId === connectionId;
      await Promise.allSettled([...running].flatMap(([id, work]) => (of(id) ? [work] : [])));
      for (const { id, state, nextAt } of ledger.ofConnection(connectionId))
        if (state === 'unknown' && nextAt !== null && nextAt <= now().toISOString())
          await exclusive(id, () => find(id));
      await record();
      const entries = ledger.ofConnection(connectionId);
      if (entries.some(({ state, nextAt }) => state === 'unknown' && nextAt !== null)) {
        handOvers.cancel(connectionId);
        throw new AppError('outcome_open', 'It is not known yet whether a post of this account went out.', {
          status: 409,
        });
      }
      return entries.flatMap(({ id, result }) => (result ? [id] : []));
    },

    released(connectionId) {
      handOvers.end(connectionId);
      given(connectionId);
    },

    timeline(id) {
      const entry = ledger.get(id);
      if (!entry) return null;
      const standing = current().replica.read.get<{ next_try_at: string | null }>(
        'select next_try_at from standings where id = ?',
        id,
      );
      const next_at = entry.nextAt ?? standing?.next_try_at ?? null;
      return { tries: attempts.of(id), removals: removals.of(id), next_at };
    },

    partOf: (part, dueAt) => partPlan(current().replica, part, dueAt, remoteId),

    follow(workspace) {
      kick();
      return workspace.replica.onCommit((kinds) => {
        if (RELEVANT.some((kind) => kinds.has(kind))) kick();
      });
    },

    async close() {
      clearInterval(timer);
      closing.abort();
      await looking;
      await Promise.allSettled(running.values());
    },
  };
}
