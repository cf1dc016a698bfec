type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** `mod+shift+k` for an event; letters by what they print, so that they follow the keyboard's layout. */
export function nameOfKeys(event: Pressed): string {
  const key = event.key.toLowerCase();
  const printable = key.length === 1;
  return [
    (event.ctrlKey || event.metaKey) && 'mod',
    event.altKey && 'alt',
    // `?` already says that Shift was held.
    event.shiftKey && (!printable || /\p{L}/u.test(key)) && 'shift',
    key,
  ]
    .filter(Boolean)
    .join('+');
}
