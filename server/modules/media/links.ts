import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { rectSchema } from '../../../shared/media/crop.ts';
import type { OutgoingPicture } from '../../../shared/publishing/outgoing-media.ts';
import type { VaultKeys } from '../../vault-keys.ts';

/** As long as a container of Instagram lives. */
const LIFE_MS = 86_400_000;

const linkSchema = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  mime: z.string().max(100),
  crop: rectSchema.nullable(),
  ends: z.number(),
});
export type MediaLink = z.infer<typeof linkSchema>;

/**
 * Addresses at which a platform fetches a picture or film that goes out: whoever has one sees that one file, cut as it was
 * when the address was made, for a day. Signed with a key made from the vault's, so no list of them is kept.
 */
export function createMediaLinks({ vaultKeys, now }: { vaultKeys: VaultKeys; now: () => Date }) {
  const signed = (payload: string, { key }: VaultKeys[number]): Buffer =>
    createHmac('sha256', createHmac('sha256', key).update('media links').digest()).update(payload).digest();
  return {
    /** @returns a path on this server */
    make({ sha256, mime, crop }: OutgoingPicture): string {
      const link: MediaLink = { sha256, mime, crop: crop ?? null, ends: now().getTime() + LIFE_MS };
      const payload = Buffer.from(JSON.stringify(link)).toString('base64url');
      return `/media/out/${payload}.${signed(payload, vaultKeys[0]).toString('base64url')}`;
    },
    /** @returns undefined for an address that was not made here, or whose day is over */
    read(token: string): MediaLink | undefined {
      const [payload = '', signature = ''] = token.split('.');
      const given = Buffer.from(signature, 'base64url');
      const fits = vaultKeys.some((key) => {
        const right = signed(payload, key);
        return given.length === right.length && timingSafeEqual(given, right);
      });
      if (!fits) return undefined;
      const link = linkSchema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString())).data;
      return link && link.ends > now().getTime() ? link : undefined;
    },
  };
}
