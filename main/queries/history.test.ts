import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Replica } from '../replica/replica.ts';
import { type Bench, createBench, postArgs } from '../replica/testing.ts';
import { runQuery } from './queries.ts';
import { brand, scene, time } from './testing.ts';

let bench: Bench;
let replica: Replica;
beforeEach(() => {
  bench = createBench();
  replica = bench.open('r');
});
afterEach(() => bench.clean());
const { makePost, serve } = scene(() => replica);

describe('the history of a post', () => {
  it('says who made each version, and whose words lost', () => {
    const [ada, ben] = [uuidv4(), uuidv4()];
    const id = makePost({ caption: 'one' });
    const words = { ...postArgs(brand), wall_time: null, time_zone: null, schedule_id: null, slot_key: null };
    const revision = (
      version: number,
      made_by: string | null,
      caption: string,
      title: string,
      lost = false,
    ) => ({
      id: uuidv4(),
      brand_id: brand,
      post_id: id,
      part_id: null,
      of_brief: false,
      connection_id: null,
      version,
      cause: 'post.edit',
      made_by,
      made_at: time,
      conflict: lost ? 'caption' : null,
      words: { ...words, caption, title },
    });
    serve(
      'member',
      ...[
        { person_id: ada, name: 'Ada' },
        { person_id: ben, name: 'Ben' },
      ].map((who) => ({
        ...who,
        id: `${brand}:${who.person_id}`,
        brand_id: brand,
        email: 'x@y.test',
        role: 'member' as const,
      })),
    );
    serve(
      'revision',
      revision(2, ada, 'Ada’s', 'a'),
      revision(3, ben, 'Ada’s', 'b'),
      revision(4, ben, 'Ben’s', 'b'),
      revision(4, null, 'Ada’s', 'b', true),
    );
    expect(
      runQuery(replica, 'history', { postId: id }).map(({ version, conflict, author, pending }) => [
        version,
        conflict,
        author,
        pending,
      ]),
    ).toEqual([
      [2, null, 'Ada', false],
      [3, null, 'Ben', false],
      [4, null, 'Ben', false],
      [4, 'caption', 'Ada', false],
    ]);
  });
});
