/** How long after its time something that nobody has taken is late and no longer about to go out, in milliseconds: scans and slow starts take less. */
export const LATE_MS = 5 * 60_000;

/** What lay in the past for this long when it was planned for a channel is a record of before, and no task, in milliseconds. */
export const RECORD_MS = 86_400_000;

/** @param dueAt ISO instant, as is `now` */
export const isLate = (dueAt: string, now: string): boolean => Date.parse(now) - Date.parse(dueAt) >= LATE_MS;

/** Whether something was planned for a channel as a record of before. */
export const isRecord = (target: { created_at: string }, dueAt: string): boolean =>
  Date.parse(target.created_at) - Date.parse(dueAt) > RECORD_MS;

/** A brand may set its grace to nothing; a scan's interval and a slow start are no reason to miss a post. */
const LEAST_GRACE_MS = 60_000;
/** What a person asked for just now has the time that its three tries take. */
const LEAST_ASKED_MS = 600_000;

/**
 * The instant after which something is missed instead of sent: nothing late goes out before a person says so.
 * @param dueAt of an answer, and of what a person asked for now: when they did
 * @param graceMinutes what the brand allows
 */
export function graceEnds(dueAt: string, graceMinutes: number, { asked }: { asked: boolean }): Date {
  const least = asked ? LEAST_ASKED_MS : LEAST_GRACE_MS;
  return new Date(Date.parse(dueAt) + Math.max(least, graceMinutes * 60_000));
}
