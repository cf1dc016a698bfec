import { AsyncLocalStorage } from 'node:async_hooks';
import { ConnectorError } from '../../shared/connectors/contract.ts';

/** What holds for every request of one call to a connector, whichever of its clients makes it. */
export type Call = {
  /** Whether nothing may be sent any more. Asked again right before a request is written. */
  expired?: () => boolean;
  /** Told of every answer. */
  answered?: (answer: { method: string; url: string; headers: Headers }) => void;
};

const calls = new AsyncLocalStorage<Call>();

/** Runs one call to a connector; the fetches of this server read `call` (they cannot be passed it through a library). */
export const during = <T>(call: Call, work: () => Promise<T>): Promise<T> => calls.run(call, work);

export const currentCall = (): Call | undefined => calls.getStore();

/** Not certain to be unsent: something before it in the same call may have arrived. */
export const tooLate = (): ConnectorError =>
  new ConnectorError({
    outcome: 'unknown',
    class: 'retry',
    code: 'too_slow',
    message: 'This machine was too slow, so the rest was not sent.',
  });
