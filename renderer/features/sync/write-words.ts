import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { isMutationName, type MutationName } from '../../../shared/mutators/index.ts';

const titles: Record<MutationName, MessageDescriptor> = {
  'brand.create': msg`New brand`,
  'brand.edit': msg`Change of the brand’s settings`,
  'pillar.create': msg`New pillar`,
  'pillar.edit': msg`Change of a pillar`,
  'pillar.delete': msg`Deletion of a pillar`,
  'schedule.create': msg`New schedule`,
  'schedule.edit': msg`Change of a schedule`,
  'schedule.delete': msg`Deletion of a schedule`,
  'post.create': msg`New post`,
  'post.edit': msg`Change of a post`,
  'post.schedule': msg`Planning of a post`,
  'post.unschedule': msg`Taking a post off the calendar`,
  'post.delete': msg`Deletion of a post`,
  'post.restore': msg`Putting back a post`,
  'target.add': msg`Choice of a channel for a post`,
  'target.edit': msg`Change of a channel’s own text`,
  'target.remove': msg`Taking a channel off a post`,
  'asset.add': msg`New file`,
  'asset.edit': msg`Change of what is said about a file`,
  'asset.delete': msg`Deletion of a file`,
  'attachment.add': msg`Adding a file to a post`,
  'attachment.edit': msg`Description of a post’s file`,
  'attachment.reorder': msg`Order of a post’s files`,
  'attachment.remove': msg`Taking a file off a post`,
  'connection.add': msg`New channel`,
  'connection.addByHand': msg`New channel`,
  'connection.report': msg`State of a channel`,
  'connection.remove': msg`Removal of a channel`,
  'publication.record': msg`Record of a publication`,
  'publication.turn': msg`Note that a post is yours to publish`,
  'publication.byHand': msg`What became of a post published by hand`,
  'comment.collect': msg`Collected comment`,
  'comment.setStatus': msg`Marking of a comment`,
  'comment.assign': msg`Assignment of a comment`,
  'comment.reply': msg`Reply to a comment`,
  'approval.set': msg`Change of the rule of approval`,
  'decision.make': msg`Decision about a post`,
  'postComment.add': msg`Note to the team`,
  'postComment.edit': msg`Change of a note to the team`,
  'postComment.resolve': msg`Marking of a note to the team`,
  'postComment.delete': msg`Deletion of a note to the team`,
  'notice.dismiss': msg`Dismissal of a notice`,
};

/** What a write was about; its bare name when this version does not know it. */
export const writeTitle = (name: string): MessageDescriptor | string =>
  isMutationName(name) ? titles[name] : name;
