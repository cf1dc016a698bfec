import { z } from 'zod';
import type { OutgoingMedia } from '../../publishing/outgoing-media.ts';
import { type ConnectorDeps, ConnectorError, type Resume } from '../contract.ts';
import { readPart } from '../parts.ts';
import { videoSchema, type YouTubeVideo } from './api.ts';
import { read, type YouTubeClient } from './client.ts';

/** Parts are whole multiples of this, the last one excepted. */
const GRAIN = 256 * 1024;
const PART_BYTES = 32 * GRAIN;

/** An upload as the ledger keeps it: where it goes on, how much there is of it, and how far it was. */
const traceSchema = z.object({
  uri: z.url().max(1800),
  total: z.int().positive(),
  sent: z.int().positive().optional(),
});
export type UploadTrace = z.infer<typeof traceSchema>;
export const readTrace = (text: string | null): UploadTrace | null => {
  if (text === null) return null;
  try {
    return traceSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
};

/** What a session says of itself: how far it is, the film that it became, or nothing any more (it lives a week). */
type State = { next: number } | { video: YouTubeVideo } | 'gone';

/**
 * Google's resumable upload (https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol). A film is
 * there once its last byte is, and not before: everything but the last part may be sent at leisure and by several
 * processes one after the other, the last part makes it.
 */
export function createUploads(deps: {
  client: YouTubeClient;
  readMedia: ConnectorDeps['readMedia'];
  /** Where sessions are; the token goes nowhere else. */
  baseUrl: string;
}) {
  const { client } = deps;
  type At = { token: string; signal: AbortSignal };

  async function put(
    { uri }: UploadTrace,
    range: string,
    bytes: Uint8Array<ArrayBuffer>,
    at: At,
  ): Promise<State> {
    if (new URL(uri).origin !== new URL(deps.baseUrl).origin) return 'gone';
    const sent = { ...at, method: 'PUT', headers: { 'content-range': range }, body: bytes } as const;
    const answer = await client.raw(uri, sent, [308, 404, 410]);
    if (answer.status === 404 || answer.status === 410) return 'gone';
    if (answer.status !== 308) return { video: await read(videoSchema, answer) };
    const last = /^bytes=0-(\d+)$/.exec(answer.headers.get('range') ?? '')?.[1];
    return { next: last === undefined ? 0 : Number(last) + 1 };
  }
  const look = (trace: UploadTrace, at: At): Promise<State> =>
    put(trace, `bytes */${trace.total}`, new Uint8Array(0), at);

  async function send(
    item: OutgoingMedia,
    trace: UploadTrace,
    { from, to }: { from: number; to: number },
    at: At,
  ) {
    const bytes = await readPart(deps.readMedia, item, { from, bytes: to - from });
    return put(trace, `bytes ${from}-${to - 1}/${trace.total}`, bytes, at);
  }

  return {
    look,
    /**
     * Sends all but the last part, going on where an earlier try was cut off.
     * @param about the `video` resource and the parameters that the film is to have
     * @returns `video` where it turns out to be there already
     */
    async begin(
      item: OutgoingMedia,
      about: { resource: object; query: Record<string, string> },
      at: At,
      resume: Resume,
    ): Promise<UploadTrace & { video: YouTubeVideo | null }> {
      const total = item.bytes;
      const earlier = readTrace(resume.earlier);
      let state = earlier?.total === total ? await look(earlier, at) : 'gone';
      let trace = earlier;
      if (state === 'gone' || trace === null) {
        trace = { uri: await open(item, about, at), total };
        // Before any byte: whoever comes after a crash goes on with this one.
        await resume.keep(JSON.stringify(trace));
        state = { next: 0 };
      } else await resume.keep(JSON.stringify(trace));
      const { uri } = trace;
      const stop = lastPart(total);
      while ('next' in state && state.next < stop) {
        const from: number = state.next;
        const to = Math.min(Math.floor((from + PART_BYTES) / GRAIN) * GRAIN, stop);
        const after = await send(item, trace, { from, to }, at);
        if (after === 'gone') throw expired();
        if ('next' in after) {
          if (after.next <= from) throw stuck();
          await resume.keep(JSON.stringify({ uri, total, sent: after.next } satisfies UploadTrace));
        }
        state = after;
      }
      return { uri, total, video: 'video' in state ? state.video : null };
    },

    /** The last part: with it the film is there. */
    async finish(item: OutgoingMedia, trace: UploadTrace, at: At): Promise<YouTubeVideo> {
      const state = await send(item, trace, { from: lastPart(trace.total), to: trace.total }, at);
      if (state === 'gone') throw expired();
      if ('video' in state) return state.video;
      throw stuck();
    },
  };

  async function open(
    item: OutgoingMedia,
    { resource, query }: { resource: object; query: Record<string, string> },
    at: At,
  ): Promise<string> {
    const url = client.address('videos', { uploadType: 'resumable', part: 'snippet,status', ...query }, true);
    const answer = await client.raw(url, {
      ...at,
      body: resource,
      headers: { 'x-upload-content-length': String(item.bytes), 'x-upload-content-type': item.mime },
    });
    const place = answer.headers.get('location') ?? '';
    if (URL.canParse(place) && new URL(place).origin === new URL(deps.baseUrl).origin) return place;
    throw new ConnectorError({
      class: 'retry',
      code: 'answer_unreadable',
      message: 'YouTube did not say where the film should go.',
      answer: { status: answer.status, code: null },
    });
  }
}

/** Where the part begins that makes the film: small, so that the one call that posts is short. */
export const lastPart = (total: number): number => Math.floor((total - 1) / GRAIN) * GRAIN;

const expired = () =>
  new ConnectorError({
    class: 'retry',
    code: 'container_expired',
    message: 'The upload that was begun is no longer there. It is begun anew.',
  });
/** It said 308: the film is not there, and it is known what is missing. */
const stuck = () =>
  new ConnectorError({
    class: 'retry',
    code: 'upload_stuck',
    message: 'YouTube did not take all of the film. It goes on where it stopped.',
  });
