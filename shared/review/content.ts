import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { z } from 'zod';
import type { kinds, Platform, Row } from '../kinds/index.ts';
import { type FileFrame, PLAIN, type Rect } from '../media/crop.ts';
import { showsTitle } from '../rules/index.ts';
import { byRank } from '../threads/order.ts';

/** A post as it would go out, in fields; what is empty is not in it, so that a field that is added later changes no hash. */
export type ReviewedContent = z.infer<(typeof kinds.decision.columns.content)['schema']>;

/**
 * What a reviewer answers for. Every column of a post and of a target is put on one side: a new one does not compile
 * until somebody has decided.
 *
 * The time is not part of it. An approval is for words, pictures and where they go; moving a post on the calendar is
 * planning, and done by slots that shift, by bulk moves and by the server itself. Were it part, each of these would
 * put posts back in review without a person having touched them. The reviewer is shown the time, and the history of
 * the post says who moved it since.
 */
const POST = {
  caption: true,
  hashtags: true,
  link: true,
  id: false,
  brand_id: false,
  pillar_id: false,
  title: false, // unless a channel shows it: `titleShown`
  notes: false,
  status: false,
  scheduled_at: false,
  wall_time: false,
  time_zone: false,
  schedule_id: false,
  slot_key: false,
  created_by: false,
  created_at: false,
  updated_at: false,
  version: false,
} as const satisfies Record<keyof Row<'post'>, boolean>;

const TARGET = {
  text: true,
  format: true,
  id: false,
  brand_id: false,
  post_id: false,
  connection_id: false, // the key the channel's words are under
  options: true,
  by_hand: false, // who puts it up changes no word of it
  scheduled_at: false, // a time, like the post's
  wall_time: false,
  time_zone: false,
  created_at: false,
  updated_at: false,
  version: false,
} as const satisfies Record<keyof Row<'target'>, boolean>;

const PART = {
  role: true,
  text: true,
  rank: false, // their order is that of the list
  asset_ids: false, // their files are named by their bytes: `media`
  frames: false, // said with each file: `media`
  id: false,
  brand_id: false,
  post_id: false,
  connection_id: true,
  created_at: false,
  updated_at: false,
  version: false,
} as const satisfies Record<keyof Row<'part'>, boolean>;

type Reviewed<Columns> = { [K in keyof Columns as Columns[K] extends true ? K : never]: unknown };
export type ReviewedPost = Reviewed<typeof POST>;
export type ReviewedTarget = Reviewed<typeof TARGET> & { connection_id: string };

const names = (columns: Record<string, boolean>) => Object.keys(columns).filter((name) => columns[name]);
export const REVIEWED_POST_COLUMNS = names(POST);
export const REVIEWED_TARGET_COLUMNS = [...names(TARGET), 'connection_id'];

const isEmpty = (value: unknown) =>
  value === undefined ||
  value === null ||
  value === '' ||
  value === false ||
  (Array.isArray(value) && value.length === 0);

const filled = (row: object, columns: readonly string[]) =>
  Object.fromEntries(
    Object.entries(row).filter(([name, value]) => columns.includes(name) && !isEmpty(value)),
  ) as ReviewedContent;

/** A post's title, where one of the channels it goes to shows titles; else it is the team's own and null. */
export const titleShown = (title: string, platforms: readonly Platform[]): string | null =>
  platforms.some(showsTitle) ? title.trim() : null;

/** A picture or film that goes with it; `connection_id`: for that channel only. */
export type ReviewedMedia = {
  connection_id: string | null;
  sha256: string;
  alt_text: string;
  crop?: Rect;
  cover_ms?: number;
  /** A picture that stands for a film, and the part of it that is shown. */
  cover?: { sha256: string; rect?: Rect };
};

/**
 * The files of a post, in the order they are shown. One whose file is gone does not go out.
 * @param assets those files, and the pictures that stand for them
 */
export function reviewedMedia(
  attachments: readonly Pick<
    Row<'attachment'>,
    'id' | 'asset_id' | 'connection_id' | 'position' | 'alt_text' | 'crop' | 'cover'
  >[],
  assets: readonly Pick<Row<'asset'>, 'id' | 'sha256' | 'alt_text'>[],
): ReviewedMedia[] {
  const byId = new Map(assets.map((asset) => [asset.id, asset]));
  return attachments
    .toSorted((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1))
    .flatMap(({ asset_id, connection_id, alt_text, crop, cover }) => {
      const asset = byId.get(asset_id);
      if (!asset) return [];
      const picture = cover?.asset_id === undefined ? undefined : byId.get(cover.asset_id);
      const { rect = null } = cover ?? {};
      return {
        connection_id,
        ...shownOf({ alt_text, crop, cover }, asset),
        ...(picture && { cover: { sha256: picture.sha256, ...(rect && { rect }) } }),
      };
    });
}

const shownOf = (
  { alt_text, crop, cover }: FileFrame,
  asset: Pick<Row<'asset'>, 'sha256' | 'alt_text'>,
): Omit<ReviewedMedia, 'connection_id'> => ({
  sha256: asset.sha256,
  alt_text: alt_text ?? asset.alt_text,
  // What was not cut is as it was before there was cutting. Where a tile of a grid is cut never goes out.
  ...(crop && { crop }),
  ...(typeof cover?.at_ms === 'number' && { cover_ms: cover.at_ms }),
});

/** What goes out after a post: its thread and first comment, for all channels (`connection_id` null) or for one. */
export type ReviewedPart = Reviewed<typeof PART> & { media: Omit<ReviewedMedia, 'connection_id'>[] };

/** The parts of a post, in the order they go out. One without words and files does not go out. */
export function reviewedParts(
  parts: readonly Row<'part'>[],
  assets: readonly Pick<Row<'asset'>, 'id' | 'sha256' | 'alt_text'>[],
): ReviewedPart[] {
  const byId = new Map(assets.map((asset) => [asset.id, asset]));
  return parts.toSorted(byRank).flatMap((part) => {
    const media = part.asset_ids.flatMap((id) => {
      const asset = byId.get(id);
      return asset ? [shownOf(part.frames[id] ?? PLAIN, asset)] : [];
    });
    if (part.text.trim() === '' && media.length === 0) return [];
    return [{ ...(filled(part, names(PART)) as Reviewed<typeof PART>), media }];
  });
}

/**
 * A post with the channels it goes to, as it is reviewed.
 * @param targets its standing channels; a channel without words of its own is in it by name
 * @param more what else goes out with it and has rows of its own; what is empty counts for nothing
 */
export function reviewedContent(
  post: ReviewedPost,
  targets: readonly ReviewedTarget[],
  more: {
    media?: readonly ReviewedMedia[];
    parts?: readonly ReviewedPart[];
    title?: string | null;
    /** What its channels call the people it mentions (shared/mentions). */
    mentions?: Record<string, Record<string, string>> | null;
  } = {},
): ReviewedContent {
  const own = names(TARGET);
  const channels = Object.fromEntries(
    targets.map((target) => [target.connection_id, filled(target, own)]),
  ) as ReviewedContent;
  return {
    ...filled(post, names(POST)),
    ...(targets.length > 0 && { channels }),
    ...filled(more, Object.keys(more)),
  };
}

/** SHA-256 of the content's JSON with its keys in order, as 64 hex digits. */
export const contentHash = (content: object): string => bytesToHex(sha256(utf8ToBytes(canonical(content))));

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join()}}`;
}
