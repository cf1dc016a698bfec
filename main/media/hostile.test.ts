import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { thumbnail } from '../../shared/media/images.ts';
import { SNIFF_BYTES, sniff } from '../../shared/media/sniff.ts';
import { film } from '../../tests/support/films.ts';
import { gradient } from '../../tests/support/pictures.ts';
import { probe } from './probe.ts';

const dir = mkdtempSync(join(tmpdir(), 'hostile-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const ANSWERS = ['file_damaged', 'file_type_unsupported', 'picture_too_large'];
let samples: Buffer[];
beforeAll(async () => {
  const picture = () => gradient(64, 48, 1);
  samples = [
    await picture().jpeg(80),
    await picture().png(),
    await picture().webp(80),
    await film('mp4', { seconds: 1 }),
    await film('webm', { seconds: 1 }),
  ];
});

/** What the library says to these bytes: facts it would keep, or a code a person is told. Anything else is a fault. */
async function said(bytes: Uint8Array): Promise<string> {
  const file = join(dir, 'file');
  writeFileSync(file, bytes);
  try {
    const { mime, width, height, duration_ms } = await probe(file, sniff(bytes.subarray(0, SNIFF_BYTES)));
    for (const fact of [width, height, duration_ms]) {
      if (fact !== null && !(Number.isSafeInteger(fact) && fact >= 0)) return `a fact that is none: ${fact}`;
    }
    // What is kept is drawn small at once: broken bytes are refused there, and never take the process down.
    if (mime.startsWith('image/')) await thumbnail(bytes, 32).catch(() => null);
    return 'taken';
  } catch (error) {
    return error instanceof AppError && ANSWERS.includes(error.code)
      ? error.code
      : `a fault: ${String(error)}`;
  }
}
const isAnswer = (answer: string) => answer === 'taken' || ANSWERS.includes(answer);

test('files cut off anywhere, and files with bytes gone bad, are taken or refused with a reason', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(4),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 255 })), {
        maxLength: 12,
      }),
      async (which, end, changes) => {
        const whole = samples[which] ?? Buffer.alloc(0);
        const bytes = Buffer.from(whole.subarray(0, Math.ceil(whole.length * end)));
        for (const [at, value] of changes) {
          if (bytes.length > 0) bytes[Math.floor(at * (bytes.length - 1))] = value;
        }
        expect(await said(bytes)).toSatisfy(isAnswer);
      },
    ),
    { numRuns: 150 },
  );
});

test('what lies about itself gets a clear answer', async () => {
  const box = (type: string, size: number, rest = '') => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(size);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, Buffer.from(rest, 'latin1')]);
  };
  const huge = Buffer.from(samples[1] ?? []);
  huge.writeUInt32BE(0x7fffffff, 16);
  huge.writeUInt32BE(0x7fffffff, 20);
  const cases: [string, Buffer, string][] = [
    ['a PNG of billions of pixels', huge, 'picture_too_large'],
    [
      'an MP4 whose box is larger than any file',
      Buffer.concat([box('ftyp', 16, 'isom0000'), box('moov', 0xffffffff)]),
      'file_damaged',
    ],
    [
      'an MP4 of boxes in boxes',
      Buffer.concat([
        box('ftyp', 16, 'isom0000'),
        ...Array.from({ length: 2000 }, () => box('moov', 8 * 2000)),
      ]),
      'file_damaged',
    ],
    ['a GIF of nothing', Buffer.from('GIF89a\0\0\0\0\0\0\0'), 'file_damaged'],
    [
      'a page that calls itself a picture',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>'),
      'file_type_unsupported',
    ],
    ['a program', Buffer.from(`MZ${'x'.repeat(200)}`), 'file_type_unsupported'],
    [
      'a WebM header with nothing behind it',
      Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x84, 0x42, 0x82, 0x81, 0x77]),
      'file_type_unsupported',
    ],
  ];
  for (const [what, bytes, code] of cases) expect([what, await said(bytes)]).toEqual([what, code]);
});
