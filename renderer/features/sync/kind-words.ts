import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { isKindName, type KindName } from '../../../shared/kinds/index.ts';

const words: Record<KindName, MessageDescriptor> = {
  person: msg`People`,
  organization: msg`Organizations`,
  access: msg`Brands you may open`,
  brand: msg`Brands`,
  member: msg`Members`,
  pillar: msg`Pillars`,
  brand_profile: msg`Brand profiles`,
  style_rule: msg`Rules of style`,
  hook: msg`Hooks`,
  offer: msg`Offers`,
  caption_template: msg`Caption templates`,
  hashtag_set: msg`Hashtag sets`,
  journal_entry: msg`Journal notes`,
  journal_week: msg`Weeks of the journal`,
  idea: msg`Places of ideas`,
  schedule: msg`Schedules`,
  holiday: msg`Holidays and pauses`,
  series: msg`Recurring posts`,
  occurrence: msg`Dates of recurring posts`,
  post: msg`Posts`,
  target: msg`Choices of channels`,
  asset: msg`Files`,
  brief: msg`Briefs of posts`,
  attachment: msg`Files of posts`,
  feed: msg`Profiles of channels`,
  feed_tile: msg`Places in grids`,
  bio: msg`Bios`,
  highlight: msg`Highlights`,
  carousel: msg`Carousels`,
  slide: msg`Slides of carousels`,
  rendering: msg`Origins of pictures`,
  asset_look: msg`Colours of pictures`,
  strategy_document: msg`Strategies`,
  document_version: msg`Versions of strategies`,
  connection: msg`Channels`,
  revision: msg`Versions of posts`,
  approval_rule: msg`Rules of approval`,
  decision: msg`Decisions about posts`,
  post_comment: msg`Notes of the team`,
  publication: msg`Publications`,
  saved_view: msg`Saved views`,
  notice: msg`Notices`,
  comment: msg`Comments`,
  reply: msg`Replies`,
};

/** What rows of a kind are called; the bare name of a kind this version does not know. */
export const kindWords = (kind: string): MessageDescriptor | string =>
  isKindName(kind) ? words[kind] : kind;
