/** How many bytes from a file's beginning `sniff` wants to see. */
export const SNIFF_BYTES = 4100;

const ascii = (head: Uint8Array, at: number, length: number) =>
  String.fromCharCode(...head.subarray(at, at + length));

/** Brands of ISO base media files (ISO/IEC 14496-12, `ftyp`) that are pictures. */
const PICTURES: Record<string, string> = {
  avif: 'image/avif',
  avis: 'image/avif',
  heic: 'image/heic',
  heix: 'image/heic',
  heif: 'image/heic',
  mif1: 'image/heic',
  msf1: 'image/heic',
  hevc: 'image/heic',
};

/**
 * What a file is, by its first bytes; its name is not asked.
 * @param head at least the first `SNIFF_BYTES` bytes, or all there are
 * @returns a MIME type; null when it is none that the library knows
 */
export function sniff(head: Uint8Array): string | null {
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'image/jpeg';
  if (ascii(head, 0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (/^GIF8[79]a$/.test(ascii(head, 0, 6))) return 'image/gif';
  if (ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 4) === 'WEBP') return 'image/webp';
  if (ascii(head, 4, 4) === 'ftyp') {
    const brand = ascii(head, 8, 4);
    return PICTURES[brand] ?? (brand === 'qt  ' ? 'video/quicktime' : 'video/mp4');
  }
  if (head[0] === 0x1a && head[1] === 0x45 && head[2] === 0xdf && head[3] === 0xa3)
    return ascii(head, 0, 64).includes('webm') ? 'video/webm' : 'video/x-matroska';
  if (ascii(head, 0, 5) === '%PDF-') return 'application/pdf';
  return null;
}

/** Types a library takes: what browsers can show, and PDF. */
export const MEDIA_TYPES = [
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'image/avif',
  'video/mp4',
  'video/quicktime',
  'video/webm',
  'application/pdf',
] as const;

export const isMediaType = (mime: string): boolean => (MEDIA_TYPES as readonly string[]).includes(mime);

/** Decoded, a picture takes four bytes for each; more than this is refused before it is decoded. */
export const MAX_PIXELS = 120_000_000;
