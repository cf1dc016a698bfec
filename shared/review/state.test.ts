import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentHash, type ReviewedPost, reviewedContent, reviewedMedia, titleShown } from './content.ts';
import { type Decided, mayGoOut, reviewOf, reviewState } from './state.ts';

const post = (caption: string) =>
  ({ caption, hashtags: [], link: null, status: 'scheduled' }) as const satisfies ReviewedPost & {
    status: string;
  };
const hashOf = (caption: string) => contentHash(reviewedContent(post(caption), []));
const decided = (
  id: string,
  decision: Decided['decision'],
  caption: string,
  seen: string[] = [],
): Decided => ({
  id,
  decision,
  content_hash: hashOf(caption),
  seen,
});
const state = (caption: string, decisions: Decided[], required = true) =>
  reviewState(post(caption), [], decisions, { required }).state;

describe('what is reviewed', () => {
  const target = (connection_id: string, text: string | null) => ({
    connection_id,
    text,
    options: null,
    format: null,
  });
  it('is the same whatever the order of channels, and another when any word, channel or file changes', () => {
    const hash = (...args: Parameters<typeof reviewedContent>) => contentHash(reviewedContent(...args));
    const one = hash(post('A'), [target('b', null), target('c', 'C')]);
    expect(hash(post('A'), [target('c', 'C'), target('b', null)])).toBe(one);
    const others = [
      hash(post('A'), [target('b', null)]),
      hash(post('A'), [target('b', null), { ...target('c', 'C'), format: 'story' }]),
      hash(post('A'), [target('b', null), target('c', 'D')]),
      hash(post('A'), [target('b', null), { ...target('c', 'C'), options: { privacy: 'private' } }]),
      hash(post('A'), [target('b', null), target('c', null)]),
      hash({ ...post('A'), hashtags: ['x'] }, [target('b', null), target('c', 'C')]),
      hash({ ...post('A'), link: 'https://x.example' }, [target('b', null), target('c', 'C')]),
      hash(post('A'), [target('b', null), target('c', 'C')], {
        media: [{ connection_id: null, sha256: 'a', alt_text: '' }],
      }),
    ];
    expect(new Set([one, ...others]).size).toBe(others.length + 1);
  });
  it('does not change with a field that is empty, nor with the time, the title or notes', () => {
    const plain = contentHash(reviewedContent(post('A'), []));
    const more = { ...post('A'), title: 'T', notes: 'N', wall_time: '2026-12-01T10:00', version: 7 };
    expect(contentHash(reviewedContent(more, [], { media: [] }))).toBe(plain);
  });
  it('has the title where a channel shows it, and only there', () => {
    const hash = (title: string, platforms: Parameters<typeof titleShown>[1]) =>
      contentHash(reviewedContent(post('A'), [], { title: titleShown(title, platforms) }));
    expect(hash('One', ['bluesky'])).toBe(hash('Two', ['bluesky']));
    expect(hash('One', ['bluesky', 'youtube'])).not.toBe(hash('Two', ['bluesky', 'youtube']));
  });
  it('takes a file’s own description before the library’s, in the order shown', () => {
    const attachment = (id: string, position: number, alt_text: string | null) => ({
      id,
      asset_id: `a${id}`,
      connection_id: null,
      position,
      alt_text,
      crop: null,
      cover: null,
    });
    const asset = (id: string) => ({ id, sha256: id, alt_text: `library ${id}` });
    expect(
      reviewedMedia(
        [attachment('2', 1, null), attachment('1', 0, 'own'), attachment('3', 2, null)],
        [asset('a1'), asset('a2')],
      ),
    ).toEqual([
      { connection_id: null, sha256: 'a1', alt_text: 'own' },
      { connection_id: null, sha256: 'a2', alt_text: 'library a2' },
    ]);
  });
  it('has the picture that stands for a film, and what is shown of it', () => {
    const rect = { x: 0, y: 0, width: 0.5, height: 1 };
    const film = { id: '1', asset_id: 'f', connection_id: null, position: 0, alt_text: '', crop: null };
    const assets = ['f', 'p'].map((id) => ({ id, sha256: id, alt_text: '' }));
    const shown = (cover: Parameters<typeof reviewedMedia>[0][number]['cover']) =>
      reviewedMedia([{ ...film, cover }], assets)[0];
    // What a tile shows of a film itself never goes out.
    expect(shown({ at_ms: 5, rect })).toEqual({
      connection_id: null,
      sha256: 'f',
      alt_text: '',
      cover_ms: 5,
    });
    expect(shown({ at_ms: null, rect, asset_id: 'p' })).toMatchObject({ cover: { sha256: 'p', rect } });
    expect(shown({ at_ms: null, rect: null, asset_id: 'p' })?.cover).toEqual({ sha256: 'p' });
    expect(shown({ at_ms: null, rect: null, asset_id: 'gone' })).not.toHaveProperty('cover');
  });
});

describe('where a post stands', () => {
  it('is a draft until somebody asks, or until it is planned where approval is required', () => {
    expect(state('A', [], false)).toBe('draft');
    expect(state('A', [], true)).toBe('in_review');
    expect(reviewState({ ...post('A'), status: 'draft' }, [], [], { required: true }).state).toBe('draft');
    expect(state('A', [decided('1', 'asked', 'A')], false)).toBe('in_review');
  });
  it('is approved with exactly the words that were approved, and in review again with others', () => {
    const decisions = [decided('1', 'asked', 'A'), decided('2', 'approved', 'A', ['1'])];
    expect(state('A', decisions)).toBe('approved');
    expect(reviewState(post('B'), [], decisions, { required: true })).toMatchObject({
      state: 'in_review',
      edited: true,
    });
    expect(state('A', [...decisions, decided('3', 'asked', 'A', ['2'])])).toBe('in_review');
  });
  it('keeps changes requested until it is asked for again', () => {
    const back = [decided('1', 'approved', 'A'), decided('2', 'changes_requested', 'A', ['1'])];
    expect(reviewState(post('A'), [], back, { required: true })).toMatchObject({
      state: 'changes_requested',
      edited: false,
    });
    expect(reviewState(post('B'), [], back, { required: true })).toMatchObject({
      state: 'changes_requested',
      edited: true,
    });
    expect(state('B', [...back, decided('3', 'asked', 'B', ['2'])])).toBe('in_review');
  });
  it('lets a request for changes stand against an approval made without knowledge of it, in any order', () => {
    const apart = [decided('1', 'approved', 'A'), decided('2', 'changes_requested', 'A')];
    expect(state('A', apart)).toBe('changes_requested');
    expect(state('A', apart.toReversed())).toBe('changes_requested');
    expect(state('A', [...apart, decided('3', 'approved', 'A', ['1', '2'])])).toBe('approved');
  });
  it('does not take an approval back because somebody asked at the same time', () => {
    expect(state('A', [decided('1', 'approved', 'A'), decided('2', 'asked', 'A')])).toBe('approved');
    expect(state('A', [decided('1', 'approved', 'A'), decided('2', 'withdrawn', 'A', ['1'])])).toBe('draft');
  });

  it('lets nothing out but words an approval names that nothing later takes back (random reviews)', () => {
    const caption = fc.constantFrom('A', 'B', 'C');
    const step = fc.record({
      decision: fc.constantFrom('asked', 'approved', 'changes_requested', 'withdrawn' as const),
      caption,
      // How many of the last decisions its maker had not received yet.
      behind: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 10 }), caption, (steps, now) => {
        const decisions: Decided[] = [];
        for (const [index, one] of steps.entries()) {
          const known = decisions.slice(0, Math.max(0, decisions.length - one.behind));
          const { heads } = reviewOf({}, known, { required: true, scheduled: true });
          decisions.push(
            decided(
              String(index),
              one.decision,
              one.caption,
              heads.map(({ id }) => id),
            ),
          );
        }
        const review = reviewState(post(now), [], decisions, { required: true });
        const shuffled = reviewState(post(now), [], decisions.toReversed(), { required: true });
        expect(shuffled.state).toBe(review.state);
        if (!mayGoOut(review, true)) return;
        const approvals = decisions.filter(
          (one) => one.decision === 'approved' && one.content_hash === hashOf(now),
        );
        // Followed through `seen`: nobody who knew of that approval has said no since.
        const since = (id: string): string[] =>
          decisions.filter((one) => one.seen.includes(id)).flatMap((one) => [one.id, ...since(one.id)]);
        const stands = approvals.some(({ id }) => since(id).length === 0);
        expect(stands).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});
