/** From the bytes of a file to text, by the marks that spreadsheet programs leave. */

export type DecodeFault = 'file_empty' | 'workbook_not_csv' | 'not_text';

/**
 * UTF-8 and UTF-16 by their byte order mark, else UTF-8 where the bytes are valid UTF-8, else Windows-1252, which is
 * what Excel writes as plain "CSV" in western Europe and the Americas.
 */
export function decode(bytes: Uint8Array): { text: string } | { fault: DecodeFault } {
  if (bytes.length === 0) return { fault: 'file_empty' };
  if (startsWith(bytes, [0x50, 0x4b, 3, 4]) || startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0]))
    return { fault: 'workbook_not_csv' };
  const text = decodeText(bytes);
  if (text.includes('\0')) return { fault: 'not_text' };
  return text.trim() === '' ? { fault: 'file_empty' } : { text };
}

function decodeText(bytes: Uint8Array): string {
  // TextDecoder removes the mark of its own encoding.
  if (startsWith(bytes, [0xff, 0xfe])) return new TextDecoder('utf-16le').decode(bytes);
  if (startsWith(bytes, [0xfe, 0xff])) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

const startsWith = (bytes: Uint8Array, mark: number[]) => mark.every((byte, i) => bytes[i] === byte);
