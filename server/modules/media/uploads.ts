import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { type Readable, Transform, type Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';
import sql from 'sql-template-tag';
import { AppError } from '../../../shared/errors.ts';
import { readUploadId, UPLOADS_PATH, uploadId } from '../../../shared/media/api.ts';
import { isMediaType } from '../../../shared/media/sniff.ts';
import type { Tx } from '../../db/db.ts';
import type { App, ServerDeps } from '../../deps.ts';
import { requirePerson } from '../auth/require-person.ts';
import { requireRole } from '../organizations/roles.ts';
import type { MediaStore } from './store.ts';

const TUS_TYPE = 'application/offset+octet-stream';
const MB = 1024 * 1024;
/** An upload nobody went on with for so long is forgotten. */
const ABANDONED_MS = 7 * 24 * 60 * 60_000;
/** So many uploads are hashed while they come; of others the file is read once more. */
const MOST_HASHES = 500;

type Asset = { id: string; bytes: number; mime: string; uploaded_at: string | null };

/** Where uploads grow. tus' own write calls every failure the same; a full disk is something to be told. */
class UploadStore extends FileStore {
  /** Hashes of uploads that came from their first byte on to this process, and how far. */
  readonly #hashes = new Map<string, { hash: Hash; to: number }>();

  override async write(readable: Readable, id: string, offset: number): Promise<number> {
    const before = this.#hashes.get(id);
    // One that is cut off has been hashed further than it was written: it is not known any more.
    this.#hashes.delete(id);
    const hash = offset === 0 ? createHash('sha256') : before?.to === offset ? before.hash : null;
    const file = createWriteStream(join(this.directory, id), {
      flags: 'r+',
      start: offset,
      highWaterMark: MB,
    });
    const hashing = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash?.update(chunk);
        done(null, chunk);
      },
    });
    await refused(() => written(readable, hashing, file));
    const to = offset + file.bytesWritten;
    const [oldest] = this.#hashes.keys();
    if (oldest !== undefined && this.#hashes.size >= MOST_HASHES) this.#hashes.delete(oldest);
    if (hash) this.#hashes.set(id, { hash, to });
    return to;
  }

  /** What an upload hashes to as it came, and its bytes; null where that is not known. */
  hashOf(id: string): { sha256: string; bytes: number } | null {
    const known = this.#hashes.get(id);
    this.#hashes.delete(id);
    return known ? { sha256: known.hash.digest('hex'), bytes: known.to } : null;
  }
}

/**
 * Writes what comes. Where that fails the rest of the request is taken and dropped: who is cut off while it sends hears no
 * answer, and would say that the server cannot be reached.
 */
async function written(from: Readable, through: Transform, to: Writable): Promise<void> {
  const arrives = pipeline(through, to);
  from.once('error', (error) => through.destroy(error));
  from.once('close', () => {
    if (!from.readableEnded) through.destroy(new Error('The upload was cut off.'));
  });
  from.pipe(through);
  try {
    await arrives;
  } catch (error) {
    from.unpipe(through).resume();
    await finished(from).catch(() => undefined);
    throw error;
  }
}

/** Two uploads of the same bytes, and the one that takes unused files away, go one after the other. */
export const lockHash = (tx: Tx, sha256: string) =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`media:${sha256}`}, 0))`);

/**
 * Resumable uploads (tus 1.0). An upload is named by brand and hash, so a desktop that lost everything but the file, or
 * another one with the same file, goes on where the bytes end. What counts is the hash: a file that does not match what
 * its asset says is thrown away. tus itself has no checksum here, and its own clean-up would take whole files with it.
 */
export function registerUploads(app: App, deps: ServerDeps, store: MediaStore): void {
  const { db, log, config } = deps;
  const askers = new WeakMap<IncomingMessage, string>();
  let uploads: UploadStore | undefined;
  let server: Promise<Server> | undefined;

  // The folder is made when the first upload comes: tus makes it by itself, but fails in a way nobody could catch.
  const tus = () => {
    server ??= mkdir(store.uploads, { recursive: true, mode: 0o700 }).then(() => {
      uploads = new UploadStore({ directory: store.uploads });
      return new Server({
        path: UPLOADS_PATH,
        relativeLocation: true,
        datastore: uploads,
        maxSize: config.media.maxFileMb * MB,
        namingFunction: (_request, metadata) => {
          const id = uploadId(metadata?.brand_id ?? '', metadata?.sha256 ?? '');
          if (!readUploadId(id)) throw refusal(new AppError('invalid_request', 'It names no file.'));
          return id;
        },
        async onUploadCreate(request, upload) {
          await refused(() => mayBegin(personOf(request), upload.id, upload.size));
          return {};
        },
        async onUploadFinish(_request, upload) {
          await refused(() => finish(upload.id));
          return {};
        },
        onResponseError(_request, error) {
          if ('code' in error && error.code === 'ENOSPC') return refusal(DISK_FULL);
          return undefined;
        },
      });
    });
    return server;
  };

  const personOf = (request: { runtime?: { node?: { req: unknown } } }) => {
    const person = askers.get(request.runtime?.node?.req as IncomingMessage);
    if (!person) throw new AppError('unauthorized', 'Sign in first.', { status: 401 });
    return person;
  };

  async function mayBegin(person: string, id: string, size: number | undefined): Promise<void> {
    const { brandId, sha256 } = named(id);
    await db.tx({ as: 'person', personId: person }, async (tx) => {
      await requireRole(tx, person, brandId, 'member');
      const asset = await assetOf(tx, brandId, sha256);
      if (asset.uploaded_at) throw new AppError('media_here', 'The server has this file.', { status: 409 });
      if (size !== asset.bytes)
        throw new AppError('media_mismatch', 'This is not the file that was added.', { status: 422 });
      if (!isMediaType(asset.mime))
        throw new AppError('file_type_unsupported', 'Files of this type are not taken.', { status: 415 });
      await tx.become({ as: 'system' });
      const used = await tx.one<{ bytes: number }>(sql`
        select coalesce(sum(f.bytes), 0)::bigint as bytes from app.media_files f
          join app.brands b on b.id = f.brand_id
         where b.organization_id = (select organization_id from app.brands where id = ${brandId})`);
      if ((used?.bytes ?? 0) + asset.bytes > config.media.quotaMb * MB)
        throw new AppError('media_quota', 'The organization has no room left on this server.', {
          status: 413,
        });
    });
    // Somebody is at it already: beginning anew would cut off what came.
    if (await stat(join(store.uploads, id)).catch(() => null))
      throw new AppError('upload_exists', 'This upload has begun already.', { status: 409 });
  }

  /** All bytes are there. Safe to repeat: a crash in the middle of it leaves a whole upload that can be finished again. */
  async function finish(id: string): Promise<void> {
    const { brandId, sha256 } = named(id);
    const file = join(store.uploads, id);
    const found = await store.inspect(file, uploads?.hashOf(id));
    await db.tx({ as: 'system' }, async (tx) => {
      await lockHash(tx, sha256);
      const asset = await assetOf(tx, brandId, sha256);
      if (found.sha256 !== sha256 || found.bytes !== asset.bytes || found.mime !== asset.mime) {
        log.warn({ brandId, sha256 }, 'an upload is not the file it said it is');
        await forget(id);
        throw new AppError('media_mismatch', 'This is not the file that was added.', { status: 422 });
      }
      await store.keep(file, sha256);
      await tx.run(sql`
        insert into app.media_files (brand_id, sha256, bytes) values (${brandId}, ${sha256}, ${found.bytes})
        on conflict do nothing`);
    });
    await forget(id);
    log.info({ brandId, sha256, bytes: found.bytes }, 'a file was uploaded');
  }

  const forget = async (id: string) => {
    await rm(join(store.uploads, id), { force: true });
    await rm(join(store.uploads, `${id}.json`), { force: true });
  };

  void app.register(async (scope) => {
    // tus reads the request itself.
    scope.addContentTypeParser(TUS_TYPE, (_request, _payload, done) => done(null));
    const route = { preHandler: requirePerson(deps), schema: { hide: true, tags: ['media'] } };
    scope.route({
      ...route,
      method: ['POST', 'OPTIONS'],
      url: UPLOADS_PATH,
      async handler(request, reply) {
        askers.set(request.raw, request.person.id);
        const handler = await tus();
        reply.hijack();
        await handler.handle(request.raw, reply.raw);
      },
    });
    scope.route<{ Params: { id: string } }>({
      ...route,
      method: ['HEAD', 'PATCH', 'DELETE'],
      url: `${UPLOADS_PATH}/:id`,
      async handler(request, reply) {
        const { brandId } = named(request.params.id);
        const { id: person } = request.person;
        await db.tx({ as: 'person', personId: person }, (tx) => requireRole(tx, person, brandId, 'member'));
        askers.set(request.raw, person);
        const handler = await tus();
        reply.hijack();
        await handler.handle(request.raw, reply.raw);
      },
    });
  });
}

/** Forgets uploads nobody went on with. */
export async function sweepUploads(store: MediaStore, now: Date): Promise<void> {
  const names = await readdir(store.uploads).catch(() => []);
  for (const name of names) {
    const file = join(store.uploads, name);
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: now.getTime() }));
    if (now.getTime() - mtimeMs > ABANDONED_MS) await rm(file, { force: true });
  }
}

async function assetOf(tx: Tx, brandId: string, sha256: string): Promise<Asset> {
  const asset = await tx.one<Asset>(sql`
    select id, bytes, mime, uploaded_at from app.assets
     where brand_id = ${brandId} and sha256 = ${sha256} and deleted_at is null`);
  if (asset) return asset;
  throw new AppError('not_found', 'The library has no such file.', { status: 404 });
}

function named(id: string): { brandId: string; sha256: string } {
  const read = readUploadId(id);
  if (read) return read;
  throw new AppError('not_found', 'There is no such upload.', { status: 404 });
}

const DISK_FULL = new AppError('server_disk_full', 'The server has no room left.', { status: 507 });

/** How tus takes a refusal. */
const refusal = ({ status, code, message, details }: AppError) => ({
  status_code: status,
  body: JSON.stringify({ code, message, details }),
});

async function refused(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof AppError) throw refusal(error);
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') throw refusal(DISK_FULL);
    throw error;
  }
}
