import { expect, test } from 'vitest';
import type { KindName, Row } from '../kinds/index.ts';
import { assetAdd, assetEdit, assetId } from './asset.ts';
import {
  attachmentAdd,
  attachmentEdit,
  attachmentFrame,
  attachmentId,
  attachmentRemove,
  attachmentReorder,
} from './attachment.ts';
import type { Rows, Write } from './define.ts';
import { partAdd, partEdit, partFrame } from './part.ts';

const [brand, other, post] = [
  '01a1fd75-29c0-7091-8d6a-000000000001',
  '01a1fd75-29c0-7091-8d6a-000000000002',
  '01a1fd75-29c0-7091-8d6a-000000000003',
];
const hash = 'a'.repeat(64);
const ctx = { actor: null, madeAt: '2026-11-21T09:00:00.000Z' };
const facts = {
  sha256: hash,
  name: 'dunes.jpg',
  mime: 'image/jpeg',
  bytes: 100,
  width: 4,
  height: 3,
  duration_ms: null,
  codec: null,
  alt_text: '',
  folder: '',
  tags: [],
  rating: 0,
};

/** Rows as a replica holds them, changed by what mutators write. */
function world() {
  const rows = new Map<string, unknown>([[`post:${post}`, { id: post, brand_id: brand }]]);
  const view: Rows = { get: (kind, id) => rows.get(`${kind}:${id}`) as never };
  const run = ({ writes }: { writes: Write[] }) => {
    for (const write of writes) {
      if (write.op === 'put') rows.set(`${write.kind}:${write.row.id}`, write.row);
      else rows.delete(`${write.kind}:${write.id}`);
    }
    return writes.length;
  };
  const row = <K extends KindName>(kind: K, id: string) => rows.get(`${kind}:${id}`) as Row<K> | undefined;
  return { view, run, row };
}

test('the same bytes twice are one asset, which keeps what was said about it', () => {
  const { view, run, row } = world();
  const id = assetId(brand, hash);
  run(assetAdd.apply(view, { brand_id: brand, ...facts }, ctx));
  run(assetEdit.apply(view, { id, brand_id: brand, fields: { alt_text: 'Dunes', rating: 4 } }, ctx));
  expect(run(assetAdd.apply(view, { brand_id: brand, ...facts, name: 'copy.jpg' }, ctx))).toBe(0);
  expect(row('asset', id)).toMatchObject({
    name: 'dunes.jpg',
    alt_text: 'Dunes',
    rating: 4,
    uploaded_at: null,
    version: 2,
  });
  expect(assetId(other, hash)).not.toBe(id);
});

test('no client says that the server has the bytes, or that a file is something else', () => {
  const claimed = { brand_id: brand, ...facts, uploaded_at: ctx.madeAt };
  expect(assetAdd.args.parse(claimed)).not.toHaveProperty('uploaded_at');
  for (const wrong of [
    { sha256: 'A'.repeat(64) },
    { sha256: '../x' },
    { rating: 6 },
    { name: ' ' },
    { bytes: 1.5 },
  ])
    expect(assetAdd.args.safeParse({ brand_id: brand, ...facts, ...wrong }).success).toBe(false);
});

test('files of a post are attached once, put in order, described and taken off', () => {
  const { view, run, row } = world();
  const ids = ['a', 'b', 'c'].map((letter, position) => {
    const sha256 = letter.repeat(64);
    run(assetAdd.apply(view, { brand_id: brand, ...facts, sha256 }, ctx));
    const asset_id = assetId(brand, sha256);
    const args = { brand_id: brand, post_id: post, asset_id, connection_id: null, position, alt_text: null };
    run(attachmentAdd.apply(view, args, ctx));
    expect(run(attachmentAdd.apply(view, { ...args, position: 9 }, ctx))).toBe(0);
    return attachmentId(post, asset_id, null);
  });
  const [a = '', b = '', c = ''] = ids;
  const place = { brand_id: brand, post_id: post };
  // Only those whose place changed are written; one that is gone is no trouble.
  expect(run(attachmentReorder.apply(view, { ...place, ids: [b, a, c, brand] }, ctx))).toBe(2);
  expect(ids.map((id) => row('attachment', id)?.position)).toEqual([1, 0, 2]);
  run(attachmentEdit.apply(view, { ...place, id: a, alt_text: 'Dunes at dawn' }, ctx));
  expect(row('attachment', a)?.alt_text).toBe('Dunes at dawn');
  run(attachmentRemove.apply(view, { ...place, id: a }, ctx));
  expect(row('attachment', a)).toBeUndefined();
  expect(run(attachmentRemove.apply(view, { ...place, id: a }, ctx))).toBe(0);
});

test('a write names the post its row is on, and the brand its authority was checked for', () => {
  const { view, run } = world();
  run(assetAdd.apply(view, { brand_id: brand, ...facts }, ctx));
  const asset_id = assetId(brand, hash);
  const args = { brand_id: brand, post_id: post, asset_id, connection_id: null, position: 0, alt_text: null };
  run(attachmentAdd.apply(view, args, ctx));
  const id = attachmentId(post, asset_id, null);
  const wrong = (brand_id: string, post_id: string) => () =>
    attachmentEdit.apply(view, { id, brand_id, post_id, alt_text: 'x' }, ctx);
  expect(wrong(brand, other)).toThrow(expect.objectContaining({ code: 'wrong_post' }));
  expect(wrong(other, post)).toThrow(expect.objectContaining({ code: 'wrong_brand' }));
  expect(() => attachmentAdd.apply(view, { ...args, asset_id: other }, ctx)).toThrow(
    expect.objectContaining({ code: 'gone' }),
  );
});

test('what stands for a film is a picture of the same library', () => {
  const { view, run, row } = world();
  const asset = (sha256: string, mime: string, brand_id = brand) => {
    run(assetAdd.apply(view, { ...facts, brand_id, sha256, mime }, ctx));
    return assetId(brand_id, sha256);
  };
  const film = asset('b'.repeat(64), 'video/mp4');
  const [picture, moving, theirs] = [
    asset('c'.repeat(64), 'image/png'),
    asset('d'.repeat(64), 'image/gif'),
    asset('e'.repeat(64), 'image/png', other),
  ];
  const place = { brand_id: brand, post_id: post };
  const add = { ...place, asset_id: film, connection_id: null, position: 0, alt_text: null };
  run(attachmentAdd.apply(view, add, ctx));
  const id = attachmentId(post, film, null);
  const cover = (asset_id: string) => ({ at_ms: null, rect: null, asset_id });
  const frame = (asset_id: string) =>
    attachmentFrame.apply(view, { ...place, id, fields: { cover: cover(asset_id) } }, ctx);
  run(frame(picture));
  expect(row('attachment', id)?.cover).toEqual(cover(picture));
  for (const [wrong, code] of [
    [moving, 'cover_unfit'],
    [theirs, 'wrong_brand'],
    [post, 'gone'],
  ] as const)
    expect(() => frame(wrong), code).toThrow(expect.objectContaining({ code }));
  // A copy of a post whose cover has left the library has the film all the same.
  const copy = { ...add, connection_id: null, post_id: post, asset_id: picture, cover: cover(other) };
  run(attachmentAdd.apply(view, copy, ctx));
  expect(row('attachment', attachmentId(post, picture, null))?.cover).toBeNull();
});

test('a file of a part keeps how it goes out as long as it is there', () => {
  const { view, run, row } = world();
  const [id, first, second] = [post.replace(/3$/, '4'), assetId(brand, hash), assetId(brand, 'b'.repeat(64))];
  const named = { id, brand_id: brand, post_id: post };
  const words = { rank: 'a', text: '', asset_ids: [first, second] };
  run(partAdd.apply(view, { ...named, connection_id: null, role: 'thread', ...words }, ctx));
  expect(row('part', id)?.frames).toEqual({});
  const crop = { x: 0, y: 0, width: 0.5, height: 1 };
  run(partFrame.apply(view, { ...named, asset_id: first, fields: { crop } }, ctx));
  run(partFrame.apply(view, { ...named, asset_id: first, fields: { alt_text: 'Dunes' } }, ctx));
  run(partFrame.apply(view, { ...named, asset_id: second, fields: { alt_text: 'Sea' } }, ctx));
  const dunes = { alt_text: 'Dunes', crop, cover: null };
  expect(row('part', id)?.frames).toEqual({
    [first]: dunes,
    [second]: { alt_text: 'Sea', crop: null, cover: null },
  });
  // Taken off and put back it is as it was; what was said of it meanwhile elsewhere is for nobody.
  run(partEdit.apply(view, { ...named, fields: { asset_ids: [second] } }, ctx));
  expect(run(partFrame.apply(view, { ...named, asset_id: first, fields: { crop: null } }, ctx))).toBe(0);
  run(partEdit.apply(view, { ...named, fields: { asset_ids: [first] } }, ctx));
  expect(row('part', id)?.frames[first]).toEqual(dunes);
  run(partFrame.apply(view, { ...named, asset_id: first, fields: { crop: null } }, ctx));
  expect(row('part', id)?.frames).toEqual({ [first]: { ...dunes, crop: null } });
});
