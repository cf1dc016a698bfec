import { i18n, type MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { accountErrors } from '../../app/error-words/accounts.ts';
import { again } from '../../app/error-words/shared.ts';
import { explain, explainThere } from '../../app/errors.ts';
import type { Outgoing } from './remedies.ts';

type Words = { title: string; next: string };

/** Codes that say no more of an account than that its sign-in does not work. */
const SIGNED_OUT = new Set([
  'auth_expired',
  'auth_failed',
  'handle_invalid',
  'reconnect_needed',
  'sandbox_unauthorized',
  'secret_missing',
  'secret_unreadable',
  'sign_in_expired',
  'sign_in_refused',
  'signed_out',
  'wrong_credentials',
]);

/** Codes of what was missed that say more than that its time passed. */
const MISSED = new Set(['missed_signed_out', 'take_down_passed', 'person_says_missing']);

/** Codes that say themselves that the account is not there. */
const REMOVED = new Set(['connection_removed', 'connection_missing']);

/**
 * Why something waits, did not go out or may have, and a next step that its own buttons, or the system, can take
 * (`remediesOf`).
 * @param removed its account is no longer connected
 */
export function outcomeWords(
  publication: Outgoing & { error_message: string | null },
  removed: boolean,
): Words {
  const { state, error_code, error_message } = publication;
  switch (state) {
    case 'unknown':
      return explain('outcome_unknown');
    case 'missed': {
      const words = missed(publication);
      return removed ? { ...words, next: withoutAccount(publication) } : words;
    }
    case 'failed': {
      const { title } = explainThere(error_code, error_message);
      const onlyByHand = error_code === 'thread_broken';
      const gone = removed || REMOVED.has(error_code ?? '');
      return { title, next: gone && !onlyByHand ? withoutAccount(publication) : afterLast(publication) };
    }
    default: {
      const { title, next } = explainThere(error_code, error_message);
      if (removed && state === 'waiting') return { title, next: withoutAccount(publication) };
      const says = publication.error_class !== 'reconnect' || saysMoreOfAccount(error_code);
      return { title, next: says ? next : i18n._(msg`Reconnect it; what waits then goes out by itself.`) };
    }
  }
}

/** What to do after the last try: nothing is tried by itself any more. */
function afterLast({ subject, error_code, error_class }: Outgoing): string {
  const { next, last } = explainThere(error_code);
  const say = (words: MessageDescriptor) => i18n._(words);
  switch (error_class) {
    case 'reconnect':
      return saysMoreOfAccount(error_code) ? next : say(msg`Reconnect it, then try again.`);
    case 'retry':
    case 'wait':
      return last ?? say(again);
    default:
      // The words of an answer are not changed; another one can be written.
      return subject === 'reply' && refusedWords(error_class, error_code)
        ? say(msg`Its words are kept here. Write another answer that fits.`)
        : (last ?? next);
  }
}

const refusedWords = (of: Outgoing['error_class'], code: string | null): boolean =>
  (of === 'fix_content' && code !== 'comment_gone') || code === 'content_refused';

/** Whether a code says what to do about an account, more than to sign in again. */
const saysMoreOfAccount = (code: string | null): boolean =>
  code !== null && code in accountErrors && !SIGNED_OUT.has(code) && explainThere(code).last === undefined;

/** Nothing can be sent there any more, whatever stopped it first. */
function withoutAccount({ subject, error_code }: Outgoing): string {
  const said = REMOVED.has(error_code ?? '');
  if (subject === 'reply')
    return i18n._(
      said
        ? msg`It can’t be sent any more. Its words are kept here.`
        : msg`Its account is no longer connected, so it can’t be sent any more.`,
    );
  return i18n._(
    said
      ? msg`Open the post to choose another channel.`
      : msg`Its account is no longer connected. Open the post to choose another channel.`,
  );
}

function missed({ subject, error_code }: Outgoing): Words {
  // Nobody plans an answer, or has one approved.
  const planned = subject !== 'reply';
  if (error_code === 'approval_missing' && planned)
    return {
      title: i18n._(msg`Nobody approved it in time, so it was not sent.`),
      next: i18n._(msg`Have it approved, then send it now or plan it again.`),
    };
  const known = error_code !== null && MISSED.has(error_code) ? error_code : 'missed';
  const { title, next } = explain(known);
  const signedOut = known === 'missed_signed_out';
  if (planned) return { title, next };
  return {
    title,
    next: i18n._(signedOut ? msg`Reconnect the account, then send it now.` : msg`Send it now, or let it be.`),
  };
}
