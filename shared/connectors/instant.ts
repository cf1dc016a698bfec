/** A platform's way to write an instant as ISO text in UTC; null where it says none that can be read. */
export function isoOrNull(written: string | null | undefined): string | null {
  const at = Date.parse(written ?? '');
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
