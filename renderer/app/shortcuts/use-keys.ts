import { getSetting, useSetting } from '../settings.ts';
import { keysOf } from './custom.ts';

/** The keys of commands as this device has them, for whoever shows them: `keys={useKeysOf()('journal.before')}`. */
export function useKeysOf(): (id: string) => string | undefined {
  const [custom] = useSetting('shortcuts');
  return (id) => keysOf(custom, id) ?? undefined;
}

/** The same outside React. */
export const keysNow = (id: string): string | null => keysOf(getSetting('shortcuts'), id);
