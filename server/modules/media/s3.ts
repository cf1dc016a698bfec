import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { S3mini } from 's3mini';
import type { Objects } from './store.ts';

/** A bucket of a service that speaks S3, and who asks. */
export type S3Place = {
  /** With the bucket as its path: `https://s3.example.net/pillarbox-media`. */
  url: string;
  region: string;
  keyId: string;
  secret: string;
};

const AT_ONCE_BYTES = 1024 * 1024;
/** One request of so much at most: S3 takes 5 GB in one. */
const MAX_BYTES = 5_000_000_000;

/**
 * Whole files in a bucket: `objects/ab/abcd...`. Each goes up in one request that carries the hash it is named by, which
 * the service checks, so a file is there whole or not at all. Nothing else may write under `objects/` there.
 * @throws the client's S3ServiceError and S3NetworkError where the service refuses or is away
 */
export function createBucket({ url, region, keyId, secret }: S3Place): Objects {
  const s3 = new S3mini({
    endpoint: url,
    region,
    accessKeyId: keyId,
    secretAccessKey: secret,
    requestSizeInBytes: MAX_BYTES,
    // A body that is read while it is sent: its length stands in the headers, which services ask for.
    fetch: (input, init) => fetch(input, { ...init, duplex: 'half' } as RequestInit),
  });
  const object = (sha256: string) => `objects/${sha256.slice(0, 2)}/${sha256}`;
  const answered = async (sha256: string, part?: { from: number; bytes: number }) => {
    // Its range ends before the second number.
    const end = part && part.from + part.bytes;
    const answer = await s3.getObjectRaw(object(sha256), !part, part?.from ?? 0, end ?? 0);
    if (!answer.ok) throw new Error(`The store of files answers ${answer.status}.`);
    return answer;
  };
  const size: Objects['size'] = async (sha256) => {
    // Told apart from "there is nothing" only by asking so first.
    if ((await s3.objectExists(object(sha256))) !== true) return null;
    return s3.getContentLength(object(sha256));
  };
  return {
    size,
    async keep(file, sha256) {
      const { size: bytes } = await stat(file);
      const body = Readable.toWeb(createReadStream(file, { highWaterMark: AT_ONCE_BYTES }));
      const checksum = Buffer.from(sha256, 'hex').toString('base64');
      await s3.putObject(
        object(sha256),
        body as never,
        'application/octet-stream',
        undefined,
        { 'x-amz-checksum-sha256': checksum },
        bytes,
      );
      if ((await size(sha256)) !== bytes) throw new Error('The store of files does not have what was sent.');
      await rm(file, { force: true });
    },
    async read(sha256, part) {
      if (part) {
        const whole = (await size(sha256)) ?? 0;
        const bytes = Math.min(part.bytes, whole - part.from);
        if (bytes <= 0) return new Uint8Array();
        return new Uint8Array(await (await answered(sha256, { from: part.from, bytes })).arrayBuffer());
      }
      return new Uint8Array(await (await answered(sha256)).arrayBuffer());
    },
    stream(sha256, from) {
      return Readable.from(pieces(sha256, from));
    },
    async remove(sha256) {
      await s3.deleteObject(object(sha256));
    },
  };

  async function* pieces(sha256: string, from: number): AsyncGenerator<Uint8Array> {
    const whole = (await size(sha256)) ?? 0;
    if (from >= whole) return;
    const { body } = await answered(sha256, { from, bytes: whole - from });
    if (body) yield* body as unknown as ReadableStream<Uint8Array>;
  }
}
