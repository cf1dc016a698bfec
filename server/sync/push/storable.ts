/**
 * Text as Postgres takes it. Half of a surrogate pair (an emoji cut by a length limit) becomes U+FFFD in a text column
 * but an error in jsonb, so it is replaced everywhere alike.
 * @param value anything JSON can carry
 * @param options.nul what becomes of U+0000, which Postgres takes nowhere: kept, it makes the statement fail
 */
export function storable<T>(value: T, options: { nul: 'keep' | 'drop' }): T {
  return walk(value, options.nul) as T;
}

function walk(value: unknown, nul: 'keep' | 'drop'): unknown {
  if (typeof value === 'string') {
    const text = value.toWellFormed();
    return nul === 'drop' ? text.replaceAll('\0', '') : text;
  }
  if (Array.isArray(value)) return value.map((item) => walk(item, nul));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [walk(key, nul), walk(item, nul)]));
}
