import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PartRole } from '../../shared/kinds/index.ts';
import { pictureSize } from '../../shared/media/images.ts';
import { assetId } from '../../shared/mutators/asset.ts';
import { attachmentId } from '../../shared/mutators/attachment.ts';
import { firstCommentId } from '../../shared/mutators/part.ts';
import { noise, sha256 } from '../../tests/support/pictures.ts';
import type { Replica } from '../replica/replica.ts';
import { brandArgs, createBench, postArgs } from '../replica/testing.ts';
import { handOut } from './hand-out.ts';

const bench = createBench();
afterEach(() => bench.clean());

const brand = uuidv4();
let replica: Replica;
let post: string;
let files: Map<string, Uint8Array>;
beforeEach(async () => {
  replica = bench.open(uuidv4());
  post = uuidv4();
  files = new Map();
  await replica.mutate(
    [
      { name: 'brand.create', args: brandArgs(brand) },
      { name: 'post.create', args: { ...postArgs(brand), id: post, title: 'Rye, slowly', when: null } },
    ],
    null,
  );
});

async function channel(platform: 'instagram' | 'x' | 'mastodon', format: 'story' | null = null) {
  const id = uuidv4();
  const named = { brand_id: brand, post_id: post, connection_id: id };
  await replica.mutate(
    [
      {
        name: 'connection.addByHand',
        args: { id, brand_id: brand, platform, handle: 'bakery', limits: null },
      },
      { name: 'target.add', args: { ...named, text: null } },
      ...(format ? [{ name: 'target.showAs' as const, args: { ...named, format } }] : []),
    ],
    null,
  );
  return id;
}
const picture = async (seed: number) => add(await noise(64 + seed, 48, seed).jpeg(80), 'image/jpeg');
async function add(bytes: Uint8Array, mime: string) {
  files.set(sha256(bytes), bytes);
  const facts = { width: null, height: null, ...pictureSize(bytes), duration_ms: null, codec: null };
  const said = { name: 'file', alt_text: '', folder: '', tags: [], rating: 0 };
  const args = { brand_id: brand, sha256: sha256(bytes), mime, bytes: bytes.length, ...facts, ...said };
  await replica.mutate([{ name: 'asset.add', args }], null);
  return assetId(brand, sha256(bytes));
}
const attach = (asset_id: string, position = 0) =>
  replica.mutate(
    [
      {
        name: 'attachment.add',
        args: { brand_id: brand, post_id: post, asset_id, connection_id: null, position, alt_text: null },
      },
    ],
    null,
  );
const part = (role: PartRole, rank: string, asset_ids: string[]) =>
  replica.mutate(
    [
      {
        name: 'part.add',
        args: {
          ...{ brand_id: brand, post_id: post, connection_id: null, role, rank, text: 'More', asset_ids },
          id: role === 'thread' ? uuidv4() : firstCommentId(post, null),
        },
      },
    ],
    null,
  );
const media = {
  readForSending: async ({ sha256: hash }: { sha256: string }) => {
    const bytes = files.get(hash);
    if (!bytes) throw new Error('It is not here.');
    return bytes;
  },
};
const out = (connectionId: string) =>
  handOut({ replica, media, dir: bench.folder }, { postId: post, connectionId });
const widths = ({ folder, names }: Awaited<ReturnType<typeof handOut>>) =>
  names.map((name) => pictureSize(readFileSync(join(folder, name)))?.width);

test('the files of a thread are given out with those of the post, in their order and by their part', async () => {
  const mastodon = await channel('mastodon');
  const [one, two, three] = [await picture(1), await picture(2), await picture(3)];
  await attach(one);
  await part('thread', 'a1', [two, three]);
  await part('thread', 'a0', []);
  const given = await out(mastodon);
  // The first further part has no file: numbers are those of the parts, as they are copied.
  expect(given.names).toEqual(['Rye-slowly-1.jpg', 'Rye-slowly-part-3-1.jpg', 'Rye-slowly-part-3-2.jpg']);
  expect(widths(given)).toEqual([65, 66, 67]);
  rmSync(given.folder, { recursive: true });
});

test('a thread alone has files, and a channel that takes no thread, or shows a story, gets none of it', async () => {
  const mastodon = await channel('mastodon');
  const instagram = await channel('instagram');
  const story = await channel('instagram', 'story');
  await part('thread', 'a0', [await picture(4)]);
  expect((await out(mastodon)).names).toEqual(['Rye-slowly-part-2-1.jpg']);
  expect((await out(instagram)).names).toEqual([]);
  expect((await out(story)).names).toEqual([]);
});

test('the picture that stands for a film is beside it, cut as it goes out', async () => {
  const instagram = await channel('instagram');
  const film = await add(Buffer.from('a film'), 'video/mp4');
  const cover = await picture(5);
  await attach(film);
  const fields = { cover: { at_ms: null, rect: null, asset_id: cover } };
  const named = { brand_id: brand, post_id: post, id: attachmentId(post, film, null) };
  await replica.mutate([{ name: 'attachment.frame', args: { ...named, fields } }], null);
  const given = await out(instagram);
  expect(given.names).toEqual(['Rye-slowly-1.mp4', 'Rye-slowly-1-cover.jpg']);
  // Of 69 by 48 pixels the largest 9:16.
  expect(widths(given)[1]).toBe(27);
});
