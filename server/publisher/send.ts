import type { Failure, Resume } from '../../shared/connectors/contract.ts';
import { during } from '../connectors/call.ts';
import type { Log } from '../log.ts';
import type { Sessions } from '../modules/connections/sessions.ts';
import type { Claimed } from './claim.ts';
import type { Ledger } from './ledger.ts';
import type { Limits } from './limits.ts';
import { uploadMs } from './policy.ts';

const PREPARE_LIMIT_MS = 30_000;
const CONFIRM_TRIES = 8;

export type SendDeps = {
  ledger: Ledger;
  limits: Limits;
  sessions: Sessions;
  log: Log;
  worker: string;
  /** How long after arming the platform may still be written to, in milliseconds; well under the lease. */
  writeMs: number;
};

/** Takes a claimed attempt to its end: prepare, arm, the one call that can post, and what became of it. */
export async function send(deps: SendDeps, attempt: Claimed): Promise<void> {
  const { ledger, limits, sessions, log, worker, writeMs } = deps;
  const connector = sessions.connectorOf(attempt.connection.platform);
  const about = { publicationId: attempt.publication_id, n: attempt.n, platform: connector.platform };
  const heard = limits.listen(connector, attempt.connection);
  let opened: string | undefined;
  let further = false;
  const ready = await prepare().catch(async (error: unknown) => {
    // Nothing that posts has happened, whatever went wrong.
    await rejected(connector.classify(error), opened, further);
    return undefined;
  });
  if (!ready) return;

  const { session, prepared, left } = ready;
  // The machine may have slept since: after the deadline others may already be asking whether it is there.
  if (left() <= 0) {
    await patiently(() => ledger.reject(attempt, TOO_SLOW, 'answer'));
    return;
  }
  const signal = AbortSignal.timeout(Math.max(1, Math.floor(left())));
  const { content, key } = attempt;
  const published = await during({ ...heard, expired: () => left() <= 0 }, () =>
    connector.publish(session, { content, prepared, key, signal }),
  ).catch(async (error: unknown) => {
    const failure = connector.classify(error);
    if (failure.outcome === 'not_published') await rejected(failure, session.secret);
    else {
      log.warn({ ...about, code: failure.code }, 'the answer was lost; the platform will be asked');
      await patiently(() => ledger.unknown(attempt, failure));
    }
    return undefined;
  });
  if (!published) return;
  await heard.keep();
  // Should even this fail for long, the attempt stays armed and the resolver finds out.
  await patiently(() => ledger.confirm(attempt, published, 'answer'));
  log.info({ ...about, url: published.url }, 'published');

  async function prepare() {
    const session = await sessions.open(attempt.connection, { stored: attempt.secret });
    opened = session.secret;
    let prepared: unknown = null;
    let trace: string | null | undefined;
    if (connector.prepare) {
      const limit = PREPARE_LIMIT_MS + uploadMs(attempt.content);
      const resume: Resume = {
        earlier: attempt.earlier,
        async keep(trace) {
          await ledger.keep(attempt, trace);
          further ||= trace !== attempt.earlier;
        },
      };
      prepared = await during(
        heard,
        async () => connector.prepare?.(session, attempt.content, AbortSignal.timeout(limit), resume) ?? null,
      );
      trace = connector.trace?.(prepared) ?? null;
    }
    const left = countdown(writeMs);
    if (await ledger.arm(attempt, worker, { write: writeMs, settle: connector.settleMs }, trace)) {
      return { session, prepared, left };
    }
    log.warn(about, 'took too long to prepare; another worker goes on');
    return undefined;
  }

  async function rejected(failure: Failure, secret: string | undefined, further = false): Promise<void> {
    const { code, class: failureClass } = failure;
    log.warn({ ...about, code, class: failureClass }, 'a try failed');
    await heard.keep(failure);
    if (failureClass === 'reconnect') await sessions.signedOut(attempt.connection.id, code, secret);
    const why = code === 'token_expired' && secret !== undefined ? await renewed(failure, secret) : failure;
    await patiently(() => ledger.reject(attempt, why, 'answer', further));
  }

  /**
   * A token that ended early is replaced, and the next try comes at once. @returns why that try would fail as well, where it
   * could not be: else three of them would be over in a moment in which the platform renews nothing
   */
  async function renewed(failure: Failure, secret: string): Promise<Failure> {
    try {
      await sessions.open(attempt.connection, { refused: secret });
      return failure;
    } catch (error) {
      return { ...connector.classify(error), outcome: 'not_published' };
    }
  }
}

const TOO_SLOW: Failure = {
  outcome: 'not_published',
  class: 'retry',
  code: 'too_slow',
  message: 'This machine was too slow, so nothing was sent.',
  retryAt: null,
  answer: { status: null, code: null },
};

/** Milliseconds left, by the clock on the wall (it runs while a machine sleeps) and by the one that never jumps. */
function countdown(ms: number): () => number {
  const wall = Date.now();
  const steady = performance.now();
  return () => ms - Math.max(Date.now() - wall, performance.now() - steady);
}

/** The database may be away for a moment, and what is to be written is known. Given up, the resolver finds it out. */
async function patiently(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (tries === CONFIRM_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** tries));
    }
  }
}
