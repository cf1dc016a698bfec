import type { Platform } from '../kinds/index.ts';
import type { ReviewState } from '../review/state.ts';

/** A post with all that stands around it, as exports show it. */
export type ExportPost = {
  id: string;
  /** What its brand is called. */
  brand: string;
  title: string;
  caption: string;
  notes: string;
  hashtags: string[];
  link: string | null;
  pillar: string | null;
  /** Wall time in `time_zone`, and the instant; null for an idea. */
  wall_time: string | null;
  time_zone: string | null;
  scheduled_at: string | null;
  channels: ExportChannel[];
  media: ExportMedia[];
  review: ReviewState;
  updated_at: string;
  version: number;
};

export type ExportChannel = {
  connection_id: string;
  platform: Platform;
  handle: string;
  /** Its own words; null follows the caption. */
  text: string | null;
  /** Its own date, as the post has one; null goes out with the post. */
  own: { wall_time: string; time_zone: string; scheduled_at: string } | null;
  /** It is out there. */
  out: boolean;
};

export type ExportMedia = { asset_id: string; sha256: string; name: string; mime: string; alt: string };

/** What a channel is called in files: the same handle on two platforms is two channels. */
export const channelName = ({ platform, handle }: Pick<ExportChannel, 'platform' | 'handle'>): string =>
  `${platform} ${handle}`;

/** What a post is called where it has no title: its first line. */
export const postName = ({ title, caption }: Pick<ExportPost, 'title' | 'caption'>): string =>
  title.trim() || caption.trim().split('\n', 1)[0]?.trim().slice(0, 200) || '';
