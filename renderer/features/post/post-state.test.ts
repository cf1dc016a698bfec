import { expect, test } from 'vitest';
import type { PublicationState } from '../../../shared/kinds/index.ts';
import type { PostView } from '../../../shared/queries.ts';
import { isLocked, postName, postState } from './post-state.ts';

const NOW = '2026-11-21T12:00:00.000Z';

type Over = {
  at?: string | null;
  caption?: string;
  channels?: (PublicationState | null)[];
  /** When its channels were chosen. */
  made?: string;
  review?: Partial<PostView['review']>;
};

const post = ({
  at = '2026-11-23T09:00:00.000Z',
  caption = 'Words',
  channels = [null],
  made = '2026-11-20T09:00:00.000Z',
  review = {},
}: Over = {}) =>
  ({
    review: { required: false, state: 'draft', edited: false, ...review },
    status: at ? 'scheduled' : 'draft',
    scheduled_at: at,
    caption,
    hashtags: [],
    link: null,
    targets: channels.map((state) => ({ text: null, created_at: made, publication: state && { state } })),
  }) as unknown as PostView;

const state = (over?: Over) => postState(post(over), NOW);

test('what a post lacks is told before that it is scheduled', () => {
  expect(state({ at: null })).toBe('idea');
  expect(state({ channels: [] })).toBe('no_channels');
  expect(state({ caption: ' ' })).toBe('no_words');
  expect(state()).toBe('scheduled');
  expect(state({ at: '2026-11-21T11:59:00.000Z' })).toBe('due');
});

test('what is due and nobody takes is late after a few minutes, on any of its channels', () => {
  expect(state({ at: '2026-11-21T11:55:01.000Z' })).toBe('due');
  expect(state({ at: '2026-11-21T11:55:00.000Z' })).toBe('late');
  expect(state({ at: '2026-11-21T03:00:00.000Z', review: { state: 'approved', required: true } })).toBe(
    'late',
  );
  const at = '2026-11-21T03:00:00.000Z';
  expect(state({ at, channels: ['published', null] })).toBe('late');
  expect(state({ at, channels: ['publishing', null] })).toBe('publishing');
  expect(state({ at, channels: ['failed', null] })).toBe('failed');
  expect(state({ at, channels: [] })).toBe('no_channels');
  expect(state({ at, caption: '' })).toBe('no_words');
  expect(state({ at, review: { required: true, state: 'in_review' } })).toBe('in_review');
});

test('what was called off, and what is a record of before, is past and not due for ever', () => {
  const at = '2026-11-21T03:00:00.000Z';
  expect(state({ at, channels: ['cancelled'] })).toBe('past');
  expect(state({ at, channels: ['cancelled', null] })).toBe('late');
  const before = '2026-11-19T03:00:00.000Z';
  expect(state({ at: before })).toBe('past');
  expect(state({ at: before, made: '2026-11-19T02:00:00.000Z' })).toBe('late');
  expect(state({ at: before, review: { required: true, state: 'in_review' } })).toBe('past');
});

test('the most urgent channel speaks for the post', () => {
  expect(state({ channels: ['published', 'failed'] })).toBe('failed');
  expect(state({ channels: ['retrying', 'unknown'] })).toBe('unknown');
  expect(state({ channels: ['published', 'publishing'] })).toBe('publishing');
});

test('a post is published when all its channels have it', () => {
  expect(state({ channels: ['published', 'by_hand'] })).toBe('published');
  expect(state({ channels: ['published', null] })).toBe('partly');
  expect(state({ channels: ['by_hand'] })).toBe('by_hand');
});

test('a cancelled publication leaves the post as it was', () => {
  expect(state({ channels: ['cancelled'] })).toBe('scheduled');
});

test('what is out, on its way out or perhaps out stays where it is', () => {
  const locked = (one: PublicationState | null) => isLocked(post({ channels: [one] }));
  expect((['published', 'by_hand', 'publishing', 'unknown'] as const).every(locked)).toBe(true);
  expect((['failed', 'missed', 'waiting', 'retrying', 'cancelled', null] as const).some(locked)).toBe(false);
});

test('a post without a title goes by how its words begin', () => {
  expect(postName({ title: ' Rye ', caption: 'x' })).toBe('Rye');
  expect(postName({ title: '', caption: 'First line\nsecond' })).toBe('First line');
  expect(postName({ title: '', caption: 'a'.repeat(100) })).toBe(`${'a'.repeat(79)}…`);
  expect(postName({ title: '', caption: '' })).toBe('');
});

test('where it stands in its review is told until something more urgent is', () => {
  const at = '2026-11-21T11:59:00.000Z';
  expect(state({ at: null, review: { state: 'in_review' } })).toBe('in_review');
  expect(state({ review: { state: 'approved' } })).toBe('approved');
  expect(state({ review: { state: 'changes_requested' } })).toBe('changes_requested');
  expect(state({ review: { required: true } })).toBe('unapproved');
  expect(state({ at, review: { state: 'approved', required: true } })).toBe('due');
  expect(state({ at, review: { state: 'in_review' } })).toBe('due');
  expect(state({ at, review: { state: 'in_review', required: true } })).toBe('in_review');
  expect(state({ channels: ['failed'], review: { state: 'in_review' } })).toBe('failed');
});
