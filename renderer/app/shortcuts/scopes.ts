import type { MenuName } from '../../../shared/native-menu.ts';

/** Where commands are on offer, and the menu they stand in. The first three are there together with every screen. */
export const scopeMenus = {
  app: 'file',
  go: 'go',
  post: 'post',
  today: 'file',
  calendar: 'view',
  ideas: 'file',
  journal: 'view',
  feeds: 'view',
  templates: 'view',
  inbox: 'inbox',
  feed: 'view',
  'feed/profile': 'view',
  'feed/carousels': 'view',
  'feed/strategy': 'view',
  library: 'edit',
  review: 'post',
  'brand/profile': 'brand',
  'brand/pillars': 'brand',
  'brand/style': 'brand',
  'brand/hooks': 'brand',
  'brand/offers': 'brand',
  'brand/templates': 'brand',
  'brand/schedule': 'brand',
  'brand/queue': 'brand',
  'brand/channels': 'brand',
  'brand/people': 'brand',
  channel: 'brand',
  import: 'file',
  export: 'file',
  sync: 'file',
} as const satisfies Record<string, MenuName>;

export type Scope = keyof typeof scopeMenus;
export const allScopes = Object.keys(scopeMenus) as Scope[];

/** On offer beside any screen: the shell's own, and the composer's, which stands next to the middle. */
const EVERYWHERE: readonly Scope[] = ['app', 'go', 'post'];

/** Can commands of the two be on offer at the same time? */
export const together = (a: readonly Scope[], b: readonly Scope[]): boolean =>
  [...a, ...b].some((one) => EVERYWHERE.includes(one)) || a.some((one) => b.includes(one));

/**
 * What is on screen at an address, for the keys that a screen answers itself.
 * @param main the address of the middle, when `address` is the inspector's
 */
export function scopesAt(address: string, main: string): Scope[] {
  const [, screen = '', tab = ''] = (address.split('?')[0] ?? '').split('/');
  if (screen === 'post') return ['post', ...scopesAt(main === address ? '' : main, '')];
  if (screen === 'ideas' && (tab === 'journal' || tab === 'feeds')) return [tab];
  if (screen === 'feed') {
    const scope = tab === '' || tab === 'grid' ? 'feed' : `feed/${tab}`;
    return Object.hasOwn(scopeMenus, scope) ? [scope as Scope] : [];
  }
  const scope = screen === 'brand' ? `brand/${tab || 'pillars'}` : screen;
  return Object.hasOwn(scopeMenus, scope) ? [scope as Scope] : [];
}
