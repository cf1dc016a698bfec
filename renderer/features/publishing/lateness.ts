/** How a publication kept to its time. Under a minute is on time: clocks and networks are no finer than that. */
export type Lateness = { unit: 'none' } | { unit: 'minutes' | 'hours' | 'days'; count: number };

/** @param ms milliseconds after the due time; null counts as on time */
export function lateness(ms: number | null): Lateness {
  const minutes = Math.floor((ms ?? 0) / 60_000);
  if (minutes < 1) return { unit: 'none' };
  if (minutes < 90) return { unit: 'minutes', count: minutes };
  const hours = Math.round(minutes / 60);
  return hours < 36 ? { unit: 'hours', count: hours } : { unit: 'days', count: Math.round(hours / 24) };
}
