import type { StepResult } from './undo-stack.ts';

/**
 * The fields that may be put back: those that are as expected, and long text always, because it is merged with what
 * somebody else wrote there meanwhile.
 * @param merged names of long text
 */
export function putBack(
  fields: Record<string, unknown>,
  expected: Record<string, unknown>,
  now: Record<string, unknown>,
  merged: readonly string[] = [],
): Record<string, unknown> | null {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const left = Object.entries(fields).filter(
    ([name, value]) => !same(value, now[name]) && (merged.includes(name) || same(expected[name], now[name])),
  );
  return left.length === 0 ? null : Object.fromEntries(left);
}

/** Puts fields of a row back through its own edit. @param row null when it is gone */
export async function applyEdit(
  row: object | null | undefined,
  fields: Record<string, unknown>,
  expected: Record<string, unknown>,
  write: (fields: Record<string, unknown>) => Promise<boolean>,
): Promise<StepResult> {
  const left = row && putBack(fields, expected, row as Record<string, unknown>);
  return left ? write(left) : 'changed';
}
