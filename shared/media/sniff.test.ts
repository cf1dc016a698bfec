import { expect, test } from 'vitest';
import { isMediaType, sniff } from './sniff.ts';

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

test.each([
  ['\xff\xd8\xff\xe0', 'image/jpeg'],
  ['\x89PNG\r\n\x1a\n....', 'image/png'],
  ['GIF89a', 'image/gif'],
  ['RIFF....WEBPVP8 ', 'image/webp'],
  ['\0\0\0\x20ftypavif', 'image/avif'],
  ['\0\0\0\x20ftypheic', 'image/heic'],
  ['\0\0\0\x20ftypisom', 'video/mp4'],
  ['\0\0\0\x20ftypqt  ', 'video/quicktime'],
  ['\x1a\x45\xdf\xa3....webm', 'video/webm'],
  ['%PDF-1.7', 'application/pdf'],
])('a file is known by its first bytes: %j', (head, mime) => {
  expect(sniff(bytes(head))).toBe(mime);
});

test.each(['', '<svg xmlns="http://www.w3.org/2000/svg">', '<!doctype html>', 'MZ\x90', 'plain words'])(
  'what the library does not know is nothing: %j',
  (head) => {
    expect(sniff(bytes(head))).toBeNull();
  },
);

test('HEIC is known but not taken', () => {
  expect(isMediaType('image/heic')).toBe(false);
  expect(isMediaType('image/jpeg')).toBe(true);
});
