/** How long after its time something that nobody has taken is late and no longer about to go out, in milliseconds: scans and slow starts take less. */
export const LATE_MS = 5 * 60_000;

/** What lay in the past for this long when it was planned for a channel is a record of before, and no task, in milliseconds. */
export const RECORD_MS = 86_400_000;

/** @param dueAt ISO instant, as is `now` */
export const isLate = (dueAt: string, now: string): boolean => Date.parse(now) - Date.parse(dueAt) >= LATE_MS;

/** Whether something was planned for a channel as a record of before. */
export const isRecord = (target: { created_at: string }, dueAt: string): boolean =>
  Date.parse(target.created_at) - Date.parse(dueAt) > RECORD_MS;
