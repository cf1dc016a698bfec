import type { Database } from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import type { Timeline } from '../../shared/publishing/timeline.ts';
import type { Log } from '../log.ts';
import type { Workspace } from '../workspace.ts';
import { createTurns } from './by-hand.ts';
import type { DeviceAccounts } from './device-accounts.ts';
import { createDeviceAttempts } from './device-attempts.ts';
import { assertStands, CalledOff } from './device-fate.ts';
import { createDeviceLedger, type Entry, type Plan } from './device-ledger.ts';
import { createPlaces } from './device-places.ts';
import { dueOnDevice, partPlan } from './device-plans.ts';
import { createRecorder } from './device-recorder.ts';
import { CANCELLED, SAID_MISSING } from './device-refusals.ts';
import type { DeviceRemovals } from './device-removals.ts';
import { createDeviceSender } from './device-sender.ts';
import { createTakeOver } from './device-take-over.ts';
import type { HandOvers } from './hand-overs.ts';
import { connectionOf, hasBrand } from './rows.ts';

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
   * @throws AppError `outcome_open` while it is not known what became of something, `not_recorded`; the device goes on
   */
  release(connectionId: string): Promise<string[]>;
  /** The account was given away: what is left of it is the server's to send. */
  released(connectionId: string): void;
  /** Looks now at what is due. */
  kick(): void;
  follow(workspace: Workspace): () => void;
  close(): Promise<void>;
};

const LOOK_MS = 5000;
const RELEVANT = [
  'reply',
  'target',
  'takedown',
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
  const takeOver = createTakeOver(ledger);
  const places = createPlaces({ ledger, current, now });
  const noteTurns = createTurns();
  const closing = new AbortController();
  const running = new Map<string, Promise<void>>();
  const record = createRecorder({ ledger, current, log });
  ledger.recover(now().toISOString());
  attempts.recover();

  const sender = createDeviceSender({
    ...{ ledger, attempts, accounts, handOvers, current, record, now, log },
    more: () => kick(),
    closing: closing.signal,
  });

  /** Only one thing happens to an entry at a time. */
  const exclusive = (id: string, work: () => Promise<void>): Promise<void> => {
    const before = running.get(id) ?? Promise.resolve();
    const next = before.catch(() => undefined).then(work);
    running.set(id, next);
    return next.finally(() => {
      if (running.get(id) === next) running.delete(id);
    });
  };

  /** Whether what waits is still to go out by itself. */
  const standsNow = (entry: Entry): boolean => {
    try {
      assertStands(current().replica, entry, now());
      return true;
    } catch (error) {
      if (error instanceof CalledOff) return false;
      throw error;
    }
  };

  const entryOf = (id: string): Entry => {
    const entry = ledger.get(id);
    if (!entry)
      throw new AppError('not_found', 'There is no such publication on this device.', { status: 404 });
    return entry;
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

  /** In its turn, by what is known of it then: a person may have sent it, or settled it, while others had theirs. */
  const takeTurn = (id: string, at: string) =>
    exclusive(id, async () => {
      const entry = ledger.get(id);
      if (!entry || entry.nextAt === null || entry.nextAt > at) return;
      if (entry.state === 'unknown') await sender.find(id);
      else if (entry.state === 'planned') await sender.attempt(id);
    });

  const look = async (): Promise<void> => {
    const at = now();
    settleHandOvers();
    const { due, missed } = dueOnDevice(current().replica, deps.deviceId, at);
    // What a person is sending comes to its end first.
    for (const { plan, version } of due) if (!running.has(plan.id)) takeOver(plan, version, at.toISOString());
    for (const { plan, version, tell } of missed) {
      if (handOvers.has(plan.connectionId) || running.has(plan.id)) continue;
      takeOver(plan, version, null);
      if (ledger.get(plan.id)?.state === 'planned') ledger.settle(plan.id, 'rejected', tell, null);
    }
    await record();
    await noteTurns(current(), at);
    // It waits for the passphrase as for a connection: until its grace ends.
    if (accounts.locked()) return;
    for (const { id, brandId, connectionId } of ledger.due(at.toISOString())) {
      if (closing.signal.aborted) return;
      // Another account's work waits until that account is on screen.
      if (!hasBrand(current().replica, brandId) || handOvers.has(connectionId)) continue;
      await takeTurn(id, at.toISOString());
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
      if (running.has(plan.id))
        throw new AppError('already_publishing', 'This is being published right now.');
      await exclusive(plan.id, async () => {
        const before = ledger.get(plan.id);
        if (before?.state === 'confirmed')
          throw new AppError('already_published', 'This is published already.');
        if (before?.state === 'unknown') {
          await sender.find(plan.id);
          if (['unknown', 'confirmed'].includes(entryOf(plan.id).state)) return;
        }
        // What goes out by itself now, or at its next try, goes on doing so when this try fails. What might have been
        // out keeps its key there.
        if (before?.state !== 'planned' || !before.auto || !standsNow(before))
          ledger.planAgain(before?.state === 'unknown' ? { ...plan, dueAt: before.dueAt } : plan, null);
        await sender.attempt(plan.id);
      });
      const entry = ledger.get(plan.id);
      if (entry?.state === 'confirmed') return;
      if (!entry) throw new AppError('gone', 'What was to be sent is no longer there.', { status: 404 });
      const { state, result } = entry;
      if (state === 'planned' || !result || result.state === 'published')
        throw new AppError('retrying', 'It could not be sent just now. It is tried again by itself.', {
          status: 502,
        });
      throw new AppError(result.error_code, result.error_message ?? 'It was not published.', { status: 502 });
    },

    async decide(id, answer, plan) {
      await exclusive(id, async () => {
        if (plan) ledger.plan(plan, null);
        const { state } = entryOf(id);
        if (state === 'confirmed') {
          if (answer === 'published') return;
          throw new AppError('already_published', 'This is published already.');
        }
        if (answer === 'cancel' && state === 'unknown')
          throw new AppError('outcome_unknown', 'It may have gone out. Say whether it did first.', {
            status: 409,
          });
        if (answer === 'published') await sender.takeWord(id);
        else if (answer === 'cancel') await sender.giveUp(id, { state: 'cancelled', failure: CANCELLED });
        else await sender.giveUp(id, { state: 'failed', failure: SAID_MISSING });
      });
    },

    async release(connectionId) {
      // From here on nothing more of it is armed; what is under way comes to its end first.
      handOvers.begin(connectionId);
      const of = (id: string) => ledger.get(id)?.connectionId === connectionId;
      await Promise.allSettled([...running].flatMap(([id, work]) => (of(id) ? [work] : [])));
      for (const { id, state, nextAt } of ledger.ofConnection(connectionId))
        if (state === 'unknown' && nextAt !== null && nextAt <= now().toISOString())
          await exclusive(id, () => sender.find(id));
      await record();
      const entries = ledger.ofConnection(connectionId);
      // What the server does not hear of it would send again.
      if (entries.some(({ result, recorded }) => result && !recorded)) {
        handOvers.cancel(connectionId);
        throw new AppError('not_recorded', 'What went out by this account could not be written down.', {
          status: 507,
        });
      }
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

    partOf: (part, dueAt) => partPlan(current().replica, part, dueAt, places.remoteId),

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
