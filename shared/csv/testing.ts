/** For tests: files as spreadsheet programs write them. */

export type WriteOptions = { delimiter?: string; newline?: string; quoteAll?: boolean };

export function writeCsv(rows: readonly (readonly string[])[], options: WriteOptions = {}): string {
  const { delimiter = ',', newline = '\r\n', quoteAll = false } = options;
  const cell = (text: string) =>
    quoteAll || text === '' || /["\r\n]/.test(text) || text.includes(delimiter)
      ? `"${text.replaceAll('"', '""')}"`
      : text;
  return rows.map((cells) => cells.map(cell).join(delimiter) + newline).join('');
}

export type Encoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export function encode(text: string, encoding: Encoding = 'utf-8'): Uint8Array {
  if (encoding === 'utf-8') return new TextEncoder().encode(text);
  if (encoding === 'utf-8-bom') return new TextEncoder().encode(`\ufeff${text}`);
  if (encoding === 'windows-1252')
    return Uint8Array.from(text, (char) => WINDOWS_1252.get(char) ?? char.charCodeAt(0));
  const bytes = new Uint8Array(2 * (text.length + 1));
  const view = new DataView(bytes.buffer);
  for (const [i, unit] of [...`\ufeff${text}`.split('')].entries())
    view.setUint16(2 * i, unit.charCodeAt(0), encoding === 'utf-16le');
  return bytes;
}

/** The part of it that is not Latin-1. */
const WINDOWS_1252 = new Map(
  Array.from({ length: 32 }, (_, i) => 0x80 + i).map((byte) => [
    new TextDecoder('windows-1252').decode(Uint8Array.of(byte)),
    byte,
  ]),
);
