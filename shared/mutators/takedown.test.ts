import { expect, test } from 'vitest';
import type { KindName, Row } from '../kinds/index.ts';
import { Rejection, type Rows } from './define.ts';
import { publicationId } from './publication.ts';
import { takedownSet } from './takedown.ts';
import { targetId } from './target.ts';

const [brand_id, post_id, connection_id] = ['1', '2', '3'].map(
  (n) => `0197b1c2-0000-7000-8000-00000000000${n}`,
) as [string, string, string];
const named = { brand_id, post_id, connection_id };
const id = targetId(post_id, connection_id);
const ctx = { actor: null, madeAt: '2026-11-21T09:00:00.000Z' };
const at = '2026-11-22T09:00:00.000Z';

/** What is written where these rows are there. */
function set(
  remove_at: string | null,
  rest: {
    standing?: Row<'standing'>['state'];
    before?: string;
    connection?: Partial<Row<'connection'>> | null;
  } = {},
) {
  const { standing, before, connection = {} } = rest;
  const rows: Partial<Record<KindName, object>> = {
    target: { id, ...named },
    ...(connection && {
      connection: {
        id: connection_id,
        brand_id,
        platform: 'bluesky',
        holder: 'server',
        limits: null,
        ...connection,
      },
    }),
    ...(standing && { standing: { id: publicationId(id, 'once'), state: standing } }),
    ...(before && { takedown: { id, ...named, remove_at: before, set_by: null, version: 1 } }),
  };
  const view = { get: (kind: KindName) => rows[kind] } as unknown as Rows;
  return takedownSet
    .apply(view, { ...named, remove_at }, ctx)
    .writes.map((write) => (write.op === 'put' && 'remove_at' in write.row ? write.row.remove_at : null));
}

test('is called off also where the account was removed or lets no app delete, and only there', () => {
  expect(set(null, { before: at, connection: null, standing: 'waiting' })).toEqual([null]);
  expect(set(null, { before: at, connection: { limits: { deletes: false } } })).toEqual([null]);
  expect(() => set(at, { connection: null })).toThrow(Rejection);
  expect(() => set(at, { connection: { limits: { deletes: false } } })).toThrow(Rejection);
});

test('what somebody else took down may be said to be well so; what was taken down stays as it was said', () => {
  expect(set(at, { standing: 'gone' })).toEqual([at]);
  expect(set(at, { standing: 'gone', connection: null })).toEqual([at]);
  expect(set(null, { standing: 'gone', before: at })).toEqual([]);
  expect(set(at, { standing: 'removed' })).toEqual([]);
  expect(set(null, { standing: 'removed', before: at })).toEqual([]);
});
