import { PART_ROLES, type PartRole, type Row } from '../kinds/index.ts';
import { PLAIN } from '../media/crop.ts';
import { handleOf, MENTIONED_BY_HANDLE, type Mentioned, namesIn, spokenOn } from '../mentions/tokens.ts';
import { goesByHand } from '../mutators/target.ts';
import { checkPart, checkPost, type PostProblem, type TextProblemCode } from '../rules/index.ts';
import { leftOut, stepsOf } from '../threads/steps.ts';
import { coverLost, mediaFor, type SendProblem, sendProblems } from './outgoing-media.ts';
import { outgoingText } from './outgoing-text.ts';

type Channel = Pick<Row<'connection'>, 'id' | 'platform' | 'limits' | 'holder' | 'status' | 'status_code'>;
type File = Pick<
  Row<'asset'>,
  'mime' | 'bytes' | 'width' | 'height' | 'duration_ms' | 'codec' | 'alt_text'
> | null;

/** A post with everything that goes out with it, as far as it is looked at before. */
export type ReadyPost = Pick<Row<'post'>, 'title' | 'caption' | 'hashtags' | 'link'> & {
  /** Whom the brand mentions. */
  people: readonly Mentioned[];
  targets: readonly (Pick<Row<'target'>, 'connection_id' | 'text' | 'format' | 'by_hand'> & {
    connection: Channel | null;
  })[];
  media: readonly (Pick<Row<'attachment'>, 'connection_id' | 'alt_text' | 'crop' | 'cover'> & {
    asset: File;
    cover_asset: Row<'asset'> | null;
  })[];
  parts: readonly (Pick<
    Row<'part'>,
    'id' | 'connection_id' | 'role' | 'rank' | 'text' | 'asset_ids' | 'frames'
  > & {
    assets: readonly File[];
  })[];
};

/** What a post goes out with all the same, but better would not. */
export type WarningCode =
  | 'alt_missing'
  | 'files_left_out'
  | 'handle_missing'
  | 'thread_left_out'
  | 'comment_left_out';

/**
 * What stands in a post's way. An `error` stops it from going out, under the code that publishing stops with; a
 * `warning` does not. `code` may also be what ended an account's sign-in.
 */
export type Finding = {
  severity: 'error' | 'warning';
  code: string;
  /** The channel it is about; null: the post as a whole. */
  connectionId: string | null;
  /** Of what follows the post; null: of the post itself. */
  part: { id: string; role: PartRole } | null;
  /** `handle_missing`: who. */
  names: readonly string[];
  /** Its numbers, where it has some. */
  problem: PostProblem | SendProblem | null;
};

/** Codes of errors that only say that somebody is not done yet. */
const UNFINISHED: readonly string[] = [
  'no_channel',
  'text_empty',
  'title_missing',
  'media_needed',
] satisfies ('no_channel' | TextProblemCode | SendProblem['code'])[];
export const isUnfinished = ({ code }: Pick<Finding, 'code'>): boolean => UNFINISHED.includes(code);

/**
 * Everything that stands in the way of a post on its channels, errors first. It asks what the publisher asks before it
 * sends, so that nothing is found out at the last moment that could have been said while planning.
 */
export function findings(post: ReadyPost): Finding[] {
  const found: Finding[] = [];
  if (post.targets.length === 0) found.push(error('no_channel', null));
  for (const { connection, ...target } of post.targets) {
    const { connection_id } = target;
    if (!connection) {
      found.push(error('connection_missing', connection_id));
      continue;
    }
    found.push(...onChannel(post, target, connection));
  }
  // Left out on some channels is as it was meant; on all of them it is words for nobody.
  const channels = post.targets.flatMap(({ connection }) => connection ?? []);
  for (const role of PART_ROLES)
    if (channels.length > 0 && channels.every((channel) => leftOut(post.parts, channel).includes(role)))
      found.push(warning(role === 'thread' ? 'thread_left_out' : 'comment_left_out', null));
  return [
    ...found.filter(({ severity }) => severity === 'error'),
    ...found.filter(({ severity }) => severity === 'warning'),
  ];
}

function onChannel(
  post: ReadyPost,
  { text: ownText, format, by_hand: reminded }: Pick<Row<'target'>, 'text' | 'format' | 'by_hand'>,
  channel: Channel,
): Finding[] {
  const { id, platform, limits, holder, status, status_code } = channel;
  const byHand = goesByHand({ by_hand: reminded }, { holder });
  const found: Finding[] = [];
  if (status === 'reconnect' && !byHand) found.push(error(status_code ?? 'signed_out', id));

  const attached = mediaFor(post.media, id);
  if (attached.some(({ asset, ...rest }) => asset === null || coverLost(rest)))
    found.push(error('media_missing', id));
  const files = attached.flatMap(({ crop, asset }) => (asset ? [{ ...asset, crop }] : []));
  const spoken = spokenOn(platform, post.people);
  const said = { text: outgoingText(post, ownText, spoken), title: post.title, media: files.length };
  const inWords = format === 'story' ? [] : checkPost(platform, said, limits);
  for (const problem of [...inWords, ...sendProblems(platform, files, byHand, null, format)])
    found.push({ ...error(problem.code, id), problem });
  // Its files are other channels' own. Where it cannot go out without any, that has been said.
  const none = attached.length === 0 && post.media.length > 0;
  if (none && !found.some(({ code }) => code === 'media_needed')) found.push(warning('files_left_out', id));
  // A story shows one file and nothing else.
  if (format === 'story') return found;
  const undescribed = attached.some(
    ({ alt_text, asset }) => asset?.mime.startsWith('image/') && (alt_text ?? asset.alt_text).trim() === '',
  );
  if (undescribed) found.push(warning('alt_missing', id));

  const steps = stepsOf(post.parts, channel);
  for (const step of steps) {
    const part = { id: step.id, role: step.role };
    if (step.assets.includes(null)) found.push({ ...error('media_missing', id), part });
    const shown = step.assets.flatMap((asset, index) => {
      const frame = step.frames[step.asset_ids[index] ?? ''] ?? PLAIN;
      return asset ? [{ ...asset, ...frame, alt: frame.alt_text ?? asset.alt_text }] : [];
    });
    const words = { text: spoken(step.text.trim()), media: shown.length };
    const problems = [
      ...checkPart(platform, step.role, words, limits),
      ...sendProblems(platform, shown, byHand, step.role),
    ];
    for (const problem of problems) found.push({ ...error(problem.code, id), part, problem });
    if (shown.some(({ mime, alt }) => mime.startsWith('image/') && alt.trim() === ''))
      found.push({ ...warning('alt_missing', id), part });
  }
  const texts = [ownText ?? post.caption, ...steps.map(({ text }) => text)];
  const names = [...new Set(texts.flatMap(namesIn))].filter(
    (name) => handleOf(name, platform, post.people) === null,
  );
  if (names.length > 0 && MENTIONED_BY_HANDLE.includes(platform))
    found.push({ ...warning('handle_missing', id), names });
  return found;
}

const error = (code: string, connectionId: string | null): Finding => ({
  severity: 'error',
  code,
  connectionId,
  part: null,
  names: [],
  problem: null,
});
const warning = (code: WarningCode, connectionId: string | null): Finding => ({
  ...error(code, connectionId),
  severity: 'warning',
});
