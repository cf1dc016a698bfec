/**
 * Keys as text, in one place: `mod+k`, `alt+arrowup`, `n`, or `g c` for one stroke after the other. `mod` is Ctrl, on a
 * Mac Cmd. A stroke is `mod+alt+shift+<key>` in that order; screens, the native menu and the settings all read it.
 */

type Pressed = { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; shiftKey: boolean };

// A space parts two strokes and a plus parts two keys, so these two have names.
const NAMED: Record<string, string> = { ' ': 'space', '+': 'plus' };

/** `mod+shift+k` for an event; letters by what they print, so that they follow the keyboard's layout. */
export function nameOfKeys(event: Pressed): string {
  const key = NAMED[event.key] ?? event.key.toLowerCase();
  const printable = event.key.length === 1;
  return [
    (event.ctrlKey || event.metaKey) && 'mod',
    event.altKey && 'alt',
    // `?` already says that Shift was held.
    event.shiftKey && (!printable || /[\p{L} ]/u.test(event.key)) && 'shift',
    key,
  ]
    .filter(Boolean)
    .join('+');
}

/** Only a part of a stroke so far: Shift and the like by themselves. */
export const isModifier = (key: string): boolean =>
  ['Control', 'Meta', 'Alt', 'Shift', 'AltGraph', 'CapsLock', 'Dead', 'Process', 'Unidentified'].includes(
    key,
  );

/** May be pressed while a person types without being taken for a letter. */
export const worksWhileTyping = (keys: string): boolean => /^(mod\+|f\d+$)/.test(keys);

/** The same, or one begins the other: whoever hears the first never gets to the second. */
export const clash = (a: string, b: string): boolean =>
  a !== '' && b !== '' && (a === b || a.startsWith(`${b} `) || b.startsWith(`${a} `));

/** What the system, the text fields and walking by keyboard need for themselves. */
const RESERVED = new Set([
  ...['tab', 'shift+tab', 'enter', 'shift+enter', 'space', 'shift+space', 'escape', 'backspace', 'delete'],
  ...['arrowup', 'arrowdown', 'arrowleft', 'arrowright', 'home', 'end', 'pageup', 'pagedown'],
  ...['mod+c', 'mod+x', 'mod+v', 'mod+a', 'mod+q', 'mod+w', 'mod+shift+v', 'alt+f4', 'contextmenu'],
]);
export const isReserved = (keys: string): boolean => keys.split(' ').some((stroke) => RESERVED.has(stroke));

const CAPS: Record<string, string> = {
  ...{ mod: 'Ctrl', alt: 'Alt', shift: '⇧', enter: '↵', escape: 'Esc', delete: 'Del', backspace: '⌫' },
  ...{ arrowup: '↑', arrowdown: '↓', arrowleft: '←', arrowright: '→' },
  ...{ space: 'Space', plus: '+', pageup: 'PgUp', pagedown: 'PgDn', home: 'Home', end: 'End', insert: 'Ins' },
};
const MAC_CAPS: Record<string, string> = { mod: '⌘', alt: '⌥', delete: '⌦' };

/** What stands on the keycaps of each stroke: `g c` is `[['G'], ['C']]`. */
export function capsOf(keys: string, mac: boolean): string[][] {
  const cap = (key: string) =>
    (mac ? MAC_CAPS[key] : undefined) ??
    CAPS[key] ??
    (key.length === 1 || /^f\d+$/.test(key) ? key.toUpperCase() : key);
  return keys
    .split(' ')
    .filter(Boolean)
    .map((stroke) => stroke.split('+').map(cap));
}

/** Keys as a line of text: `Ctrl ⇧ K`, `G, C`. */
export const keysText = (keys: string, mac: boolean): string =>
  capsOf(keys, mac)
    .map((caps) => caps.join(' '))
    .join(', ');

const ACCELERATOR: Record<string, string> = {
  ...{ mod: 'CommandOrControl', alt: 'Alt', shift: 'Shift', enter: 'Return', escape: 'Escape' },
  ...{ arrowup: 'Up', arrowdown: 'Down', arrowleft: 'Left', arrowright: 'Right' },
  ...{ space: 'Space', plus: 'Plus', pageup: 'PageUp', pagedown: 'PageDown', home: 'Home', end: 'End' },
  ...{ delete: 'Delete', backspace: 'Backspace', insert: 'Insert' },
};

/**
 * Keys as Electron writes them in a native menu (`CommandOrControl+Shift+Z`).
 * @returns null for what a menu cannot hold: several strokes, and bare letters, which would be gone from every text field
 */
export function acceleratorOf(keys: string): string | null {
  if (!/^(mod\+|alt\+|f\d+$)/.test(keys) || keys.includes(' ')) return null;
  const parts = keys
    .split('+')
    .map((key) => ACCELERATOR[key] ?? (/^([\x21-\x7e]|f\d{1,2})$/.test(key) ? key.toUpperCase() : null));
  return parts.includes(null) ? null : parts.join('+');
}
