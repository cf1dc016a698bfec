import { describe, expect, test } from 'vitest';
import type { KindName, Row } from '../kinds/index.ts';
import { commentId } from './comment.ts';
import { type Mutation, type MutationContext, type Outcome, Rejection, type Rows } from './define.ts';
import { type MutationArgs, type MutationName, mutations } from './index.ts';
import { firstCommentId } from './part.ts';
import { isYours, publicationId } from './publication.ts';
import { targetId } from './target.ts';

const brand = '0197b1c2-0000-7000-8000-000000000001';
const other = '0197b1c2-0000-7000-8000-000000000002';
const post = '0197b1c2-0000-7000-8000-000000000003';
const connection = '0197b1c2-0000-7000-8000-000000000004';
const person = '0197b1c2-0000-7000-8000-000000000005';
const ctx: MutationContext = { actor: person, madeAt: '2026-11-21T09:00:00.000Z' };

/** A world of rows in memory: applies mutations as the replica and the server do, reading only what they name. */
function world() {
  const rows = new Map<string, unknown>();
  return {
    get: <K extends KindName>(kind: K, id: string) => rows.get(`${kind}/${id}`) as Row<K> | undefined,
    run<N extends MutationName>(name: N, args: MutationArgs<N>, context = ctx): Outcome {
      const mutation = mutations[name] as unknown as Mutation;
      const read = mutation.args.parse(args);
      const named = new Set(mutation.reads(read).map(({ kind, id }) => `${kind}/${id}`));
      const view: Rows = {
        get: (kind, id) => {
          if (!named.has(`${kind}/${id}`))
            throw new Error(`${name} looked at ${kind}/${id} without naming it`);
          return this.get(kind, id);
        },
      };
      const outcome = mutation.apply(view, read, context);
      for (const write of outcome.writes) {
        if (write.op === 'put') rows.set(`${write.kind}/${write.row.id}`, write.row);
        else rows.delete(`${write.kind}/${write.id}`);
      }
      return outcome;
    },
  };
}

const words = { pillar_id: null, title: 'Opening', caption: 'We open.', notes: '', hashtags: [], link: null };
const at = { wall_time: '2026-11-23T09:00', time_zone: 'Europe/Berlin', schedule_id: null, slot_key: null };

function withPost() {
  const w = world();
  w.run('post.create', { id: post, brand_id: brand, ...words, when: null });
  return w;
}

const rejects = (work: () => unknown, code: string) => {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(Rejection);
    expect((error as Rejection).code).toBe(code);
    return;
  }
  expect.unreachable(`expected a rejection ${code}`);
};

describe('posts', () => {
  test('scheduling keeps the wall time and zone, and derives the instant', () => {
    const w = withPost();
    w.run('post.schedule', { id: post, brand_id: brand, when: at });
    expect(w.get('post', post)).toMatchObject({
      status: 'scheduled',
      wall_time: '2026-11-23T09:00',
      time_zone: 'Europe/Berlin',
      scheduled_at: '2026-11-23T08:00:00.000Z',
      version: 2,
    });
    w.run('post.unschedule', { id: post, brand_id: brand });
    expect(w.get('post', post)).toMatchObject({
      status: 'draft',
      scheduled_at: null,
      wall_time: null,
      slot_key: null,
    });
  });

  test('a date no calendar has, and a zone nobody has, are refused with their path', () => {
    for (const [when, path] of [
      [{ ...at, wall_time: '2026-02-30T09:00' }, 'wall_time'],
      [{ ...at, wall_time: '2026-11-23T24:30' }, 'wall_time'],
      [{ ...at, time_zone: 'Mars/Olympus' }, 'time_zone'],
    ] as const) {
      const result = mutations['post.schedule'].args.safeParse({ id: post, brand_id: brand, when });
      expect(result.error?.issues[0]?.path).toEqual(['when', path]);
    }
  });

  test('edits of different fields merge; the same short field takes the later arrival', () => {
    const w = withPost();
    w.run('post.edit', { id: post, brand_id: brand, fields: { title: 'Ada' }, base: {} });
    w.run('post.edit', { id: post, brand_id: brand, fields: { link: 'https://example.org' }, base: {} });
    w.run('post.edit', { id: post, brand_id: brand, fields: { title: 'Ben' }, base: {} });
    expect(w.get('post', post)).toMatchObject({ title: 'Ben', link: 'https://example.org', version: 4 });
  });

  test('two edits of one caption from the same text merge by sentence', () => {
    const w = withPost();
    const seen = 'We open. Come by. See you.';
    w.run('post.edit', { id: post, brand_id: brand, fields: { caption: seen }, base: {} });
    w.run('post.edit', {
      id: post,
      brand_id: brand,
      fields: { caption: 'We open at nine. Come by. See you.' },
      base: { caption: seen },
    });
    const second = w.run('post.edit', {
      id: post,
      brand_id: brand,
      fields: { caption: 'We open. Come by. See you soon.' },
      base: { caption: seen },
    });
    expect(w.get('post', post)?.caption).toBe('We open at nine. Come by. See you soon.');
    expect(second.notices).toEqual([]);
  });

  test('where both changed the same words, the later stands and the other is handed to the person', () => {
    const w = withPost();
    w.run('post.edit', {
      id: post,
      brand_id: brand,
      fields: { caption: 'We open today.' },
      base: { caption: 'We open.' },
    });
    const outcome = w.run('post.edit', {
      id: post,
      brand_id: brand,
      fields: { caption: 'We open tomorrow.' },
      base: { caption: 'We open.' },
    });
    expect(w.get('post', post)?.caption).toBe('We open tomorrow.');
    expect(outcome.notices?.[0]).toMatchObject({ code: 'text_conflict', params: { kept: 'We open today.' } });
  });

  test('a newer edit beats a delete, with a notice; a delete of the version seen goes through', () => {
    const w = withPost();
    w.run('post.edit', { id: post, brand_id: brand, fields: { title: 'New' }, base: {} });
    const beaten = w.run('post.delete', { id: post, brand_id: brand, version: 1 });
    expect(w.get('post', post)?.title).toBe('New');
    expect(beaten.notices?.[0]?.code).toBe('edit_beat_delete');
    w.run('post.delete', { id: post, brand_id: brand, version: 2 });
    expect(w.get('post', post)).toBeUndefined();
  });

  test('restoring brings back the words and derives the instant again', () => {
    const w = withPost();
    w.run('post.schedule', { id: post, brand_id: brand, when: at });
    const row = w.get('post', post);
    if (!row) return expect.unreachable();
    w.run('post.delete', { id: post, brand_id: brand, version: row.version });
    w.run('post.restore', { row: { ...row, scheduled_at: '1999-01-01T00:00:00.000Z' } });
    expect(w.get('post', post)).toMatchObject({
      caption: 'We open.',
      scheduled_at: '2026-11-23T08:00:00.000Z',
    });
  });

  test('a row of another brand is refused whatever the arguments say', () => {
    const w = withPost();
    for (const write of [
      () => w.run('post.edit', { id: post, brand_id: other, fields: { title: 'x' }, base: {} }),
      () => w.run('post.schedule', { id: post, brand_id: other, when: at }),
      () => w.run('post.delete', { id: post, brand_id: other, version: 9 }),
    ])
      rejects(write, 'wrong_brand');
    expect(w.get('post', post)?.version).toBe(1);
  });

  test('a device whose clock is behind never sets updated_at back', () => {
    const w = withPost();
    w.run(
      'post.edit',
      { id: post, brand_id: brand, fields: { title: 'x' }, base: {} },
      { actor: person, madeAt: '2020-01-01T00:00:00.000Z' },
    );
    expect(w.get('post', post)?.updated_at).toBe(ctx.madeAt);
  });
});

describe('targets', () => {
  test('two devices adding the same channel make one target', () => {
    const w = withPost();
    w.run('connection.add', {
      id: connection,
      brand_id: brand,
      platform: 'bluesky',
      device_id: 'laptop',
      handle: 'a.test',
      display_name: '',
      remote_account_id: 'did:plc:a',
      service_url: null,
    });
    const args = { brand_id: brand, post_id: post, connection_id: connection };
    w.run('target.add', { ...args, text: 'first' });
    expect(w.run('target.add', { ...args, text: 'second' }).writes).toEqual([]);
    expect(w.get('target', targetId(post, connection))?.text).toBe('first');
    w.run('target.edit', { ...args, text: null });
    expect(w.get('target', targetId(post, connection))?.text).toBeNull();
    rejects(() => w.run('target.showAs', { ...args, format: 'story' }), 'no_stories');
    w.run('target.remove', args);
    w.run('target.remove', args);
    expect(w.get('target', targetId(post, connection))).toBeUndefined();
  });

  test('a channel with stories shows a post as one, or as any post; taking down is for what can be deleted', () => {
    const w = withPost();
    const byHand = { id: connection, brand_id: brand, handle: '@bakery', limits: null };
    w.run('connection.addByHand', { ...byHand, platform: 'instagram' });
    const args = { brand_id: brand, post_id: post, connection_id: connection };
    w.run('target.add', { ...args, text: null });
    const id = targetId(post, connection);
    w.run('target.showAs', { ...args, format: 'story' });
    expect(w.get('target', id)?.format).toBe('story');
    expect(w.run('target.showAs', { ...args, format: 'story' }).writes).toEqual([]);
    w.run('target.showAs', { ...args, format: null });
    expect(w.get('target', id)?.format).toBeNull();
    const remove_at = '2026-12-01T09:00:00.000Z';
    rejects(() => w.run('takedown.set', { ...args, remove_at }), 'cannot_delete');
    expect(w.run('takedown.set', { ...args, remove_at: null }).writes).toEqual([]);
  });

  test('a channel may have a date of its own, its history says so, and it goes back to the post’s', () => {
    const w = withPost();
    w.run('connection.addByHand', {
      ...{ id: connection, brand_id: brand, handle: '@bakery', limits: null },
      platform: 'instagram',
    });
    const args = { brand_id: brand, post_id: post, connection_id: connection };
    const id = targetId(post, connection);
    const when = { wall_time: '2026-12-03T12:00', time_zone: 'Europe/Berlin' };
    w.run('target.add', { ...args, text: null, by_hand: true });
    const { writes } = w.run('target.when', { ...args, when });
    expect(w.get('target', id)).toMatchObject({ ...when, scheduled_at: '2026-12-03T11:00:00.000Z' });
    expect(writes).toHaveLength(1);
    expect(w.run('target.when', { ...args, when }).writes).toEqual([]);
    // Own words are no reason to lose it.
    w.run('target.edit', { ...args, text: 'Here it is' });
    expect(w.get('target', id)).toMatchObject({ ...when, text: 'Here it is' });
    w.run('target.when', { ...args, when: null });
    expect(w.get('target', id)).toMatchObject({ wall_time: null, time_zone: null, scheduled_at: null });
    w.run('target.remove', args);
    w.run('target.add', { ...args, text: null, by_hand: true, when });
    expect(w.get('target', id)).toMatchObject({ ...when, by_hand: true });
    expect(() =>
      w.run('target.when', { ...args, when: { wall_time: '2026-12-03T12:00', time_zone: 'Mars/Base' } }),
    ).toThrow();
  });

  test('a post begins on a channel as the channel has it, and nothing that was said is written over', () => {
    const w = withPost();
    const byHand = { id: connection, brand_id: brand, handle: '@bakery', limits: null };
    w.run('connection.addByHand', { ...byHand, platform: 'instagram' });
    const args = { brand_id: brand, post_id: post, connection_id: connection };
    const id = targetId(post, connection);
    const comment = firstCommentId(post, connection);
    const edit = (fields: MutationArgs<'channelDefault.edit'>['fields']) =>
      w.run('channelDefault.edit', { id: connection, brand_id: brand, fields });
    edit({ first_comment: '#bread' });
    edit({ by_hand: true, options: { quiet: true } });
    expect(w.get('channel_default', connection)).toMatchObject({ first_comment: '#bread', version: 2 });
    w.run('target.add', { ...args, text: null });
    expect(w.get('target', id)).toMatchObject({ by_hand: true, options: { quiet: true } });
    expect(w.get('part', comment)).toMatchObject({ text: '#bread', connection_id: connection });
    // Put on it again, what was written there stays.
    w.run('part.edit', { id: comment, brand_id: brand, post_id: post, fields: { text: '#rye' } });
    w.run('target.remove', args);
    w.run('target.add', { ...args, text: null });
    expect(w.get('part', comment)?.text).toBe('#rye');
    // What comes back has what it had.
    w.run('target.remove', args);
    w.run('target.add', { ...args, text: null, by_hand: false, options: null });
    expect(w.get('target', id)).toMatchObject({ by_hand: false, options: null });
  });

  test('a channel that is gone is refused', () => {
    rejects(
      () =>
        withPost().run('target.add', {
          brand_id: brand,
          post_id: post,
          connection_id: connection,
          text: null,
        }),
      'gone',
    );
  });
});

describe('comments', () => {
  const collected = {
    brand_id: brand,
    connection_id: connection,
    post_id: post,
    remote_id: 'at://a/1',
    parent_remote_id: null,
    url: null,
    author_name: 'Mia',
    author_handle: 'mia.test',
    text: 'Lovely',
    commented_at: '2026-11-21T08:00:00.000Z',
  };

  test('collecting again keeps what the team did with it and takes the new words', () => {
    const w = world();
    const id = commentId(connection, 'at://a/1');
    w.run('comment.collect', collected);
    w.run('comment.assign', { id, brand_id: brand, assigned_to: person });
    expect(w.run('comment.collect', collected).writes).toEqual([]);
    w.run('comment.collect', { ...collected, text: 'Lovely!' });
    expect(w.get('comment', id)).toMatchObject({ text: 'Lovely!', assigned_to: person, status: 'open' });
  });

  test('an answer marks the comment done, and the same answer twice is refused', () => {
    const w = world();
    w.run('comment.collect', collected);
    const answer = {
      id: other,
      brand_id: brand,
      comment_id: commentId(connection, 'at://a/1'),
      text: 'Thank you',
    };
    w.run('comment.reply', answer);
    expect(w.get('comment', answer.comment_id)?.status).toBe('done');
    rejects(() => w.run('comment.reply', answer), 'exists');
  });
});

test('every mutation is registered under its own name and has a home among the scopes', () => {
  for (const [name, mutation] of Object.entries(mutations)) expect(mutation.name).toBe(name);
});

test('what belongs to a pillar is merged like the words of a post', () => {
  const w = world();
  const pillar = { id: post, brand_id: brand };
  const text = 'Bread and cake. Open late.';
  w.run('pillar.create', { ...pillar, name: 'P', description: text, color: 1, position: 0, share: null });
  const edit = (description: string, seen: string) =>
    w.run('pillar.edit', { ...pillar, fields: { description }, base: { description: seen } });
  edit('Bread and cake. Open early.', text);
  expect(edit('Rolls and cake. Open late.', text).notices).toEqual([]);
  expect(w.get('pillar', post)?.description).toBe('Rolls and cake. Open early.');
  expect(edit('Never.', text).notices).toMatchObject([
    {
      code: 'text_conflict',
      params: { field: 'description', kept: 'Rolls and cake. Open early.', by: person },
    },
  ]);
  expect(w.get('pillar', post)?.description).toBe('Never.');
});

describe('channels that a person posts to by hand', () => {
  const named = { brand_id: brand, post_id: post, connection_id: connection };
  const publication = publicationId(targetId(post, connection), 'once');
  const monday = { ...ctx, madeAt: '2026-11-23T08:00:00.000Z' };
  function planned() {
    const w = withPost();
    const channel = { id: connection, brand_id: brand, handle: 'bakery' };
    w.run('connection.addByHand', { ...channel, platform: 'instagram', limits: null });
    w.run('target.add', { ...named, text: null });
    w.run('post.schedule', { id: post, brand_id: brand, when: at });
    return w;
  }

  test('at its time a post waits for the person, once, and follows its time', () => {
    const w = planned();
    expect(w.run('publication.turn', named).writes).toEqual([]); // it is Saturday
    w.run('publication.turn', named, monday);
    expect(w.get('publication', publication)).toMatchObject({
      state: 'waiting',
      error_code: 'by_hand',
      due_at: '2026-11-23T08:00:00.000Z',
    });
    expect(w.run('publication.turn', named, monday).writes).toEqual([]);
    const later = { ...at, wall_time: '2026-11-24T09:00' };
    w.run('post.schedule', { id: post, brand_id: brand, when: later });
    w.run('publication.turn', named, monday);
    expect(w.get('publication', publication)).toBeUndefined();
  });

  test('what a person says of it is kept, early or late, and stays', () => {
    const w = planned();
    const url = 'https://www.instagram.com/p/abc/';
    w.run('publication.byHand', { ...named, out: true, url });
    expect(w.get('publication', publication)).toMatchObject({ state: 'by_hand', url, error_code: null });
    w.run('publication.byHand', { ...named, out: false, url: null });
    w.run('publication.turn', named, monday);
    expect(w.get('publication', publication)?.state).toBe('by_hand');

    const given = planned();
    given.run('publication.turn', named, monday);
    given.run('publication.byHand', { ...named, out: false, url: null }, monday);
    expect(given.get('publication', publication)?.state).toBe('cancelled');
  });

  test('of an account that was removed only a last word is taken, about what still needs one', () => {
    const w = withPost();
    w.run('connection.add', {
      ...{ id: connection, brand_id: brand, platform: 'bluesky', device_id: 'laptop', handle: 'a.test' },
      ...{ display_name: '', remote_account_id: 'did:plc:a', service_url: null },
    });
    w.run('target.add', { ...named, text: null });
    const record = (result: MutationArgs<'publication.record'>['result']) =>
      w.run('publication.record', {
        ...{ ...named, subject: 'target', subject_id: targetId(post, connection) },
        ...{ due_at: monday.madeAt, tries: 1, result },
      });
    const word = (state: 'unknown' | 'cancelled') =>
      ({ state, error_code: state, error_class: 'give_up', error_message: null }) as const;
    const remove = () => w.run('connection.remove', { id: connection, brand_id: brand });
    remove();
    rejects(() => record(word('cancelled')), 'gone');

    w.run('connection.add', {
      ...{ id: connection, brand_id: brand, platform: 'bluesky', device_id: 'laptop', handle: 'a.test' },
      ...{ display_name: '', remote_account_id: 'did:plc:a', service_url: null },
    });
    record(word('unknown'));
    remove();
    rejects(() => record(word('unknown')), 'gone');
    record(word('cancelled'));
    expect(w.get('publication', publication)?.state).toBe('cancelled');
    const out = { state: 'published', published_at: monday.madeAt, remote_id: 'x', url: null } as const;
    rejects(() => record(out), 'gone');
  });

  test('what Pillarbox publishes by itself is not marked by hand, and no link but a web address is taken', () => {
    const w = withPost();
    w.run('connection.add', {
      id: connection,
      brand_id: brand,
      platform: 'bluesky',
      device_id: 'laptop',
      handle: 'a.test',
      display_name: '',
      remote_account_id: 'did:plc:a',
      service_url: null,
    });
    w.run('target.add', { ...named, text: null });
    rejects(() => w.run('publication.byHand', { ...named, out: true, url: null }), 'not_by_hand');
    expect(() =>
      planned().run('publication.byHand', { ...named, out: true, url: 'javascript:alert(1)' }),
    ).toThrow();
    w.run('post.schedule', { id: post, brand_id: brand, when: at });
    expect(w.run('publication.turn', named, monday).writes).toEqual([]);
    expect(isYours({ state: 'waiting', error_code: null })).toBe(false);
  });
});

test('a brief is made by the first edit of it, and fields of two people join', () => {
  const w = withPost();
  const named = { id: post, brand_id: brand };
  w.run('brief.edit', { ...named, fields: { topic_angle: 'Rye is older' } });
  w.run('brief.edit', { ...named, fields: { urgency: 'timely' } });
  expect(w.get('brief', post)).toMatchObject({
    topic_angle: 'Rye is older',
    urgency: 'timely',
    post_type: '',
    version: 2,
  });
  rejects(() => w.run('brief.edit', { id: other, brand_id: brand, fields: {} }), 'gone');
});
