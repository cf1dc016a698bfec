import { expect, it } from 'vitest';
import { contentDifferences } from './content-fields.ts';

it('names what differs, and nothing else', () => {
  const before = { caption: 'A', hashtags: ['x'], channels: { one: {}, two: { text: 'Own' } } };
  expect(contentDifferences(before, before)).toEqual([]);
  expect(contentDifferences(before, { ...before, caption: 'B', hashtags: [] })).toEqual([
    { of: { field: 'caption' }, before: 'A', now: 'B' },
    { of: { field: 'hashtags' }, before: '#x', now: '' },
  ]);
});

it('tells a channel that was added, one that left and one with other words', () => {
  const before = { channels: { one: {}, two: { text: 'Own' } } };
  const now = { channels: { two: {}, three: {} } };
  expect(contentDifferences(before, now)).toEqual([
    { of: { field: 'channel', connectionId: 'one' }, before: '=', now: '' },
    { of: { field: 'channel', connectionId: 'two' }, before: 'Own', now: '=' },
    { of: { field: 'channel', connectionId: 'three' }, before: '', now: '=' },
  ]);
});

it('reads what a newer app put in without stumbling over it', () => {
  expect(
    contentDifferences(
      { caption: 5, channels: [] },
      { media: [{ sha256: 'abcdef0123', alt_text: 'Bread' }] },
    ),
  ).toEqual([{ of: { field: 'media' }, before: '', now: 'abcdef01 Bread' }]);
});

it('tells when somebody who is mentioned is called something else', () => {
  const called = (handle: string) => ({ caption: 'Hi @[Anna]', mentions: { Anna: { x: handle } } });
  expect(contentDifferences(called('anna'), called('other'))).toEqual([
    { of: { field: 'mentions' }, before: 'Anna: x @anna', now: 'Anna: x @other' },
  ]);
});
