import { msg } from '@lingui/core/macro';
import type { SendProblem } from '../../../shared/publishing/outgoing-media.ts';
import { broken, type ErrorWords, later } from './shared.ts';

const swap = msg`Put another one in its place, or give this channel files of its own.`;

/** Files, pictures and the library. */
export const mediaErrors = {
  asset_in_use: {
    title: msg`A post that is planned shows this file.`,
    next: msg`Take it off the post first, or delete it when the post is out.`,
  },
  wrong_post: broken,
  cover_unfit: {
    title: msg`This file cannot stand for a film.`,
    next: msg`Choose a picture: JPEG, PNG, WebP or AVIF.`,
  },
  file_changed: {
    title: msg`The file changed while it was read.`,
    next: msg`Nothing of it was taken. Add it again when whatever writes it is done.`,
  },
  file_damaged: {
    title: msg`The file is damaged or incomplete.`,
    next: msg`Add it again from where it came from.`,
  },
  file_empty: { title: msg`There is nothing in this file.`, next: msg`Choose another one.` },
  file_over_limit: { title: msg`This file is too large for the library.`, next: msg`Make it smaller first.` },
  file_too_large_for_server: {
    title: msg`The server takes no file so large.`,
    next: msg`Make it smaller, or ask whoever runs the server to allow it.`,
  },
  file_type_unsupported: {
    title: msg`Files of this type are not taken.`,
    next: msg`Pictures (JPEG, PNG, GIF, WebP, AVIF), videos (MP4, MOV, WebM) and PDF are.`,
  },
  file_read_failed: {
    title: msg`The file could not be read.`,
    next: msg`It may have been moved, changed or locked. Add it again.`,
  },
  media_elsewhere: {
    title: msg`This file is on another device and not on the server yet.`,
    next: msg`Open Pillarbox there until it is sent.`,
  },
  media_here: later,
  media_lost: {
    title: msg`The server lost this file.`,
    next: msg`Add it again from a device that has it.`,
  },
  media_stopped: {
    title: msg`Fetching this file was stopped.`,
    next: msg`It goes on where it stopped when you say so.`,
  },
  media_mismatch: {
    title: msg`What arrived at the server is not this file.`,
    next: msg`Take it out of the library and add it again.`,
  },
  media_missing: {
    title: msg`A file of this post is no longer in the library.`,
    next: msg`Take it off the post or put another in its place.`,
  },
  media_not_here: {
    title: msg`A file of this post is not on this device.`,
    next: msg`It goes out when the file is here or on the server.`,
    last: msg`Try again when the file is here or on the server.`,
  },
  media_needed: {
    title: msg`This channel takes no post without a picture or a video.`,
    next: msg`Add one, or take the channel away from the post.`,
  },
  media_too_many: {
    title: msg`These are more files than this platform takes in one post.`,
    next: msg`Take some off, or give this channel files of its own.`,
  },
  media_mixed: {
    title: msg`This platform takes pictures or a video in one post, not both.`,
    next: msg`Take one sort off, or give this channel files of its own.`,
  },
  media_kind: { title: msg`This platform does not take such files in a post.`, next: swap },
  media_type: { title: msg`This platform does not take files of this type.`, next: swap },
  media_too_big: { title: msg`A file has more bytes than this platform takes.`, next: swap },
  media_ratio: {
    title: msg`A file is too wide or too tall for this platform.`,
    next: msg`Cut it to another shape, or put another file in its place.`,
  },
  media_too_small: { title: msg`A file has fewer pixels than this platform takes.`, next: swap },
  media_too_large: { title: msg`A file has more pixels along a side than this platform takes.`, next: swap },
  media_too_many_pixels: { title: msg`A picture has more pixels than this platform takes.`, next: swap },
  media_too_short: { title: msg`A video is shorter than this platform takes.`, next: swap },
  media_too_long: { title: msg`A video is longer than this platform takes.`, next: swap },
  media_codec: {
    title: msg`This platform does not take the way a video is coded.`,
    next: msg`Save it anew as MP4 with H.264, and put that in its place.`,
  },
  media_not_sent: {
    title: msg`Pillarbox does not send such files to this platform yet.`,
    next: msg`Take it off this channel, or post there by hand.`,
  },
  media_unfit: {
    title: msg`A file cannot be made to fit what the platform takes.`,
    next: msg`Put another one in its place.`,
  },
  media_not_uploaded: {
    title: msg`The server does not have the post’s files yet.`,
    next: msg`It goes out when they are sent. Keep Pillarbox open on the device that has them.`,
    last: msg`Keep Pillarbox open on the device that has them, then try again.`,
  },
  media_quota: {
    title: msg`The organization has no room left on this server.`,
    next: msg`Delete files nobody needs, or ask whoever runs the server for more room.`,
  },
  picture_too_large: {
    title: msg`This picture has too many pixels.`,
    next: msg`Make it smaller first: 120 megapixels are taken.`,
  },
  server_disk_full: {
    title: msg`The server has no room left.`,
    next: msg`Tell whoever runs it. The file waits on this device.`,
  },
  upload_busy: later,
  upload_exists: later,
} satisfies Record<string, ErrorWords> & Record<SendProblem['code'], ErrorWords>;
