import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { fitPicture } from '../../media/images.ts';
import type { OutgoingMedia } from '../../publishing/outgoing-media.ts';
import { type ConnectorDeps, ConnectorError, type Resume } from '../contract.ts';
import { unfit } from '../unfit.ts';
import { mediaSchema } from './api.ts';
import type { Answer, createClient, MastodonSecret } from './client.ts';
import { mastodon } from './facts.ts';

/** Between looks at a file that the instance is still working on; films take minutes. */
const LOOK_MS = { first: 500, most: 5000, growth: 1.5 } as const;

const keptSchema = z.array(z.string().min(1).max(100)).max(20);

/**
 * Files, sent whole: an instance takes them at once and works on them afterwards
 * (https://docs.joinmastodon.org/methods/media/). One that it has is never sent again.
 */
export function createUploads(
  deps: Pick<ConnectorDeps, 'readMedia'> & { call: ReturnType<typeof createClient> },
) {
  const { call } = deps;
  type At = { service: string; token: string; signal: AbortSignal };
  const look = (id: string, at: At) => call(mediaSchema, `/api/v1/media/${id}`, at);

  async function send(item: OutgoingMedia, at: At) {
    const read = { bytes: await deps.readMedia(item), mime: item.mime, crop: item.crop };
    const still = item.mime.startsWith('image/');
    const { bytes, mime } = still ? await fitPicture(read, mastodon.account.pictures).catch(unfit) : read;
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(bytes)], { type: mime }), 'file');
    if (item.alt) form.set('description', item.alt.slice(0, 1500));
    return call(mediaSchema, '/api/v2/media', { ...at, body: form });
  }

  /** 202: taken, not ready. Then 206 until it is; 422 where it cannot be. */
  async function ready({ status, data }: Pick<Answer<{ id: string }>, 'status' | 'data'>, at: At) {
    for (let wait: number = LOOK_MS.first; status === 202 || status === 206; ) {
      await sleep(wait, undefined, { signal: at.signal });
      ({ status } = await look(data.id, at).catch(spoiled));
      wait = Math.min(wait * LOOK_MS.growth, LOOK_MS.most);
    }
  }

  return {
    /** @returns the files' ids, in their order, and what the ledger keeps of them */
    async all(
      items: readonly OutgoingMedia[],
      { service, accessToken: token }: MastodonSecret,
      signal: AbortSignal,
      resume: Resume,
    ): Promise<{ ids: string[]; trace: string | null }> {
      const at = { service, token, signal };
      const left = readKept(resume.earlier);
      const ids: string[] = [];
      for (const item of items) {
        const earlier = left[ids.length];
        // One that is in a post, or was waited for too long, is not there any more.
        const there = earlier === undefined ? null : await look(earlier, at).catch(orGone);
        const taken = there ?? (await send(item, at));
        ids.push(taken.data.id);
        await resume.keep(JSON.stringify([...ids, ...left.slice(ids.length)]));
        await ready(taken, at);
      }
      return { ids, trace: ids.length > 0 ? JSON.stringify(ids) : null };
    },
  };
}

function readKept(text: string | null): string[] {
  if (text === null) return [];
  try {
    return keptSchema.safeParse(JSON.parse(text)).data ?? [];
  } catch {
    return [];
  }
}

function orGone(error: unknown): null {
  if (error instanceof ConnectorError && ['not_found', 'content_refused'].includes(error.failure.code))
    return null;
  throw error;
}

function spoiled(error: unknown): never {
  if (!(error instanceof ConnectorError && error.failure.code === 'content_refused')) throw error;
  const { message, answer } = error.failure;
  throw new ConnectorError({ class: 'fix_content', code: 'media_unfit', message, answer }, { cause: error });
}
