import type { z } from 'zod';
import { assetAdd, assetDelete, assetEdit } from './asset.ts';
import {
  attachmentAdd,
  attachmentEdit,
  attachmentFrame,
  attachmentRemove,
  attachmentReorder,
} from './attachment.ts';
import { brandCreate, brandEdit } from './brand.ts';
import { briefEdit } from './brief.ts';
import { channelDefaultEdit } from './channel-default.ts';
import { commentAssign, commentCollect, commentReply, commentSetStatus } from './comment.ts';
import {
  connectionAdd,
  connectionAddByHand,
  connectionEditByHand,
  connectionRemove,
  connectionReport,
} from './connection.ts';
import {
  contentCalendarCreate,
  contentCalendarDelete,
  contentCalendarEdit,
  contentCalendarMake,
} from './content-calendar.ts';
import { approvalSet, decisionMake } from './decision.ts';
import type { Mutation } from './define.ts';
import { evergreenMake } from './evergreen.ts';
import {
  bioCreate,
  bioDelete,
  bioEdit,
  carouselCreate,
  carouselDelete,
  carouselEdit,
  documentVersionKeep,
  feedEdit,
  feedPlace,
  feedSwap,
  highlightCreate,
  highlightDelete,
  highlightEdit,
  lookRecord,
  renderingRecord,
  slideCreate,
  slideDelete,
  slideEdit,
  strategyDocumentCreate,
  strategyDocumentDelete,
  strategyDocumentEdit,
} from './feed.ts';
import { holidayCreate, holidayDelete, holidayEdit } from './holiday.ts';
import { noticeDismiss } from './notice.ts';
import { partAdd, partEdit, partFrame, partRemove, partRestore } from './part.ts';
import { pillarCreate, pillarDelete, pillarEdit } from './pillar.ts';
import { postCreate, postDelete, postEdit, postRestore, postSchedule, postUnschedule } from './post.ts';
import { postCommentAdd, postCommentDelete, postCommentEdit, postCommentResolve } from './post-comment.ts';
import { publicationByHand, publicationRecord, publicationTurn } from './publication.ts';
import { queueArrange } from './queue.ts';
import { createRegistry, type Former, type Registry } from './registry.ts';
import { savedViewCreate, savedViewDelete, savedViewEdit } from './saved-view.ts';
import { scheduleCreate, scheduleDelete, scheduleEdit } from './schedule.ts';
import {
  occurrenceAdopt,
  occurrenceFollow,
  occurrenceMake,
  occurrenceSkip,
  occurrenceUnskip,
  seriesCreate,
  seriesDelete,
  seriesEdit,
  seriesSplit,
} from './series.ts';
import {
  feedItemMakePost,
  feedItemMark,
  feedSourceCreate,
  feedSourceDelete,
  feedSourceEdit,
  smartFeedEdit,
} from './smart-feed.ts';
import {
  brandProfileEdit,
  captionTemplateCreate,
  captionTemplateDelete,
  captionTemplateEdit,
  contactCreate,
  contactDelete,
  contactEdit,
  hashtagSetCreate,
  hashtagSetDelete,
  hashtagSetEdit,
  hookCreate,
  hookDelete,
  hookEdit,
  ideaEdit,
  ideaRelease,
  journalEntryCreate,
  journalEntryDelete,
  journalEntryEdit,
  journalWeekEdit,
  offerCreate,
  offerDelete,
  offerEdit,
  styleRuleCreate,
  styleRuleDelete,
  styleRuleEdit,
} from './strategy.ts';
import { standingRecord, takedownSet } from './takedown.ts';
import {
  targetAdd,
  targetByHand,
  targetEdit,
  targetOptions,
  targetRemove,
  targetShowAs,
  targetWhen,
} from './target.ts';

/** Every write a desktop can make, by name. */
export const mutations = {
  'brand.create': brandCreate,
  'brand.edit': brandEdit,
  'pillar.create': pillarCreate,
  'pillar.edit': pillarEdit,
  'pillar.delete': pillarDelete,
  'schedule.create': scheduleCreate,
  'schedule.edit': scheduleEdit,
  'schedule.delete': scheduleDelete,
  'holiday.create': holidayCreate,
  'holiday.edit': holidayEdit,
  'holiday.delete': holidayDelete,
  'queue.arrange': queueArrange,
  'series.create': seriesCreate,
  'series.edit': seriesEdit,
  'series.delete': seriesDelete,
  'series.split': seriesSplit,
  'occurrence.make': occurrenceMake,
  'occurrence.skip': occurrenceSkip,
  'occurrence.unskip': occurrenceUnskip,
  'occurrence.adopt': occurrenceAdopt,
  'occurrence.follow': occurrenceFollow,
  'brandProfile.edit': brandProfileEdit,
  'styleRule.create': styleRuleCreate,
  'styleRule.edit': styleRuleEdit,
  'styleRule.delete': styleRuleDelete,
  'hook.create': hookCreate,
  'hook.edit': hookEdit,
  'hook.delete': hookDelete,
  'offer.create': offerCreate,
  'offer.edit': offerEdit,
  'offer.delete': offerDelete,
  'captionTemplate.create': captionTemplateCreate,
  'captionTemplate.edit': captionTemplateEdit,
  'captionTemplate.delete': captionTemplateDelete,
  'contact.create': contactCreate,
  'contact.edit': contactEdit,
  'contact.delete': contactDelete,
  'hashtagSet.create': hashtagSetCreate,
  'hashtagSet.edit': hashtagSetEdit,
  'hashtagSet.delete': hashtagSetDelete,
  'journalEntry.create': journalEntryCreate,
  'journalEntry.edit': journalEntryEdit,
  'journalEntry.delete': journalEntryDelete,
  'journalWeek.edit': journalWeekEdit,
  'idea.edit': ideaEdit,
  'idea.release': ideaRelease,
  'post.create': postCreate,
  'post.edit': postEdit,
  'post.schedule': postSchedule,
  'post.unschedule': postUnschedule,
  'post.delete': postDelete,
  'post.restore': postRestore,
  'brief.edit': briefEdit,
  'contentCalendar.create': contentCalendarCreate,
  'contentCalendar.edit': contentCalendarEdit,
  'contentCalendar.delete': contentCalendarDelete,
  'contentCalendar.make': contentCalendarMake,
  'smartFeed.edit': smartFeedEdit,
  'feedSource.create': feedSourceCreate,
  'feedSource.edit': feedSourceEdit,
  'feedSource.delete': feedSourceDelete,
  'feedItem.mark': feedItemMark,
  'feedItem.makePost': feedItemMakePost,
  'channelDefault.edit': channelDefaultEdit,
  'evergreen.make': evergreenMake,
  'target.add': targetAdd,
  'target.edit': targetEdit,
  'target.byHand': targetByHand,
  'target.options': targetOptions,
  'target.showAs': targetShowAs,
  'target.when': targetWhen,
  'target.remove': targetRemove,
  'part.add': partAdd,
  'part.edit': partEdit,
  'part.frame': partFrame,
  'part.remove': partRemove,
  'part.restore': partRestore,
  'asset.add': assetAdd,
  'asset.edit': assetEdit,
  'asset.delete': assetDelete,
  'attachment.add': attachmentAdd,
  'attachment.edit': attachmentEdit,
  'attachment.frame': attachmentFrame,
  'attachment.reorder': attachmentReorder,
  'attachment.remove': attachmentRemove,
  'feed.edit': feedEdit,
  'feed.place': feedPlace,
  'feed.swap': feedSwap,
  'bio.create': bioCreate,
  'bio.edit': bioEdit,
  'bio.delete': bioDelete,
  'highlight.create': highlightCreate,
  'highlight.edit': highlightEdit,
  'highlight.delete': highlightDelete,
  'carousel.create': carouselCreate,
  'carousel.edit': carouselEdit,
  'carousel.delete': carouselDelete,
  'slide.create': slideCreate,
  'slide.edit': slideEdit,
  'slide.delete': slideDelete,
  'rendering.record': renderingRecord,
  'look.record': lookRecord,
  'strategyDocument.create': strategyDocumentCreate,
  'strategyDocument.edit': strategyDocumentEdit,
  'strategyDocument.delete': strategyDocumentDelete,
  'documentVersion.keep': documentVersionKeep,
  'connection.add': connectionAdd,
  'connection.addByHand': connectionAddByHand,
  'connection.editByHand': connectionEditByHand,
  'connection.report': connectionReport,
  'connection.remove': connectionRemove,
  'publication.record': publicationRecord,
  'publication.turn': publicationTurn,
  'publication.byHand': publicationByHand,
  'takedown.set': takedownSet,
  'standing.record': standingRecord,
  'comment.collect': commentCollect,
  'comment.setStatus': commentSetStatus,
  'comment.assign': commentAssign,
  'comment.reply': commentReply,
  'approval.set': approvalSet,
  'decision.make': decisionMake,
  'postComment.add': postCommentAdd,
  'postComment.edit': postCommentEdit,
  'postComment.resolve': postCommentResolve,
  'postComment.delete': postCommentDelete,
  'savedView.create': savedViewCreate,
  'savedView.edit': savedViewEdit,
  'savedView.delete': savedViewDelete,
  'notice.dismiss': noticeDismiss,
} as const;

export type Mutations = typeof mutations;
export type MutationName = keyof Mutations;
export type MutationArgs<N extends MutationName> = Mutations[N] extends { args: z.ZodType<infer A> }
  ? A
  : never;

/** Names that writes had in earlier versions of the app: what became of them. */
export const formerMutations = {} as const satisfies Record<string, Former>;

/** What this version of the app knows of writes, their arguments' types forgotten: for code that runs whatever came. */
export const registry: Registry = createRegistry(
  mutations as unknown as Record<string, Mutation>,
  formerMutations,
);

export const isMutationName = (name: string): name is MutationName => Object.hasOwn(mutations, name);

/** The mutation by that name, its arguments' type forgotten: for code that runs whatever came, after `args.parse`. */
export const mutationNamed = (name: MutationName) => mutations[name] as unknown as Mutation;
