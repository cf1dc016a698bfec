import { v7 as uuidv7 } from 'uuid';
import { expect, it } from 'vitest';
import type { KindName, Row } from '../kinds/index.ts';
import { besideHash } from '../mutators/beside.ts';
import { firstCommentId } from '../mutators/part.ts';
import { targetId } from '../mutators/target.ts';
import type { ArchivedRow } from './archive.ts';
import { renamed, restoreWrites } from './restore.ts';

const at = '2026-11-21T09:00:00.000Z';
const stamps = { created_at: at, updated_at: at, version: 1 };
const [brand_id, connection_id, series_id] = [uuidv7(), uuidv7(), uuidv7()];

/** A date of a series with a channel and a first comment, as a file has them. */
function date(change: { postVersion?: number; comment?: string } = {}): ArchivedRow[] {
  const post_id = uuidv7();
  const target = {
    ...{ id: targetId(post_id, connection_id), brand_id, post_id, connection_id, text: null, by_hand: false },
    ...{ options: null, format: null, scheduled_at: null, wall_time: null, time_zone: null, ...stamps },
  } satisfies Row<'target'>;
  const part = {
    ...{ id: firstCommentId(post_id, null), brand_id, post_id, connection_id: null, role: 'first_comment' },
    ...{ rank: 'a0', text: 'Ask us', asset_ids: [], frames: {}, ...stamps },
  } satisfies Row<'part'>;
  const made_hash = besideHash({ targets: [target], media: [], parts: [part] });
  const row = (kind: KindName, of: object) => ({ kind, row: of }) as ArchivedRow;
  return [
    row('occurrence', {
      ...{ id: uuidv7(), brand_id, series_id, wall_time: '2027-01-04T09:00', post_id, post_version: 1 },
      ...{ made_hash, ...stamps },
    }),
    row('part', { ...part, text: change.comment ?? part.text }),
    row('target', target),
    row('post', {
      id: post_id,
      brand_id,
      title: '',
      slot_key: null,
      ...stamps,
      version: change.postVersion ?? 1,
    }),
  ];
}
const adopted = (rows: readonly ArchivedRow[]) =>
  restoreWrites(rows, null).writes.flatMap(({ planned }, index, all) =>
    planned.name === 'occurrence.adopt' ? [{ ...planned.args, last: index === all.length - 1 }] : [],
  );

it('a date of a series follows it again after what stands beside it is back, unless it is somebody’s own', () => {
  expect(adopted(date())).toMatchObject([
    {
      follows: true,
      last: true,
      beside: { connection_ids: [connection_id], part_ids: [expect.any(String)] },
    },
  ]);
  expect(adopted(date({ postVersion: 2 }))).toMatchObject([{ follows: false }]);
  expect(adopted(date({ comment: 'Mine' }))).toMatchObject([{ follows: false }]);
});

it('a copy under other ids is the same: its first comment is its post’s, and its dates follow', () => {
  const copy = renamed(date(), uuidv7());
  const part = copy.find(({ kind }) => kind === 'part')?.row as Row<'part'>;
  expect(part.id).toBe(firstCommentId(part.post_id, null));
  expect(adopted(copy)).toMatchObject([{ post_id: part.post_id, follows: true }]);
  expect(adopted(renamed(date({ comment: 'Mine' }), uuidv7()))).toMatchObject([{ follows: false }]);
});
