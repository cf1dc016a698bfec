import { msg } from '@lingui/core/macro';
import type { WarningCode } from '../../../shared/publishing/readiness.ts';
import type { TextProblemCode } from '../../../shared/rules/index.ts';
import { again, type ErrorWords } from './shared.ts';

const platform: ErrorWords = {
  title: msg`The platform isn’t answering.`,
  next: msg`It is tried again by itself.`,
  last: again,
};
const long: ErrorWords = {
  title: msg`The text is too long for this platform.`,
  next: msg`Shorten it, or write a shorter version for this channel.`,
};

/** Getting a post out. */
export const publishingErrors = {
  thumbnail_refused: {
    title: msg`YouTube didn’t take the picture chosen for the film.`,
    next: msg`Set it in YouTube Studio. A channel has to be verified by phone for that.`,
  },
  thumbnail_unknown: {
    title: msg`It is not known whether YouTube shows the picture chosen for the film.`,
    next: msg`Look at the film in YouTube Studio, and set its thumbnail there if it is missing.`,
  },
  thread_broken: {
    title: msg`It is not known where the part before it is.`,
    next: msg`Post the rest by hand below it, then say here that it is out.`,
  },
  comment_gone: {
    title: msg`The comment was deleted, so it can’t be answered.`,
    next: msg`Your words are kept here.`,
  },
  no_channel: {
    title: msg`It goes to no channel yet.`,
    next: msg`Choose one or more under Channels.`,
  },
  alt_missing: {
    title: msg`A picture has no words for those who can’t see it.`,
    next: msg`Open the picture and say what it shows.`,
  },
  files_left_out: {
    title: msg`The files of this post don’t go out there.`,
    next: msg`They are other channels’ own. Show them there, too, or let it go out without.`,
  },
  handle_missing: {
    title: msg`Somebody who is mentioned has no name saved for this platform.`,
    next: msg`The plain name goes out there. Save their name under Brand, Templates.`,
  },
  thread_left_out: {
    title: msg`None of its channels has threads, so the parts go out nowhere.`,
    next: msg`Say what matters in the first post, or choose a channel with threads.`,
  },
  comment_left_out: {
    title: msg`None of its channels takes a first comment, so it goes out nowhere.`,
    next: msg`Put what it says into the post.`,
  },
  connection_missing: {
    title: msg`The account for this post is no longer connected.`,
    next: msg`Connect it anew, or choose another channel.`,
  },
  content_refused: { title: msg`The platform refused the text.`, next: msg`Change the words and try again.` },
  approval_missing: {
    title: msg`It has not been approved as it is now.`,
    next: msg`Have it approved; within the brand’s patience it then goes out by itself.`,
    last: msg`Have it approved, then try again.`,
  },
  not_yours: {
    title: msg`Only the person who wrote a note can change it.`,
    next: msg`Answer it, or mark it as settled.`,
  },
  no_stories: {
    title: msg`This channel takes no stories from here.`,
    next: msg`Show it there as a post, or put the story up by hand.`,
  },
  story_over: {
    title: msg`A story is there for a day, and this one is over.`,
    next: msg`Nothing is left to do.`,
  },
  cannot_delete: {
    title: msg`This platform lets no app delete posts of this account.`,
    next: msg`Delete it there, then check here.`,
  },
  account_removed: {
    title: msg`The account it is on was disconnected.`,
    next: msg`Connect the same account again and it is taken down by itself, or delete it there.`,
  },
  part_under_way: {
    title: msg`Something that follows it is being sent at this moment.`,
    next: msg`It is taken down with it by itself.`,
  },
  part_unknown: {
    title: msg`Something that follows it may be out, and nobody knows.`,
    next: msg`Look on the platform, then say which it is. If it is out, it is taken down as well.`,
  },
  film_failed: {
    title: msg`YouTube could not process the film.`,
    next: msg`Export it anew, for example as MP4 with H.264, and post it again.`,
  },
  film_rejected: {
    title: msg`YouTube rejected the film.`,
    next: msg`See why in YouTube Studio; what is wrong has to be settled there.`,
  },
  take_down_passed: {
    title: msg`It was to be taken down by now, so it was not sent.`,
    next: msg`Choose a later time to take it down, then send it.`,
  },
  missed: {
    title: msg`Its time passed while nothing could publish it.`,
    next: msg`Send it now, or plan it again.`,
  },
  missed_signed_out: {
    title: msg`Its time passed while the account was signed out.`,
    next: msg`Connect it again, then send it or plan it again.`,
  },
  daily_limit: {
    title: msg`The account has posted as often as the platform allows in a day.`,
    next: msg`It goes out by itself when there is room again.`,
    last: msg`Try again when there is room.`,
  },
  quota_used: {
    title: msg`The server has used up what YouTube allows it in a day.`,
    next: msg`It goes out by itself after midnight in California. Whoever runs the server can ask Google for more.`,
    last: msg`Try again after midnight in California. Whoever runs the server can ask Google for more.`,
  },
  comments_off: {
    title: msg`Comments are switched off there.`,
    next: msg`Switch them on on the platform, or leave this comment away.`,
  },
  upload_stuck: {
    title: msg`The upload of the film stopped.`,
    next: msg`It goes on by itself where it stopped.`,
    last: again,
  },
  media_fetch_failed: {
    title: msg`The platform could not fetch a file from the server.`,
    next: msg`It is tried again by itself. If it goes on, the server’s address may not be reachable from outside.`,
    last: msg`Try again. If it fails again, the server’s address may not be reachable from outside.`,
  },
  container_expired: {
    title: msg`What was prepared on the platform has expired.`,
    next: msg`It is prepared anew by itself.`,
    last: again,
  },
  media_not_ready: {
    title: msg`The platform is still working on a file.`,
    next: msg`It is tried again by itself.`,
    last: again,
  },
  credits_spent: {
    title: msg`The server’s credits at this platform are used up.`,
    next: msg`Whoever runs the server can buy more; then try again.`,
  },
  usage_capped: {
    title: msg`The platform takes no more from this server for now.`,
    next: msg`It goes out by itself when the platform allows it again.`,
    last: msg`Try again when the platform allows it.`,
  },
  answer_unreadable: {
    title: msg`The platform gave an answer that can’t be read.`,
    next: msg`It is looked for there before anything is sent again.`,
    last: again,
  },
  not_there: {
    title: msg`The platform did not get it.`,
    next: msg`It is tried again by itself.`,
    last: again,
  },
  outcome_unknown: {
    title: msg`The answer got lost, so it may or may not be out.`,
    next: msg`Look on the platform, then say which it is.`,
  },
  not_published: {
    title: msg`The platform does not have it.`,
    next: msg`Nothing is lost; it can be sent again.`,
    last: again,
  },
  network: {
    title: msg`The platform can’t be reached.`,
    next: msg`Check the connection. What waits is tried again by itself.`,
    last: msg`Try again once there is a connection.`,
  },
  timeout: {
    title: msg`The platform took too long to answer.`,
    next: msg`It is tried again by itself.`,
    last: again,
  },
  sign_in_ended_early: {
    title: msg`The platform ended the sign-in early.`,
    next: msg`It is renewed and tried again by itself.`,
    last: again,
  },
  person_says_missing: {
    title: msg`You said it isn’t out.`,
    next: msg`Send it now, or plan it again.`,
    last: again,
  },
  platform_down: platform,
  platform_unavailable: platform,
  rate_limited: {
    title: msg`The platform asks us to slow down.`,
    next: msg`It is tried again by itself.`,
    last: msg`Try again later.`,
  },
  text_empty: { title: msg`There is no text to publish.`, next: msg`Write something first.` },
  text_too_long: long,
  title_missing: { title: msg`This platform shows a title.`, next: msg`Write one above the caption.` },
  title_too_long: { title: msg`The title is too long for this platform.`, next: msg`Shorten it.` },
  too_many_hashtags: {
    title: msg`These are more hashtags than this platform takes.`,
    next: msg`Take some away, or write other words for this channel.`,
  },
  too_many_mentions: {
    title: msg`This mentions more people than this platform takes.`,
    next: msg`Take some away, or write other words for this channel.`,
  },
  too_many_cashtags: {
    title: msg`This platform takes one cashtag in a post.`,
    next: msg`Keep one, or write other words for this channel.`,
  },
  forbidden_signs: {
    title: msg`This platform doesn’t take < and > in title and text.`,
    next: msg`Write them in another way.`,
  },
  not_by_hand: {
    title: msg`Pillarbox publishes to this channel by itself.`,
    next: msg`Nothing is left to do by hand.`,
  },
  text_too_many_bytes: long,
  ask_person: {
    title: msg`Nobody can tell whether this went out.`,
    next: msg`Look on the platform, then say here what you found. It is not sent again by itself.`,
  },
  cancelled: { title: msg`It was given up before it was done.`, next: msg`Start it again when you like.` },
  connection_removed: {
    title: msg`The account was disconnected before this went out.`,
    next: msg`Choose another channel for the post.`,
  },
  handle_taken: {
    title: msg`Somebody has this name on the Sandbox already.`,
    next: msg`Choose another one.`,
  },
  retrying: {
    title: msg`It could not be sent just now.`,
    next: msg`It is tried again by itself.`,
    last: again,
  },
  server_only: {
    title: msg`Only the server can hold this kind of account.`,
    next: msg`Sign in, then connect it.`,
  },
  too_slow: {
    title: msg`It took too long to get ready, so nothing was sent.`,
    next: msg`It is tried again by itself.`,
    last: again,
  },
  vault_key_missing: {
    title: msg`The server can’t open this account’s stored sign-in.`,
    next: msg`Connect the account again, or have the server’s older key restored.`,
  },
  vault_unreadable: {
    title: msg`The account’s stored sign-in is damaged.`,
    next: msg`Connect the account again.`,
  },
  planned_otherwise: {
    title: msg`It was planned otherwise in the meantime, so it was not sent.`,
    next: msg`It goes out as it is planned now.`,
    last: again,
  },
  not_recorded: {
    title: msg`What went out by this account could not be written down here.`,
    next: msg`See that there is space on this device, then try again.`,
  },
  outcome_open: {
    title: msg`It isn’t known yet whether a post of this account went out.`,
    next: msg`The platform is being asked. Hand the account over in a few minutes.`,
  },
  handing_over: {
    title: msg`The account is being given to the server.`,
    next: msg`It goes out from whoever has the account once that is clear.`,
    last: msg`Try again once that is clear.`,
  },
  waiting_for_sync: {
    title: msg`This hasn’t reached the server yet.`,
    next: msg`Wait until everything is synced, then try again.`,
  },
  worker_lost: {
    title: msg`Publishing was interrupted.`,
    next: msg`It is checked and taken up again by itself.`,
    last: again,
  },
} satisfies Record<string, ErrorWords> & Record<TextProblemCode | WarningCode, ErrorWords>;
