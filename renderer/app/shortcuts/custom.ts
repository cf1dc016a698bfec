import { acceleratorOf, clash, isReserved } from '../../../shared/keys.ts';
import { CAPTURE_ANYWHERE } from '../../../shared/native-menu.ts';
import { type Scope, together } from './scopes.ts';
import { type Shortcut, shortcut } from './table.ts';

/** Keys a person chose, by command; an empty text: none. Commands that are not in it have the table's. */
export type CustomKeys = Readonly<Record<string, string>>;

/** A command as far as its keys go. Brands and the like have no line in the table, but may be given keys. */
export type Keyed = Pick<Shortcut, 'id' | 'scopes' | 'keys' | 'fixed'>;

/** The keys of a command now, or null. */
export function keysOf(custom: CustomKeys, id: string): string | null {
  const known = shortcut(id);
  if (known?.fixed) return known.keys;
  return (custom[id] ?? known?.keys) || null;
}

export type Refusal =
  | { reason: 'reserved' }
  /** Another command that can be on offer at the same time has them, or begins with them. */
  | { reason: 'taken'; by: Keyed };

/** Why a command may not have these keys as things are; null when it may. */
export function refusal(
  all: readonly Keyed[],
  custom: CustomKeys,
  { id, scopes }: { id: string; scopes: readonly Scope[] },
  keys: string,
): Refusal | null {
  // Bare letters would be gone from every program.
  const deaf = id === CAPTURE_ANYWHERE.id && acceleratorOf(keys) === null;
  if (deaf || isReserved(keys)) return { reason: 'reserved' };
  const by = all.find(
    (one) => one.id !== id && together(one.scopes, scopes) && clash(keysOf(custom, one.id) ?? '', keys),
  );
  return by ? { reason: 'taken', by } : null;
}

/** With keys for one command, taken from whoever else may have had them there. */
export function withKeys(all: readonly Keyed[], custom: CustomKeys, target: Keyed, keys: string): CustomKeys {
  const next: Record<string, string> = { ...custom };
  for (const one of all) {
    if (one.id === target.id || one.fixed || !together(one.scopes, target.scopes)) continue;
    if (clash(keysOf(custom, one.id) ?? '', keys)) next[one.id] = '';
  }
  next[target.id] = keys;
  return withoutDefaults(next);
}

/** One command back to what it came with; whoever has those keys now keeps them, so it may end up clashing: see `refusal`. */
export function withReset(custom: CustomKeys, id: string): CustomKeys {
  const { [id]: _, ...rest } = custom;
  return rest;
}

/** Only what differs from the table is worth keeping: a default that changes later then reaches everybody else. */
const withoutDefaults = (custom: Record<string, string>): CustomKeys =>
  Object.fromEntries(Object.entries(custom).filter(([id, keys]) => keys !== (shortcut(id)?.keys ?? '')));
