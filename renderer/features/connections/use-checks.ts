import { useCallback, useEffect, useRef, useState } from 'react';
import {
  CHECK_PARTS,
  CHECKS,
  type CheckPart,
  type CheckStep,
  notReached,
} from '../../../shared/connection-check.ts';
import { desktop } from '../../app/desktop.ts';
import { type Explanation, explainThrown } from '../../app/errors.ts';

/** What each part of a check finds out. */
const OF_PART: Record<CheckPart, readonly CheckStep['check'][]> = {
  account: ['signed_in', 'account', 'permission'],
  use: ['read', 'limits'],
};

export type Checks = {
  /** What is known so far, in the order in which it is asked. */
  steps: CheckStep[];
  /** What is asked now and what comes after it; empty when it is over. */
  waiting: readonly CheckStep['check'][];
  /** Why the holder of the account could not be asked at all. */
  failure: Explanation | null;
  run(): void;
};

/** The check of a connection, part by part as its holder answers. Asking again ends the one before. */
export function useChecks(connectionId: string): Checks {
  const [steps, setSteps] = useState<CheckStep[]>([]);
  const [waiting, setWaiting] = useState<Checks['waiting']>([]);
  const [failure, setFailure] = useState<Explanation | null>(null);
  const current = useRef(0);
  useEffect(
    () => () => {
      current.current += 1;
    },
    [],
  );

  const run = useCallback(() => {
    current.current += 1;
    const mine = current.current;
    const isOver = () => current.current !== mine;
    const ask = async () => {
      let known: CheckStep[] = [];
      for (const part of CHECK_PARTS) {
        const signedIn = known.every(({ check, state }) => check !== 'signed_in' || state === 'ok');
        const found = signedIn
          ? (await desktop.invoke('connections.check', { connectionId, part })).steps
          : OF_PART[part].map(notReached);
        if (isOver()) return;
        known = [...known, ...found];
        setSteps(known);
        setWaiting(CHECKS.filter((check) => known.every((step) => step.check !== check)));
      }
    };
    setSteps([]);
    setFailure(null);
    setWaiting(CHECKS);
    ask().catch((error: unknown) => {
      if (isOver()) return;
      setFailure(explainThrown(error));
      setWaiting([]);
    });
  }, [connectionId]);

  return { steps, waiting, failure, run };
}
