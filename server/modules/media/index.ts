import sql from 'sql-template-tag';
import { z } from 'zod';
import { instagram } from '../../../shared/connectors/instagram/facts.ts';
import { AppError } from '../../../shared/errors.ts';
import { fitPicture } from '../../../shared/media/images.ts';
import type { ServerModule } from '../../deps.ts';
import { keepLooking } from '../../rounds/keep-looking.ts';
import { requirePerson } from '../auth/require-person.ts';
import { keepMedia } from './housekeeping.ts';
import { createMediaLinks } from './links.ts';
import { createMediaStore } from './store.ts';
import { registerUploads } from './uploads.ts';

const HOUSEKEEPING_MS = 60 * 60_000;

/** Files of libraries: desktops send them here, others fetch them, and the publisher reads them. */
export const mediaModule: ServerModule = (app, deps) => {
  const { db, log, config } = deps;
  const store = createMediaStore(config.dataHome, config.media.s3);
  registerUploads(app, deps, store);

  const links = createMediaLinks(deps);
  app.get(
    '/media/out/:token',
    {
      compress: false,
      config: { rateLimit: { max: 600, timeWindow: '1 minute' } },
      schema: { hide: true, params: z.object({ token: z.string().max(500) }) },
    },
    async (request, reply) => {
      const link = links.read(request.params.token);
      const size = link ? await store.size(link.sha256) : null;
      if (!link || size === null)
        throw new AppError('not_found', 'There is no such file, or its day is over.', { status: 404 });
      const { mime, crop } = link;
      if (mime.startsWith('video/')) {
        // Whoever fetches a film may come back for the rest of it.
        const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
        if (from >= size) return reply.status(416).header('content-range', `bytes */${size}`).send();
        return reply
          .status(from > 0 ? 206 : 200)
          .headers({
            'content-type': mime,
            'content-length': size - from,
            'accept-ranges': 'bytes',
            'cache-control': 'private, no-store',
            'content-security-policy': "default-src 'none'; sandbox",
            ...(from > 0 ? { 'content-range': `bytes ${from}-${size - 1}/${size}` } : {}),
          })
          .send(store.stream(link.sha256, from));
      }
      const picture = await fitPicture(
        { bytes: await store.read(link.sha256), mime, crop: crop ?? undefined },
        instagram.account.pictures,
      );
      return reply
        .headers({
          'content-type': picture.mime,
          'cache-control': 'private, no-store',
          'content-security-policy': "default-src 'none'; sandbox",
        })
        .send(Buffer.from(picture.bytes));
    },
  );

  const params = z.object({ id: z.uuid() });
  const tags = ['media'];

  /** Row-level security decides: another brand's file is not there. */
  const fileOf = async (personId: string, id: string) => {
    const asset = await db.tx({ as: 'person', personId }, (tx) =>
      tx.one<{ sha256: string; mime: string; uploaded_at: string | null }>(sql`
        select sha256, mime, uploaded_at from app.assets where id = ${id} and deleted_at is null`),
    );
    if (!asset?.uploaded_at)
      throw new AppError('media_not_uploaded', 'The server does not have this file yet.', { status: 404 });
    return asset;
  };
  // What is served here is for desktops, which check it; a browser that is led here shows nothing of it.
  const safe = {
    'cache-control': 'private, no-store',
    'content-disposition': 'attachment',
    'content-security-policy': "default-src 'none'; sandbox",
  };

  app.get(
    '/api/media/:id',
    {
      preHandler: requirePerson(deps),
      // Compressed already, and a range of a compressed answer is another range.
      compress: false,
      schema: { tags, summary: 'A file of a library, or the rest of it (Range: bytes=N-)', params },
    },
    async (request, reply) => {
      const { sha256, mime } = await fileOf(request.person.id, request.params.id);
      const size = await store.size(sha256);
      if (size === null) {
        log.error({ sha256 }, 'a file is missing from the media store');
        throw new AppError('media_lost', 'The server lost this file.', { status: 410 });
      }
      const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
      if (from > size) return reply.status(416).header('content-range', `bytes */${size}`).send();
      return reply
        .status(from > 0 ? 206 : 200)
        .headers({
          ...safe,
          'content-type': mime,
          'content-length': size - from,
          'accept-ranges': 'bytes',
          etag: `"${sha256}"`,
          ...(from > 0 ? { 'content-range': `bytes ${from}-${Math.max(from, size - 1)}/${size}` } : {}),
        })
        .send(store.stream(sha256, from));
    },
  );

  app.get(
    '/api/media/:id/thumb',
    {
      preHandler: requirePerson(deps),
      compress: false,
      schema: { tags, summary: 'A small copy of a picture, as WebP', params },
    },
    async (request, reply) => {
      const { sha256, mime } = await fileOf(request.person.id, request.params.id);
      if (!mime.startsWith('image/'))
        throw new AppError('not_found', 'This file has no picture.', { status: 404 });
      const bytes = await store.thumbnail(sha256).catch((error: unknown) => {
        log.info({ err: error, sha256 }, 'a thumbnail could not be made');
        throw new AppError('not_found', 'This file has no picture.', { status: 404 });
      });
      return reply.headers({ ...safe, 'content-type': 'image/webp' }).send(bytes);
    },
  );

  keepLooking(app, deps, {
    look: () => keepMedia(db, store, deps.now()),
    pauseMs: () => HOUSEKEEPING_MS,
    failed: 'housekeeping of media failed',
  });
};
