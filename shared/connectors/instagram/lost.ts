import { type Asked, type ConnectorDeps, ConnectorError, type Probe, parentOf } from '../contract.ts';
import { containerSchema, mediaListSchema, repliesSchema } from './api.ts';
import type { At, Client } from './client.ts';
import { COMMENT_FIELDS } from './comments.ts';
import { readKept } from './containers.ts';

const HOUR_MS = 3_600_000;

const plain = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim();
const sameCaption = (there: string, sent: string) => plain(there) === plain(sent);

/** What became of something whose answer was lost: a container says so itself, comments are looked through. */
export function createLost({ call, list, now }: Pick<Client, 'call' | 'list'> & Pick<ConnectorDeps, 'now'>) {
  return {
    /** @param self the account's id @throws ConnectorError `media_not_ready` where Instagram does not show it yet */
    async look(self: string, { content, since, taken, trace }: Asked, at: At): Promise<Probe> {
      const from = Date.parse(since) - 60_000;
      const older = ({ timestamp }: { timestamp: string }) => Date.parse(timestamp) < from;
      const fresh = (thing: { id: string; timestamp: string }) => !taken.includes(thing.id) && !older(thing);
      // What it works on, or has not listed yet, is asked for again, but not for ever: somebody may have deleted it.
      const notYet = (): Probe => {
        if (now().getTime() - Date.parse(since) > HOUR_MS) return { outcome: 'cannot_know' };
        throw new ConnectorError({
          outcome: 'unknown',
          class: 'retry',
          code: 'media_not_ready',
          message: 'Instagram does not show yet what became of it.',
        });
      };
      const published = (id: string, timestamp: string, url: string | null) =>
        ({
          outcome: 'published',
          remoteId: id,
          url,
          publishedAt: new Date(Date.parse(timestamp)).toISOString(),
        }) as const;
      const parent = parentOf(content);
      if (parent !== undefined) {
        // Comments come newest first; of answers nothing is said of the order.
        const [edge, past] = content.kind === 'reply' ? ['replies', undefined] : ['comments', older];
        const path = `${parent}/${edge}?fields=${COMMENT_FIELDS}`;
        const { items, whole } = await list(repliesSchema, path, at, past);
        const mine = items.find(
          (comment) => fresh(comment) && comment.from?.id === self && sameCaption(comment.text, content.text),
        );
        if (mine) return published(mine.id, mine.timestamp, null);
        return { outcome: whole ? 'not_published' : 'cannot_know' };
      }
      const isStory = content.kind === 'post' && content.format === 'story';
      const { id: container } = readKept(trace);
      if (container === null) return { outcome: 'cannot_know' };
      const { status_code: state } = await call(
        containerSchema,
        `${container}?fields=status_code,status`,
        at,
      );
      if (state === 'IN_PROGRESS') return notYet();
      if (state !== 'PUBLISHED') return { outcome: 'not_published' };
      const path = `${self}/${isStory ? 'stories' : 'media'}?fields=id,caption,permalink,timestamp`;
      const { items } = await list(mediaListSchema, path, at, older);
      // A story has no words to know it by: only one that is alone can be it.
      const may = items.filter(
        (media) => fresh(media) && (isStory || sameCaption(media.caption, content.text)),
      );
      const found = isStory && may.length > 1 ? undefined : may[0];
      return found ? published(found.id, found.timestamp, found.permalink ?? null) : notYet();
    },
  };
}
