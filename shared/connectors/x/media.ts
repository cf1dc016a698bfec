import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { fitPicture } from '../../media/images.ts';
import type { OutgoingMedia } from '../../publishing/outgoing-media.ts';
import { type ConnectorDeps, ConnectorError, type Resume } from '../contract.ts';
import { readPart } from '../parts.ts';
import { unfit } from '../unfit.ts';
import { mediaSchema } from './api.ts';
import type { createClient } from './client.ts';
import { x } from './facts.ts';

/** What one request may carry of a file; X counts a thousand of them. */
const PART_BYTES = 1024 * 1024;
const LOOK_MS = 1000;
/** Uploaded files wait a day for a post; what is nearly over is begun anew. */
const LIFE_MS = 23 * 3_600_000;

/** `next`: parts that are there. `whole`: X has put them together. `told`: it has what there is to say of it. */
const keptSchema = z.object({
  until: z.number(),
  media: z
    .array(
      z.object({
        id: z.string(),
        next: z.int().min(0),
        whole: z.boolean(),
        told: z.boolean().default(false),
      }),
    )
    .max(20),
});
type Kept = z.infer<typeof keptSchema>;
type Upload = Kept['media'][number];
type At = { token: string; signal: AbortSignal };
type File = { mime: string; bytes: number; part(index: number): Promise<Uint8Array<ArrayBuffer>> };

/**
 * Files in parts, then made ready (https://docs.x.com/x-api/media/quickstart/media-upload-chunked); nobody sees one before
 * a post names it. X does not say which parts it has, so each is kept in the ledger once it is answered.
 */
export function createUploads(
  deps: Pick<ConnectorDeps, 'now' | 'readMedia'> & { call: ReturnType<typeof createClient> },
) {
  const { call } = deps;

  async function fileOf(item: OutgoingMedia): Promise<File> {
    const cutAt = (index: number, total: number) => ({
      from: index * PART_BYTES,
      bytes: Math.min(PART_BYTES, total - index * PART_BYTES),
    });
    if (item.mime.startsWith('video/')) {
      const part = (index: number) => readPart(deps.readMedia, item, cutAt(index, item.bytes));
      return { mime: item.mime, bytes: item.bytes, part };
    }
    const read = { bytes: await deps.readMedia(item), mime: item.mime, crop: item.crop };
    const { bytes, mime } = await fitPicture(read, x.account.pictures).catch(unfit);
    return {
      mime,
      bytes: bytes.byteLength,
      async part(index) {
        const { from, bytes: length } = cutAt(index, bytes.byteLength);
        return new Uint8Array(bytes.subarray(from, from + length));
      },
    };
  }

  /** @param keep writes down how far this file is */
  async function send(
    item: OutgoingMedia,
    earlier: Upload | undefined,
    at: At,
    keep: (upload: Upload) => Promise<void>,
  ): Promise<void> {
    if (earlier?.whole) {
      await ready(earlier.id, at);
      if (!earlier.told) await tell(earlier.id, item, at, keep);
      return;
    }
    const file = await fileOf(item);
    const id = earlier?.id ?? (await begin(file, at));
    for (let index = earlier?.next ?? 0; index * PART_BYTES < file.bytes; index += 1) {
      const form = new FormData();
      form.set('segment_index', String(index));
      form.set('media', new Blob([await file.part(index)]), 'media');
      await call(z.unknown(), `/2/media/upload/${id}/append`, { ...at, body: form });
      await keep({ id, next: index + 1, whole: false, told: false });
    }
    const { data } = await call(mediaSchema, `/2/media/upload/${id}/finalize`, { ...at, method: 'POST' });
    await keep({ id, next: 0, whole: true, told: false });
    await ready(id, at, data.processing_info ?? null);
    await tell(id, item, at, keep);
  }

  /** Words for those who do not see it; films have no place for them. Said twice they are the same. */
  async function tell(
    id: string,
    { alt, mime }: OutgoingMedia,
    at: At,
    keep: (upload: Upload) => Promise<void>,
  ): Promise<void> {
    if (!alt || !mime.startsWith('image/')) return;
    const body = { id, metadata: { alt_text: { text: alt.slice(0, 1000) } } };
    await call(z.unknown(), '/2/media/metadata', { ...at, body });
    await keep({ id, next: 0, whole: true, told: true });
  }

  async function begin({ mime, bytes }: File, at: At): Promise<string> {
    const category = mime.startsWith('video/')
      ? 'tweet_video'
      : mime === 'image/gif'
        ? 'tweet_gif'
        : 'tweet_image';
    const body = { media_type: mime, total_bytes: bytes, media_category: category };
    return (await call(mediaSchema, '/2/media/upload/initialize', { ...at, body })).data.id;
  }

  type Work = z.infer<typeof mediaSchema>['data']['processing_info'];
  const look = async (id: string, at: At): Promise<Work> =>
    (await call(mediaSchema, `/2/media/upload?command=STATUS&media_id=${id}`, at)).data.processing_info;

  /** @param said what X said last; null: it has nothing to work on; not there: it has to be asked */
  async function ready(id: string, at: At, said?: Work | null): Promise<void> {
    let work = said === undefined ? await look(id, at) : said;
    while (work && work.state !== 'succeeded') {
      if (work.state === 'failed')
        throw new ConnectorError({
          class: 'fix_content',
          code: 'media_unfit',
          message: 'X could not read a file.',
        });
      const wait = Math.max(LOOK_MS, (work.check_after_secs ?? 0) * 1000);
      await sleep(wait, undefined, { signal: at.signal });
      work = await look(id, at);
    }
  }

  return {
    /** @returns the files' ids, in their order, and what the ledger keeps of them */
    async all(
      items: readonly OutgoingMedia[],
      at: At,
      resume: Resume,
    ): Promise<{ ids: string[]; trace: string | null }> {
      if (items.length === 0) return { ids: [], trace: null };
      const left = readKept(resume.earlier, deps.now());
      const kept: Kept = { until: left?.until ?? deps.now().getTime() + LIFE_MS, media: [] };
      // What the last try had of files that are not reached stays kept.
      const text = () =>
        JSON.stringify({ ...kept, media: [...kept.media, ...(left?.media ?? []).slice(kept.media.length)] });
      for (const [index, item] of items.entries()) {
        const keep = async (upload: Upload) => {
          kept.media[index] = upload;
          await resume.keep(text());
        };
        const earlier = left?.media[index];
        await send(item, earlier, at, keep).catch(async (error: unknown) => {
          // X may have dropped what it had: that is no fault of the file.
          if (!earlier || !isRefusal(error)) throw error;
          await send(item, undefined, at, keep);
        });
        kept.media[index] ??= earlier ?? { id: '', next: 0, whole: false, told: false };
      }
      return { ids: kept.media.map(({ id }) => id), trace: text() };
    },
  };
}

function readKept(text: string | null, now: Date): Kept | null {
  if (text === null) return null;
  try {
    const kept = keptSchema.safeParse(JSON.parse(text)).data;
    return kept && kept.until > now.getTime() ? kept : null;
  } catch {
    return null;
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof ConnectorError &&
  error.failure.code !== 'media_lost' &&
  ['fix_content', 'give_up'].includes(error.failure.class);
