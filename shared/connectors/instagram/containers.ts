import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { OutgoingMedia, OutgoingPicture } from '../../publishing/outgoing-media.ts';
import { ConnectorError, type Content, type Resume } from '../contract.ts';
import { containerSchema, idSchema } from './api.ts';
import type { At, Call } from './client.ts';
import { meaningOf } from './errors.ts';

/** Between looks at a container: pictures take seconds, films minutes, and looks count against the limit. */
const LOOK_MS = { first: 1000, most: 15_000, growth: 1.5 } as const;

/** A container as the ledger keeps it: of several files each is one, and they may be there before what joins them. */
const keptSchema = z.object({ id: z.string().nullable(), children: z.array(z.string()) });
type Kept = z.infer<typeof keptSchema>;
const keptText = ({ id, children }: Kept): string | null =>
  children.length > 0 ? JSON.stringify({ id, children }) : id;
/** @param trace what `forPost` kept; of one file it is the container's id alone */
export function readKept(trace: string | null): Kept {
  if (!trace?.startsWith('{')) return { id: trace, children: [] };
  try {
    return keptSchema.parse(JSON.parse(trace));
  } catch {
    return { id: null, children: [] };
  }
}

/**
 * Containers: Instagram fetches what is in one, checks it, and keeps it for a day until it is published
 * (https://developers.facebook.com/docs/instagram-platform/content-publishing).
 */
export function createContainers(deps: { call: Call; mediaUrl(item: OutgoingPicture): string }) {
  const { call } = deps;

  /** Waits until it is ready. @returns false where it is out already @throws ConnectorError `media_unfit` | `container_expired` */
  async function ready(id: string, at: At): Promise<boolean> {
    for (let wait: number = LOOK_MS.first; ; wait = Math.min(wait * LOOK_MS.growth, LOOK_MS.most)) {
      const { status_code: state, status } = await call(
        containerSchema,
        `${id}?fields=status_code,status`,
        at,
      );
      if (state === 'FINISHED') return true;
      if (state === 'PUBLISHED') return false;
      if (state === 'EXPIRED')
        throw new ConnectorError({
          class: 'retry',
          code: 'container_expired',
          message: 'What was prepared on Instagram has expired.',
        });
      if (state !== 'IN_PROGRESS')
        throw new ConnectorError({
          ...(meaningOf(status) ?? { class: 'fix_content', code: 'media_unfit' }),
          message: `Instagram could not use a file. ${status}`.trim(),
          answer: { status: 200, code: /\d{7}/.exec(status)?.[0] ?? state },
        });
      await sleep(wait, undefined, { signal: at.signal });
    }
  }

  async function make(owner: string, fields: Record<string, string>, at: At, keep: Resume['keep']) {
    const { id } = await call(idSchema, `${owner}/media`, { ...at, body: fields });
    // Before it is ready: whoever is cut off waits for this one, and makes no other.
    await keep(id);
    await ready(id, at);
    return id;
  }

  /** A file alone is a picture or a reel; a reel and a film in a carousel take no words for those who do not see them. */
  const file = (item: OutgoingMedia, alone: boolean): Record<string, string> =>
    item.mime.startsWith('video/')
      ? {
          media_type: alone ? 'REELS' : 'VIDEO',
          video_url: deps.mediaUrl(item),
          ...(alone ? { share_to_feed: 'true' } : {}),
          ...(alone ? coverOf(item) : {}),
        }
      : { image_url: deps.mediaUrl(item), ...(item.alt ? { alt_text: item.alt.slice(0, 1000) } : {}) };

  /** What stands for a reel: a picture, else the moment in milliseconds. With both it would look at the picture only. */
  const coverOf = ({ cover, cover_ms }: OutgoingMedia): Record<string, string> =>
    cover
      ? { cover_url: deps.mediaUrl(cover) }
      : cover_ms === undefined
        ? {}
        : { thumb_offset: String(cover_ms) };

  /** One file, without words of any sort. */
  const story = (item: OutgoingMedia): Record<string, string> => ({
    media_type: 'STORIES',
    [item.mime.startsWith('video/') ? 'video_url' : 'image_url']: deps.mediaUrl(item),
  });

  return {
    /**
     * Makes what a post is published from, or goes on with what an earlier try left: the whole of it, or the files of it
     * that Instagram has still (for a day).
     * @returns `out`: that one was published, whatever was heard of it; `trace`: what is to be kept of it
     */
    async forPost(
      owner: string,
      { text, media = [], format }: Content & { kind: 'post' },
      at: At,
      { earlier, keep }: Resume,
    ): Promise<{ id: string; out: boolean; trace: string }> {
      const left = readKept(earlier);
      const note = async (kept: Kept) => {
        const trace = keptText(kept);
        if (trace !== null) await keep(trace);
      };
      await note(left);
      if (left.id !== null) {
        const state = await ready(left.id, at).catch(overThere);
        if (state !== null) return { id: left.id, out: !state, trace: keptText(left) ?? left.id };
      }
      const [only] = media;
      if (!only)
        throw new ConnectorError({
          class: 'fix_content',
          code: 'media_needed',
          message: 'Instagram wants a picture or a film.',
        });
      const children: string[] = [];
      if (format !== 'story' && media.length > 1) {
        for (const [index, item] of media.entries()) {
          const before = left.children[index];
          const there = before !== undefined && (await ready(before, at).catch(overThere));
          const rest = left.children.slice(index + 1);
          children.push(
            there
              ? before
              : await make(owner, { ...file(item, false), is_carousel_item: 'true' }, at, (id) =>
                  note({ id: null, children: [...children, id, ...rest] }),
                ),
          );
        }
      }
      const fields: Record<string, string> =
        format === 'story'
          ? story(only)
          : children.length === 0
            ? { ...file(only, true), caption: text }
            : { media_type: 'CAROUSEL', children: children.join(','), caption: text };
      const id = await make(owner, fields, at, (made) => note({ id: made, children }));
      return { id, out: false, trace: keptText({ id, children }) ?? id };
    },
  };
}

/** What came of an earlier container counts for nothing once it cannot be used: another one is made. */
function overThere(error: unknown): null {
  if (!(error instanceof ConnectorError)) throw error;
  const { code, answer } = error.failure;
  // It was there to say how it ended, or Instagram knows it no more.
  if (answer.status === 200 || ['container_expired', 'content_refused', 'not_found'].includes(code))
    return null;
  throw error;
}
