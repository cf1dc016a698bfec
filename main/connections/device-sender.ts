import { ConnectorError, type Failure } from '../../shared/connectors/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { recordKey } from '../../shared/publishing/record-key.ts';
import type { Log } from '../log.ts';
import type { Workspace } from '../workspace.ts';
import { isCleared } from './cleared.ts';
import type { DeviceAccounts } from './device-accounts.ts';
import type { DeviceAttempts } from './device-attempts.ts';
import { assertStands, CalledOff } from './device-fate.ts';
import { type DeviceLedger, type Entry, failed, type Result } from './device-ledger.ts';
import { createPlaces } from './device-places.ts';
import { stepsOn } from './device-plans.ts';
import {
  ANOTHERS,
  HANDING_OVER,
  NOBODY_KNOWS,
  NOT_THERE,
  PLANNED_OTHERWISE,
  refuseUnfit,
  sameContent,
  THREAD_BROKEN,
} from './device-refusals.ts';
import { createTaken } from './device-taken.ts';
import type { HandOvers } from './hand-overs.ts';
import { connectionOf, publicationOf } from './rows.ts';

/** Tries one thing of the ledger, and finds out about one. Nothing else may happen to it meanwhile. */
export type DeviceSender = {
  /** Sends it, unless it is not to go out any more. */
  attempt(id: string): Promise<void>;
  /** Asks the platform whether it is out: by its own key where it has one, else among what the account posted since. */
  find(id: string): Promise<void>;
  /** A person says that it is out. Where the platform can say where, that is kept with it. */
  takeWord(id: string): Promise<void>;
  /** A person says that it is not out, or is not to go out. */
  giveUp(id: string, why: { state: 'failed' | 'cancelled'; failure: Failure }): Promise<void>;
};

const DEADLINE_MS = 60_000;
/** A person waits for this one. */
const WORD_MS = 10_000;
/** After failures that may pass; then the person is told. */
const RETRY_MS = [10_000, 30_000, 60_000, 300_000, 300_000, 900_000];
const OFFLINE_MS = 5000;
/** Between questions about an unknown outcome; the last one repeats. */
const PROBE_MS = [5000, 15_000, 60_000, 300_000];

/**
 * @param deps.record tells the replica of what was settled
 * @param deps.more something else may be due now
 * @param deps.closing aborted when the app ends
 */
export function createDeviceSender(deps: {
  ledger: DeviceLedger;
  attempts: DeviceAttempts;
  accounts: DeviceAccounts;
  handOvers: HandOvers;
  current(): Workspace;
  record(): Promise<void>;
  more(): void;
  closing: AbortSignal;
  now: () => Date;
  log: Log;
}): DeviceSender {
  const { ledger, attempts, accounts, handOvers, current, record, closing, now, log } = deps;
  const taken = createTaken({ ledger, current });
  const at = () => now().toISOString();
  const places = createPlaces({ ledger, current, now });
  const { presentOf } = places;
  const inMs = (ms: number) => new Date(now().getTime() + ms).toISOString();
  const step = (waits: number[], tries: number) => inMs(waits[Math.min(tries, waits.length - 1)] ?? 5000);
  const within = (ms: number) => AbortSignal.any([closing, AbortSignal.timeout(ms)]);

  const entryOf = (id: string): Entry => {
    const entry = ledger.get(id);
    if (!entry)
      throw new AppError('not_found', 'There is no such publication on this device.', { status: 404 });
    return entry;
  };

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
    found: { remoteId: string | null; url: string | null; publishedAt: string },
    by: 'answer' | 'probe' | 'person',
  ) => {
    const result = {
      state: 'published',
      published_at: found.publishedAt,
      remote_id: found.remoteId,
      url: found.url,
    } as const;
    // What follows it is planned with the word that it is out: a crash finds both or neither.
    ledger.atOnce(() => {
      ledger.settle(entry.id, 'confirmed', result, null);
      attempts.settle(entry.id, at(), { outcome: 'published', by });
      const next = places.following(entry);
      if (!next) return;
      const nowhere = next.content.kind === 'part' && next.content.parentId === '';
      ledger.plan(next, nowhere ? null : at());
      if (nowhere && ledger.get(next.id)?.state === 'planned')
        ledger.settle(next.id, 'rejected', THREAD_BROKEN, null);
    });
    await record();
    deps.more();
  };

  const settleAs = async (id: string, result: Result) => {
    ledger.settle(id, 'rejected', result, null);
    await record();
  };

  /** Certainly not out: again later by itself, or a person decides. */
  const reject = async (entry: Entry, failure: Failure, by: 'answer' | 'probe') => {
    attempts.settle(entry.id, at(), { outcome: 'not_published', by, failure });
    const mayPass = failure.class === 'retry' || failure.class === 'wait';
    // Without a connection nothing was tried: it waits as long as that takes (a post, until its grace ends).
    const offline = failure.code === 'network' || failure.code === 'timeout';
    if (entry.auto && mayPass && (offline || entry.tries <= RETRY_MS.length)) {
      const until = failure.retryAt && failure.retryAt > at() ? failure.retryAt : null;
      ledger.later(entry.id, until ?? (offline ? inMs(OFFLINE_MS) : step(RETRY_MS, entry.tries - 1)));
      return;
    }
    await settleAs(entry.id, failed('failed', failure));
  };

  /** It does not go out, and certainly is not out. Who was told that it may be out is told that it is not. */
  const callOff = async (entry: Entry, { tell }: CalledOff) => {
    const doubtful = entry.result?.state === 'unknown';
    if (tell ?? doubtful) return settleAs(entry.id, tell ?? failed('failed', NOT_THERE));
    ledger.forget(entry.id);
    // A part that was taken away holds nothing up.
    const before = entry.subject === 'part' ? places.before(entry) : null;
    const next = before && places.following(before);
    if (!next || next.id === entry.id || ledger.get(next.id) || publicationOf(current().replica, next.id))
      return;
    ledger.plan(next, at());
    deps.more();
  };

  /** What certainly is not out yet goes out with the words it has now, not with those of an earlier try. */
  const refreshed = (entry: Entry): Entry => {
    const present = presentOf(entry);
    if (!present || sameContent(present, entry)) return entry;
    ledger.reword(entry.id, present.content);
    return { ...entry, content: present.content };
  };

  /** A post that was planned otherwise or edited, or whose approval was taken back, while it was being prepared. */
  const assertGoes = (entry: Entry): void => {
    if (handOvers.has(entry.connectionId)) throw new ConnectorError(HANDING_OVER);
    const { replica } = current();
    assertStands(replica, entry, now());
    const connection = heldConnection(entry);
    refuseUnfit(connection, entry.content);
    if (entry.subject === 'reply' || entry.postId === null) return;
    // Nothing of a thread goes out that cannot end.
    if (entry.subject === 'target')
      for (const { part, media } of stepsOn(replica, entry.postId, connection))
        refuseUnfit(connection, { kind: 'part', rootId: '', parentId: '', media, ...part });
    const present = presentOf(entry);
    if (!present || (present.content.kind === 'part' && present.content.parentId === ''))
      throw new CalledOff(THREAD_BROKEN);
    if (sameContent(present, entry) && isCleared(replica, entry.postId)) return;
    throw new ConnectorError({
      class: 'retry',
      code: 'approval_missing',
      message: 'It has not been approved as it is now.',
    });
  };

  /** @throws anything `classify` understands */
  const ask = async (entry: Entry, signal: AbortSignal) => {
    // It cannot be there from before the call that may have made it.
    const since = attempts.sentAt(entry.id) ?? entry.dueAt;
    return accounts.use(heldConnection(entry), (session, connector) =>
      connector.probe(
        session,
        recordKey(entry.id, entry.dueAt),
        { content: entry.content, since, trace: null, taken: taken.on(entry) },
        signal,
      ),
    );
  };

  return {
    async attempt(id) {
      const entry = refreshed(entryOf(id));
      try {
        assertStands(current().replica, entry, now());
      } catch (error) {
        if (error instanceof CalledOff) return callOff(entry, error);
        throw error;
      }
      const key = recordKey(entry.id, entry.dueAt);
      const signal = within(DEADLINE_MS);
      let armed = false;
      attempts.begin(id, at());
      try {
        assertGoes(entry);
        const sent = await accounts.use(heldConnection(entry), async (session, connector) => {
          const prepared = (await connector.prepare?.(session, entry.content, signal)) ?? null;
          signal.throwIfAborted();
          // From here to the call nothing else runs: what is cleared now is what goes out.
          assertGoes(entry);
          ledger.atOnce(() => {
            ledger.arm(id);
            attempts.sent(id, at());
          });
          armed = true;
          return connector.publish(session, { content: entry.content, prepared, key, signal });
        });
        await confirm(entry, { ...sent, publishedAt: at() }, 'answer');
      } catch (error) {
        if (error instanceof CalledOff) {
          attempts.settle(id, at(), { outcome: 'not_published', by: 'answer', failure: PLANNED_OTHERWISE });
          return callOff(entry, error);
        }
        const failure = failureOf(error, entry);
        log.info(
          { publication: id, code: failure.code, outcome: failure.outcome, armed },
          'a publication failed',
        );
        const tried = { ...entry, tries: entry.tries + 1 };
        if (!armed || failure.outcome === 'not_published') return reject(tried, failure, 'answer');
        // What did arrive may take this long to be seen.
        const next = inMs(Math.max(PROBE_MS[0] ?? 0, settleMs(entry)));
        attempts.settle(id, at(), { outcome: 'unknown', by: null, failure });
        ledger.settle(id, 'unknown', failed('unknown', { ...failure, code: 'outcome_unknown' }), next);
        await record();
      }
    },

    async find(id) {
      const entry = entryOf(id);
      try {
        const probe = await ask(entry, within(DEADLINE_MS));
        if (probe.outcome === 'published' && !taken.isOwn(entry, probe.remoteId))
          throw new ConnectorError(ANOTHERS);
        if (probe.outcome === 'published')
          return confirm(entry, { ...probe, publishedAt: probe.publishedAt ?? at() }, 'probe');
        if (probe.outcome === 'not_published') return reject(entry, NOT_THERE, 'probe');
        ledger.settle(id, 'unknown', failed('unknown', NOBODY_KNOWS), null);
      } catch (error) {
        const failure = failureOf(error, entry);
        log.info({ publication: id, code: failure.code }, 'the platform could not be asked');
        const result = entry.result ?? failed('unknown', { ...failure, code: 'outcome_unknown' });
        // Without the account nobody can be asked any more: a person's word is what is left.
        const gone = connectionOf(current().replica, entry.connectionId) === null;
        ledger.settle(id, 'unknown', result, gone ? null : step(PROBE_MS, entry.tries));
      }
      await record();
    },

    async takeWord(id) {
      const entry = entryOf(id);
      const probe = await ask(entry, within(WORD_MS)).catch((error: unknown) => {
        log.info({ publication: id, code: failureOf(error, entry).code }, 'the platform could not be asked');
        return null;
      });
      if (probe?.outcome === 'published' && taken.isOwn(entry, probe.remoteId))
        return confirm(entry, { ...probe, publishedAt: probe.publishedAt ?? at() }, 'probe');
      const publishedAt = attempts.sentAt(id) ?? at();
      await confirm(entry, { remoteId: null, url: null, publishedAt }, 'person');
    },

    async giveUp(id, { state, failure }) {
      attempts.settle(id, at(), { outcome: 'not_published', by: 'person', failure });
      await settleAs(id, failed(state, failure));
    },
  };
}
