/** What of some chosen or dropped files is the plan, and which go with it. */
const PLANS = /\.(csv|tsv|tab|txt|ics|ical|json|zip)$/i;

export const ACCEPTED =
  '.csv,.tsv,.tab,.txt,.ics,.json,.zip,text/csv,text/tab-separated-values,text/calendar,application/json,application/zip';

/** A plan with its pictures beside it may be dropped in one go. */
export function chooseFiles(files: readonly File[]): { plan: File | null; beside: File[] } {
  const plan = files.find(({ name }) => PLANS.test(name)) ?? (files.length === 1 ? files[0] : null) ?? null;
  return { plan, beside: files.filter((file) => file !== plan) };
}

/** Files by the names that a plan may have for them. */
export const byName = (files: readonly File[]): Map<string, File> =>
  new Map(files.map((file) => [nameKey(file.name), file]));

export const nameKey = (name: string): string => name.trim().normalize('NFC').toLowerCase();
