import { plain } from './plain.ts';

type Name = { month?: number; weekday?: true };

/** Languages whose names of months and weekdays are read. */
const LOCALES = ['en', 'de', 'de-AT', 'fr', 'es', 'it', 'pt', 'nl'];

/**
 * Names and short names, in plain letters, to the month (1 to 12) they mean and whether they are a weekday. A few are
 * both: Spanish `mar` is martes and marzo.
 */
export const monthsAndWeekdays: ReadonlyMap<string, Name> = collect();

function collect(): Map<string, Name> {
  const names = new Map<string, Name>();
  const add = (text: string, name: Name) => {
    const key = plain(text);
    names.set(key, { ...names.get(key), ...name });
  };
  for (const locale of LOCALES) {
    for (const length of ['long', 'short'] as const) {
      const months = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: length, day: 'numeric' });
      const weekdays = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: length });
      for (let month = 1; month <= 12; month++) {
        const name = months.formatToParts(Date.UTC(2026, month - 1, 1)).find((part) => part.type === 'month');
        if (name) add(name.value, { month });
      }
      for (let day = 1; day <= 7; day++) add(weekdays.format(Date.UTC(2026, 0, day)), { weekday: true });
    }
  }
  for (const [text, month] of [
    ['sept', 9],
    ['set', 9],
    ['mrz', 3],
    ['janv', 1],
    ['fevr', 2],
    ['juil', 7],
  ] as const)
    add(text, { month });
  return names;
}
