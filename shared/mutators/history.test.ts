import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row } from '../kinds/index.ts';
import { kinds } from '../kinds/index.ts';
import type { Mutation, Outcome, Rows } from './define.ts';
import { historyOf, type Subject } from './history.ts';
import { type MutationArgs, type MutationName, mutations } from './index.ts';
import { targetId } from './target.ts';

const brand = '0197b1c2-0000-7000-8000-000000000001';
const id = '0197b1c2-0000-7000-8000-000000000003';
const connection = '0197b1c2-0000-7000-8000-000000000004';
const [ada, ben] = ['0197b1c2-0000-7000-8000-000000000005', '0197b1c2-0000-7000-8000-000000000006'];
const named = { id, brand_id: brand };
const words = { pillar_id: null, title: '', caption: '', notes: '', hashtags: [], link: null };

/** A post and its channel with their history, as both sides keep it. */
function world() {
  let post: Row<'post'> | undefined;
  let target: Row<'target'> | undefined;
  let brief: Row<'brief'> | undefined;
  const revisions = new Map<string, Row<'revision'>>();
  let minute = 0;
  return {
    post: () => post as Row<'post'>,
    target: () => target as Row<'target'>,
    history: () => [...revisions.values()],
    run<N extends MutationName>(name: N, args: MutationArgs<N>, actor = ada): Outcome {
      const at = new Date(Date.UTC(2026, 10, 21, 9, minute++)).toISOString();
      const rows = {
        get: (kind: string) =>
          ({ post, target, brief, connection: { id: connection, brand_id: brand } })[kind],
      } as unknown as Rows;
      const mutation = mutations[name] as unknown as Mutation;
      const outcome = mutation.apply(rows, mutation.args.parse(args), { actor, madeAt: at });
      for (const write of outcome.writes) {
        const before = write.op === 'put' ? rows.get(write.kind, write.row.id) : undefined;
        for (const row of historyOf(write, before as Subject | undefined, outcome.notices ?? [], {
          cause: name,
          actor,
          at,
        }))
          if (!revisions.has(row.id)) revisions.set(row.id, kinds.revision.schema.parse(row));
        if (write.op === 'put' && write.kind === 'post') post = write.row;
        if (write.op === 'put' && write.kind === 'target') target = write.row;
        if (write.op === 'put' && write.kind === 'brief') brief = write.row;
      }
      return outcome;
    },
    create(caption: string) {
      this.run('post.create', { ...named, ...words, caption, when: null });
      return this;
    },
    edit(caption: string, base: string, actor: string) {
      return this.run('post.edit', { ...named, fields: { caption }, base: { caption: base } }, actor);
    },
  };
}
const short = ({ version, cause, made_by, conflict, words: of }: Row<'revision'>) =>
  [
    version,
    cause,
    made_by,
    conflict,
    'caption' in of ? of.caption : 'text' in of ? of.text : of.topic_angle,
  ] as const;

describe('the history', () => {
  it('of a post begins with its second version, and then has the first too', () => {
    const w = world().create('one');
    expect(w.history()).toEqual([]);
    w.edit('two', 'one', ben);
    const when = { wall_time: '2026-11-23T09:00', time_zone: 'UTC', schedule_id: null, slot_key: null };
    w.run('post.schedule', { ...named, when });
    expect(w.history().map(short)).toEqual([
      [1, 'post.create', ada, null, 'one'],
      [2, 'post.edit', ben, null, 'two'],
      [3, 'post.schedule', ada, null, 'two'],
    ]);
    expect(w.history().map(({ words: of }) => 'wall_time' in of && of.wall_time)).toEqual([
      null,
      null,
      '2026-11-23T09:00',
    ]);
  });

  it('keeps words that lost a merge beside those that won', () => {
    const w = world().create('We open on Monday.');
    w.edit('We open on Tuesday.', 'We open on Monday.', ada);
    const { notices } = w.edit('We open on Friday.', 'We open on Monday.', ben);
    expect(notices).toEqual([
      {
        code: 'text_conflict',
        params: { field: 'caption', kept: 'We open on Tuesday.', by: ben },
        about: { kind: 'post', id },
      },
    ]);
    expect(w.history().slice(-2).map(short)).toEqual([
      [3, 'post.edit', ben, null, 'We open on Friday.'],
      [3, 'post.edit', null, 'caption', 'We open on Tuesday.'],
    ]);
  });

  it('keeps a channel’s own words, merged like the post’s', () => {
    const w = world().create('A post');
    const channel = { brand_id: brand, post_id: id, connection_id: connection };
    w.run('target.add', { ...channel, text: null });
    w.run('target.edit', { ...channel, text: 'See you at nine. Bring friends.', base: { text: '' } });
    const base = { text: 'See you at nine. Bring friends.' };
    w.run('target.edit', { ...channel, text: 'See you at ten. Bring friends.', base });
    expect(
      w.run('target.edit', { ...channel, text: 'See you at nine. Come alone.', base }, ben),
    ).toMatchObject({
      notices: [],
    });
    expect(w.target().text).toBe('See you at ten. Come alone.');
    const { notices } = w.run('target.edit', { ...channel, text: 'Never.', base }, ben);
    expect(notices).toMatchObject([{ params: { field: 'text', connection_id: connection } }]);
    expect(w.history().map(short).slice(-2)).toEqual([
      [5, 'target.edit', ben, null, 'Never.'],
      [5, 'target.edit', null, 'text', 'See you at ten. Come alone.'],
    ]);
    expect(new Set(w.history().map(({ connection_id }) => connection_id))).toEqual(new Set([connection]));
    expect(w.target().id).toBe(targetId(id, connection));
  });

  it('keeps what a channel is told beside the words, and what it was told before', () => {
    const w = world().create('A film');
    const channel = { brand_id: brand, post_id: id, connection_id: connection };
    w.run('target.add', { ...channel, text: null });
    w.run('target.options', { ...channel, options: { privacy: 'unlisted' } }, ben);
    w.run('target.byHand', { ...channel, by_hand: true });
    expect(w.history().map(({ cause, made_by, words: of }) => [cause, made_by, of])).toEqual([
      ['target.create', null, { text: null, format: null, by_hand: false, options: null }],
      ['target.options', ben, { text: null, format: null, by_hand: false, options: { privacy: 'unlisted' } }],
      ['target.byHand', ada, { text: null, format: null, by_hand: true, options: { privacy: 'unlisted' } }],
    ]);
  });

  it('of a brief is its own, although it has its post’s id', () => {
    const w = world().create('A post');
    w.run('brief.edit', { ...named, fields: { topic_angle: 'one' } });
    expect(w.history()).toEqual([]);
    w.run('brief.edit', { ...named, fields: { topic_angle: 'two', urgency: 'timely' } }, ben);
    w.edit('Other words', 'A post', ben);
    expect(w.history().map((row) => [row.of_brief, ...short(row)])).toEqual([
      [true, 1, 'brief.create', null, null, 'one'],
      [true, 2, 'brief.edit', ben, null, 'two'],
      [false, 1, 'post.create', ada, null, 'A post'],
      [false, 2, 'post.edit', ben, null, 'Other words'],
    ]);
    expect(w.history()[1]?.words).toMatchObject({ topic_angle: 'two', urgency: 'timely' });
  });

  it('has the same rows for the same writes, whoever makes them', () => {
    const [here, there] = [world().create('one'), world().create('one')];
    for (const w of [here, there]) w.edit('two', 'one', ben);
    expect(here.history()).toEqual(there.history());
  });
});

it('whatever people do to one text at once, every word anybody typed is in the post or in its history', () => {
  const piece = fc.constantFrom(
    'We open.',
    'Bring cake.',
    'See you',
    'on Monday.',
    '\n',
    '日本語。',
    '👩🏽‍🚀',
  );
  const anyEdit = fc.record({
    who: fc.constantFrom(ada, ben),
    field: fc.constantFrom('caption' as const, 'notes' as const, 'title' as const, 'text' as const),
    /** How many versions ago the writer looked. */
    ago: fc.nat(4),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.nat(3),
    put: fc.array(fc.nat(99), { minLength: 1, maxLength: 2 }),
  });
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 8 }),
      fc.array(anyEdit, { minLength: 1, maxLength: 8 }),
      (text, edits) => {
        const w = world().create(text.join(' '));
        const channel = { brand_id: brand, post_id: id, connection_id: connection };
        w.run('target.add', { ...channel, text: null });
        const seen: Record<string, string[]> = {
          caption: [text.join(' ')],
          notes: [''],
          title: [''],
          text: [''],
        };
        const typed: string[] = [];
        for (const [index, { who, field, ago, at, remove, put }] of edits.entries()) {
          const known = seen[field] ?? [];
          const base = known.at(-1 - Math.min(ago, known.length - 1)) ?? '';
          const tokens = base.split(' ');
          const mine = put.map((n) => `word${index}x${n}`);
          typed.push(...mine);
          tokens.splice(Math.floor(at * tokens.length), remove, ...mine);
          const next = tokens.join(' ');
          if (field === 'text') w.run('target.edit', { ...channel, text: next, base: { text: base } }, who);
          else
            w.run(
              'post.edit',
              { ...named, fields: { [field]: next }, base: field === 'title' ? {} : { [field]: base } },
              who,
            );
          known.push(field === 'text' ? (w.target().text ?? '') : w.post()[field]);
        }
        const all = JSON.stringify([w.post(), w.target(), w.history().map(({ words: of }) => of)]);
        for (const word of typed) expect(all).toContain(word);
      },
    ),
    { numRuns: 300 },
  );
});
