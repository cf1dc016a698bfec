import {
  type CheckPart,
  type CheckStep,
  checkStep,
  isOfTheAccount,
  notReached,
  permissionSteps,
} from '../connection-check.ts';
import type { Connector, Failure, Session } from './contract.ts';
import type { Answered, Limit } from './limits.ts';

/** Whoever holds the account knows how its platform is called, and hears what is answered. */
export type Holder = {
  connector: Connector;
  /** Calls the platform with a secret that works. */
  use<T>(call: (session: Session, connector: Connector) => Promise<T>): Promise<T>;
  /** Does some work, and is told of every answer to it. */
  listen<T>(told: (answer: Answered) => void, work: () => Promise<T>): Promise<T>;
  /** Keeps what was heard of limits. */
  know?(limits: Limit[]): Promise<void> | void;
};

/**
 * Looks at an account step by step, from the platform's own answers. Reads only.
 * @param part what is to be found out by this call: `account`, then `use`
 * @returns the steps of that part; a failure of the platform is one of them, nothing is thrown
 */
export async function checkConnection(
  part: CheckPart,
  holder: Holder,
  signal: AbortSignal,
): Promise<CheckStep[]> {
  try {
    return part === 'account' ? await lookAtAccount(holder, signal) : await lookAtUse(holder, signal);
  } catch (error) {
    const failure = holder.connector.classify(error);
    if (part === 'use') return [refused('read', failure), notReached('limits')];
    const ofAccount = isOfTheAccount(failure.code) || failure.code === 'permission_missing';
    return [
      ofAccount ? checkStep('signed_in', 'ok') : refused('signed_in', failure),
      ofAccount ? refused('account', failure) : notReached('account'),
      notReached('permission'),
    ];
  }
}

const lookAtAccount = ({ use }: Holder, signal: AbortSignal): Promise<CheckStep[]> =>
  use(async (session, connector) => {
    const { remoteId, handle, accountType, unfit } = await connector.examine(session, signal);
    const { needed = [], granted = null } = connector.permissions?.(session.secret) ?? {};
    if (remoteId !== session.remoteId)
      return [
        checkStep('signed_in', 'fix', { name: handle, code: 'other_account' }),
        notReached('account'),
        notReached('permission'),
      ];
    return [
      checkStep('signed_in', 'ok', { name: handle || null }),
      checkStep('account', unfit === null ? 'ok' : 'fix', { name: accountType, code: unfit }),
      ...permissionSteps({ needed: [...needed], granted: granted && [...granted] }),
    ];
  });

async function lookAtUse(
  { connector, use, listen, know }: Holder,
  signal: AbortSignal,
): Promise<CheckStep[]> {
  const heard: Limit[] = [];
  const read = await listen(
    (answer) => void heard.push(...(connector.limits?.(answer) ?? [])),
    () => use((session, at) => at.tryRead(session, signal)),
  );
  // The last word about each counts.
  const last = new Map([...heard, ...read].map((limit) => [`${limit.of} ${limit.bucket}`, limit]));
  await know?.([...last.values()]);
  const limits = [...last.values()].map(({ of, bucket, remaining, resetAt }) => ({
    of,
    bucket,
    remaining: Math.max(0, remaining),
    resets_at: resetAt,
  }));
  const over = limits.some(({ remaining }) => remaining === 0);
  return [
    checkStep('read', 'ok'),
    limits.length === 0
      ? checkStep('limits', 'unasked', { code: 'check_not_said' })
      : checkStep('limits', over ? 'fix' : 'ok', { limits, code: over ? 'rate_limited' : null }),
  ];
}

/** What passes by itself says nothing about the account. */
function refused(check: CheckStep['check'], { class: failureClass, code, message }: Failure): CheckStep {
  const passes = failureClass === 'retry' || failureClass === 'wait';
  return checkStep(check, passes ? 'unasked' : 'fix', {
    code: code.slice(0, 80),
    message: message.slice(0, 2000),
  });
}
