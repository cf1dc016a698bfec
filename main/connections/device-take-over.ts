import type { DeviceLedger, Plan } from './device-ledger.ts';

/**
 * Takes over what the rows say is to go out and nobody has decided yet, where the ledger knows of an earlier plan too:
 * planned for another time, or planned again. Nothing may be happening to it meanwhile.
 * @returns what is called with a plan, the version of the rows that plan it, and when to look at it (null: never)
 */
export function createTakeOver(ledger: DeviceLedger) {
  /** Words of people that the ledger has heard. */
  const heard = new Set<string>();

  return (plan: Plan, version: string, nextAt: string | null) => {
    const before = ledger.get(plan.id);
    if (!before) return ledger.plan(plan, nextAt);
    const { state, dueAt, auto, result, recorded } = before;
    const moved = (state === 'planned' || state === 'rejected') && dueAt !== plan.dueAt;
    // A person sent it, and a crash came in between: nobody stands by any more.
    const left = state === 'planned' && !auto;
    if (moved || left) return ledger.planAgain(plan, nextAt);
    if (result === null || !recorded) return;
    // The replica knows nothing of what it was told: it was taken back with its plan, or lost. Once for each word, or a
    // refusal would be answered by the same again.
    const word = `${plan.id} ${version}`;
    if (heard.has(word)) return;
    heard.add(word);
    if (state === 'rejected') ledger.planAgain(plan, nextAt);
    else if (state !== 'planned') ledger.tellAgain(plan.id);
  };
}
