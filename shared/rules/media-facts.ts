/**
 * What is known of one picture or video after looking into its file. The checker in media.ts reads it; whoever opens the
 * file fills it. A video's `width` and `height` are as it is shown, after its rotation.
 */
export type MediaFacts = {
  kind: 'image' | 'video';
  /** `image/jpeg`, `video/mp4`, ... without parameters. */
  mime: string;
  bytes: number;
  /** Pixels; null where the file does not say. */
  width: number | null;
  height: number | null;
  /** Null for pictures, and where the file does not say. */
  duration_ms: number | null;
  /** The video track's codec in short (`avc`, `hevc`, `vp9`, `av1`); null for pictures, and where it is not known. */
  codec: string | null;
};
