import { expect, it } from 'vitest';
import { findings, isUnfinished, type ReadyPost } from './readiness.ts';

const channel = {
  id: 'x',
  platform: 'x',
  limits: null,
  holder: 'server',
  status: 'connected',
  status_code: null,
} as const;
const picture = {
  mime: 'image/jpeg',
  bytes: 1000,
  width: 1200,
  height: 1200,
  duration_ms: null,
  codec: null,
  alt_text: 'A loaf',
};
const attached = { connection_id: null, alt_text: null, crop: null, cover: null, cover_asset: null };
const target = (
  connection: ReadyPost['targets'][number]['connection'] = channel,
  text: string | null = null,
) => ({
  connection_id: connection?.id ?? 'gone',
  text,
  by_hand: false,
  format: null,
  connection,
});
const post = (rest: Partial<ReadyPost> = {}): ReadyPost => ({
  people: [],
  title: '',
  caption: 'Fresh bread',
  hashtags: [],
  link: null,
  targets: [target()],
  media: [],
  parts: [],
  ...rest,
});
const said = (rest: Partial<ReadyPost>) =>
  findings(post(rest)).map(({ severity, code, connectionId }) => [severity, code, connectionId]);

it('says nothing of a post that would go out as it is', () => {
  expect(said({})).toEqual([]);
  expect(said({ media: [{ ...attached, asset: picture }] })).toEqual([]);
});

it('tells what stops it, under the codes publishing stops with, before what is only worth a look', () => {
  expect(said({ targets: [] })).toEqual([['error', 'no_channel', null]]);
  expect(said({ targets: [target(null)] })).toEqual([['error', 'connection_missing', 'gone']]);
  expect(said({ caption: '' })).toEqual([['error', 'text_empty', 'x']]);
  const signedOut = { ...channel, status: 'reconnect', status_code: 'token_revoked' } as const;
  expect(said({ targets: [target(signedOut)] })).toEqual([['error', 'token_revoked', 'x']]);
  expect(said({ targets: [target({ ...signedOut, status_code: null })] })).toEqual([
    ['error', 'signed_out', 'x'],
  ]);
  expect(said({ media: [{ ...attached, asset: null }] })).toEqual([['error', 'media_missing', 'x']]);
  const undescribed = { ...attached, asset: { ...picture, alt_text: ' ' } };
  expect(said({ caption: 'a'.repeat(300), media: [undescribed] })).toEqual([
    ['error', 'text_too_long', 'x'],
    ['warning', 'alt_missing', 'x'],
  ]);
});

it('looks at each channel with its own words, files and parts', () => {
  const instagram = { ...channel, id: 'i', platform: 'instagram', holder: 'person' } as const;
  const [thread] = findings(
    post({
      targets: [target(channel, 'b'.repeat(281)), target(instagram)],
      parts: [
        {
          id: 'p',
          connection_id: null,
          role: 'thread',
          rank: 'a',
          text: 'c'.repeat(281),
          asset_ids: [],
          frames: {},
          assets: [],
        },
      ],
    }),
  ).filter(({ part }) => part);
  expect(thread).toMatchObject({
    code: 'text_too_long',
    connectionId: 'x',
    part: { id: 'p', role: 'thread' },
  });
  expect(said({ targets: [target(channel, 'b'.repeat(281)), target(instagram)] })).toEqual([
    ['error', 'text_too_long', 'x'],
    ['error', 'media_needed', 'i'],
  ]);
});

it('words for nobody are worth a look; those that some channel takes are not', () => {
  const comment = {
    id: 'c',
    connection_id: null,
    role: 'first_comment',
    rank: 'a',
    text: 'Which end?',
  } as const;
  const parts = [{ ...comment, asset_ids: [], frames: {}, assets: [] }];
  const instagram = { ...channel, id: 'i', platform: 'instagram', holder: 'person' } as const;
  const media = [{ ...attached, asset: picture }];
  expect(said({ parts })).toEqual([['warning', 'comment_left_out', null]]);
  expect(said({ parts, media, targets: [target(), target(instagram)] })).toEqual([]);
});

it('says who is mentioned where a channel has no name for them', () => {
  const people = [{ name: 'Anna', handles: { x: 'annab' } }];
  const bluesky = { ...channel, id: 'b', platform: 'bluesky' } as const;
  const caption = `@[Anna] and @[Bo] ${'a'.repeat(260)}`;
  expect(
    findings(post({ people, caption, targets: [target(), target(bluesky)] })).map(
      ({ code, connectionId, names }) => [code, connectionId, names],
    ),
  ).toEqual([
    ['handle_missing', 'x', ['Bo']],
    ['handle_missing', 'b', ['Anna', 'Bo']],
  ]);
});

it('knows what is only not finished yet', () => {
  expect(findings(post({ targets: [] })).every(isUnfinished)).toBe(true);
  expect(findings(post({ caption: 'a'.repeat(300) })).some(isUnfinished)).toBe(false);
});

it('a story needs one file and no words, and nothing follows it', () => {
  const instagram = { ...channel, id: 'i', platform: 'instagram', holder: 'server' } as const;
  const story = { ...target(instagram), format: 'story' as const };
  const file = { ...attached, asset: picture };
  const long = { caption: 'a'.repeat(3000) };
  expect(said({ ...long, targets: [story], media: [file] })).toEqual([]);
  expect(said({ targets: [story] })).toEqual([['error', 'media_needed', 'i']]);
  expect(said({ targets: [story], media: [file, file] })).toEqual([['error', 'media_too_many', 'i']]);
  // Tall as a phone: too tall for a post there.
  const tall = { ...attached, asset: { ...picture, width: 1080, height: 1920 } };
  expect(said({ targets: [story], media: [tall] })).toEqual([]);
  expect(said({ targets: [target(instagram)], media: [tall] })).toEqual([['error', 'media_ratio', 'i']]);
});

it('says where a post’s files do not go out, unless nothing goes out there without', () => {
  const bluesky = { ...channel, id: 'b', platform: 'bluesky' } as const;
  const instagram = { ...channel, id: 'i', platform: 'instagram', holder: 'person' } as const;
  const own = [{ ...attached, connection_id: 'x', asset: picture }];
  expect(said({ media: own, targets: [target(), target(bluesky)] })).toEqual([
    ['warning', 'files_left_out', 'b'],
  ]);
  expect(said({ media: own, targets: [target(), target(instagram)] })).toEqual([
    ['error', 'media_needed', 'i'],
  ]);
  const shared = [...own, { ...attached, asset: picture }];
  expect(said({ media: shared, targets: [target(), target(bluesky)] })).toEqual([]);
});

it('a part of nothing but files is for nobody where no channel has threads', () => {
  const part = { id: 'p', connection_id: null, role: 'thread', rank: 'a', text: ' ' } as const;
  const instagram = { ...channel, id: 'i', platform: 'instagram', holder: 'person' } as const;
  const files = { parts: [{ ...part, asset_ids: ['a'], frames: {}, assets: [picture] }] };
  const media = [{ ...attached, asset: picture }];
  expect(said({ ...files, media, targets: [target(instagram)] })).toEqual([
    ['warning', 'thread_left_out', null],
  ]);
  expect(said({ ...files, media, targets: [target(), target(instagram)] })).toEqual([]);
});

it('looks at the files of a part as they go out', () => {
  const tall = { ...picture, height: 4000, alt_text: '' };
  const instagram = { ...channel, id: 't', platform: 'threads', holder: 'person' } as const;
  const part = { id: 'p', connection_id: null, role: 'thread', rank: 'a', text: 'And then' } as const;
  const shown = (frames: ReadyPost['parts'][number]['frames']) =>
    said({
      targets: [target(instagram)],
      parts: [{ ...part, asset_ids: ['a'], frames, assets: [tall] }],
    });
  expect(shown({})).toEqual([['warning', 'alt_missing', 't']]);
  const crop = { x: 0, y: 0, width: 1, height: 0.01 };
  expect(shown({ a: { alt_text: 'A loaf', crop, cover: null } })).toEqual([['error', 'media_ratio', 't']]);
  expect(shown({ a: { alt_text: 'A loaf', crop: null, cover: null } })).toEqual([]);
});
