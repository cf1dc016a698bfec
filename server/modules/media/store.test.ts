import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import S3rver from '@20minutes/s3rver';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gradient } from '../../../tests/support/pictures.ts';
import type { S3Place } from './s3.ts';
import { createMediaStore, type MediaStore } from './store.ts';

let dir: string;
let service: S3rver;
/** The one key that server knows. */
const place: S3Place = { url: '', region: 'us-east-1', keyId: 'S3RVER', secret: 'S3RVER' };
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'media-store-'));
  service = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: join(dir, 's3'),
    allowMismatchedSignatures: false,
    configureBuckets: [{ name: 'media' }],
  });
  const { port } = await service.run();
  place.url = `http://127.0.0.1:${port}/media`;
});
afterAll(async () => {
  await service.close();
  await rm(dir, { recursive: true, force: true });
});

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
async function uploaded(bytes: Uint8Array): Promise<{ file: string; sha256: string }> {
  const sha256 = hashOf(bytes);
  const file = join(dir, `${sha256}.upload`);
  await writeFile(file, bytes);
  return { file, sha256 };
}

// The same questions of both: whoever uses a store need not know which it is.
describe.each(['a folder', 'a bucket'])('files in %s', (where) => {
  let store: MediaStore;
  beforeAll(() => {
    store =
      where === 'a folder'
        ? createMediaStore(join(dir, 'folder'))
        : createMediaStore(join(dir, 'beside'), place);
  });

  test('are taken over whole, and there until they are removed', async () => {
    const bytes = randomBytes(3_000_001);
    const { file, sha256 } = await uploaded(bytes);
    expect(await store.size(sha256)).toBeNull();
    await store.keep(file, sha256);
    expect(existsSync(file)).toBe(false);
    expect(await store.size(sha256)).toBe(bytes.length);
    expect(hashOf(await store.read(sha256))).toBe(sha256);

    // Again: nothing changes, and the upload goes.
    const again = await uploaded(bytes);
    await store.keep(again.file, sha256);
    expect(existsSync(again.file)).toBe(false);

    await store.remove(sha256);
    expect(await store.size(sha256)).toBeNull();
    await expect(store.read(sha256)).rejects.toThrow();
    // What is gone may be removed again.
    await store.remove(sha256);
  });

  test('are read in parts, and from the middle to their end', async () => {
    const bytes = randomBytes(200_000);
    const { file, sha256 } = await uploaded(bytes);
    await store.keep(file, sha256);
    expect(Buffer.from(await store.read(sha256, { from: 10, bytes: 5 }))).toEqual(bytes.subarray(10, 15));
    expect(Buffer.from(await store.read(sha256, { from: 199_990, bytes: 50 }))).toEqual(
      bytes.subarray(199_990),
    );
    expect(await store.read(sha256, { from: 200_000, bytes: 5 })).toHaveLength(0);
    expect(await buffer(store.stream(sha256, 0))).toEqual(bytes);
    expect(await buffer(store.stream(sha256, 123_456))).toEqual(bytes.subarray(123_456));
    expect(await buffer(store.stream(sha256, 200_000))).toHaveLength(0);
  });

  test('have small pictures where they are pictures', async () => {
    const { file, sha256 } = await uploaded(await gradient(64, 48, 1).jpeg(80));
    await store.keep(file, sha256);
    const small = await store.thumbnail(sha256);
    expect(Buffer.from(small.subarray(8, 12)).toString()).toBe('WEBP');
    await store.remove(sha256);
    await expect(store.thumbnail(sha256)).rejects.toThrow();
  });
});

test('a bucket that is away or refuses fails, keeps the upload, and is never taken for an empty one', async () => {
  const { file, sha256 } = await uploaded(randomBytes(1000));
  const wrong = createMediaStore(join(dir, 'wrong'), { ...place, secret: 'another' });
  await expect(wrong.size(sha256)).rejects.toThrow();
  await expect(wrong.keep(file, sha256)).rejects.toThrow();
  const away = createMediaStore(join(dir, 'away'), { ...place, url: 'http://127.0.0.1:9/media' });
  await expect(away.size(sha256)).rejects.toThrow();
  await expect(away.keep(file, sha256)).rejects.toThrow();
  expect(existsSync(file)).toBe(true);
});
