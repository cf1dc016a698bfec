import type { CheckPart, CheckStep } from '../../../shared/connection-check.ts';
import { checkConnection, type Holder } from '../../../shared/connectors/check.ts';
import { during } from '../../connectors/call.ts';
import type { Db } from '../../db/db.ts';
import { redactText } from '../../log.ts';
import { type HeldHere, heldHere } from './held-here.ts';
import type { Sessions } from './sessions.ts';

const PLATFORM_MS = 20_000;

/** Connections that the server holds are looked at step by step, by asking their platforms. */
export function createChecks({ db, sessions }: { db: Db; sessions: Sessions }) {
  const { limits } = sessions;
  return {
    /**
     * @returns the steps of one part. An account that was signed out and does all it is asked for counts as connected again.
     * @throws AppError not_found | forbidden | not_holder | platform_off
     */
    async look(personId: string, connectionId: string, part: CheckPart): Promise<CheckStep[]> {
      const connection = await heldHere(db, personId, connectionId);
      const connector = sessions.connectorOf(connection.platform);
      const signal = AbortSignal.timeout(PLATFORM_MS);
      let used: string | undefined;
      const holder: Holder = {
        connector,
        use: (call) =>
          sessions.use(connection, (session, at) => {
            used = session.secret;
            return call(session, at);
          }),
        listen: (told, work) => during({ answered: told }, work),
        know: (heard) => limits.know(connection, heard),
      };
      const steps = await checkConnection(part, holder, signal);
      if (used !== undefined) await conclude(connection, used, steps);
      return steps.map((step) => ({ ...step, message: step.message && redactText(step.message) }));
    },
  };

  /** What a look shows of whether it works is kept, as where something goes out. */
  async function conclude(connection: HeldHere, secret: string, steps: CheckStep[]): Promise<void> {
    const ended = steps.find(({ check, state }) => check === 'signed_in' && state === 'fix');
    if (ended && ended.code !== 'other_account')
      await sessions.signedOut(connection.id, ended.code ?? 'signed_out', secret);
    const reads = steps.some(({ check, state }) => check === 'read' && state === 'ok');
    if (connection.status === 'reconnect' && reads) await sessions.works(connection, secret);
  }
}
