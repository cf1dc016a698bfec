import type { Content, Failure } from '../../shared/connectors/contract.ts';
import type { PublicationState } from '../../shared/kinds/index.ts';
import { BY_HAND } from '../../shared/mutators/publication.ts';
import { graceEnds, isRecord } from '../../shared/publishing/late.ts';
import type { Connectors } from '../connectors/index.ts';
import type { Connection, Rows, Work } from './claim-rows.ts';
import { subjectOf } from './claim-subject.ts';
import { contentProblem } from './content.ts';

/** What people are shown of a publication that is not sent now. */
export type Shown = {
  state: PublicationState;
  class: Failure['class'] | 'none';
  code: string;
  message: string | null;
  next_try_at: string | null;
};

/** What becomes of one due thing. */
export type Verdict =
  | { fate: 'send'; connection: Connection; content: Content }
  /** Nothing is left to do (`cancelled`: and what waited of it is said to be off). */
  | { fate: 'drop'; shown?: Shown; cancelled?: true }
  /** Looked at again at that moment; null: when a trigger says so. */
  | { fate: 'park'; until: Date | null; shown?: Shown };

export type Judging = {
  connectors: Connectors;
  /** Whether what a post says may go out as it is: approved, or nobody has to. */
  cleared(work: Work): boolean;
  /** Takes one of whatever is scarce for an account. @returns until when there is nothing to take (ISO); null: it may go */
  take(connection: Connection, content: Content): string | null;
};

/** Decides about one due thing by the rows as they stand while it is held. */
export function judge(work: Work, rows: Rows, { connectors, cleared, take }: Judging): Verdict {
  const connection = rows.connections.find(({ id }) => id === work.connection_id);
  if (!connection) throw new Error('A due thing without a connection.');
  const subject = subjectOf(work, connection, rows);
  const before = rows.publications.find(({ id }) => id === work.publication_id);
  // On its way, out, or a person's to decide about (a device that held the account may have recorded any of these).
  // A new plan or a person's word clears the latter before it comes here.
  const out = before && before.deleted_at === null && !['waiting', 'retrying'].includes(before.state);
  if (out) return { fate: 'drop' };
  // Planned again by a person and gone since: said, not silent.
  if (!subject.stands) return { fate: 'drop', cancelled: true };
  // Asked for now by a person, it is sent all the same.
  const byHand = connection.holder === 'person' || (subject.byHand && !work.forced);
  if (connection.holder === 'device' && !byHand && !connection.deleted_at)
    return { fate: 'park', until: null };
  const target = rows.targets.find(({ id }) => id === work.subject_id);
  if (byHand && target && isRecord(target, work.due_at)) return { fate: 'drop' };
  if (connection.deleted_at) return stop('failed', 'connection_removed', 'The account was disconnected.');

  const now = new Date(rows.now);
  const grace = rows.brands.find(({ id }) => id === work.brand_id)?.grace_minutes ?? 60;
  // For answers, and for what a person asked for now, it counts from when they were asked for.
  const until = graceEnds(work.due_at, grace, { asked: work.subject === 'reply' || work.forced });
  const late = now > until;
  const wait = (code: string, message: string): Verdict => ({
    fate: 'park',
    until: justAfter(until),
    shown: shown('waiting', 'wait', code, message),
  });
  if (!cleared(work)) {
    if (late) return stop('missed', 'approval_missing', 'It was not approved in time, so it was not sent.');
    // Looked at when a decision or an edit comes (triggers), or when it becomes too late.
    return wait('approval_missing', 'It has not been approved as it is now.');
  }
  // Never tried by anybody but a person, and never too late: it waits until they say what became of it.
  if (byHand) return { fate: 'drop', shown: shown('waiting', 'none', BY_HAND, null) };
  if (subject.down)
    return stop('missed', 'take_down_passed', 'It was to be taken down by now already, so it was not sent.');
  if (!connectors.has(connection.platform))
    return stop('failed', 'platform_off', 'This server does not publish to that platform.');
  if (late) {
    // Said apart, because there is something to do: sign in again, then send what was missed.
    if (connection.status === 'reconnect') {
      const message = 'Its time passed while the account was signed out.';
      return { fate: 'drop', shown: shown('missed', 'reconnect', 'missed_signed_out', message) };
    }
    return stop('missed', 'missed', 'It was due longer ago than the brand allows, so it was not sent.');
  }
  if (connection.status === 'reconnect') {
    const code = connection.status_code ?? 'signed_out';
    return {
      fate: 'park',
      // Looked at when the connection changes (a trigger), or when it becomes too late.
      until: justAfter(until),
      shown: shown('waiting', 'reconnect', code, 'The account has to be connected again.'),
    };
  }
  const { content, files } = subject;
  if (!content) return stop('failed', 'thread_broken', 'It is not known where the post before it is.');
  if (files === 'missing')
    return stop('failed', 'media_missing', 'A file of this post is no longer in the library.', 'fix_content');
  if (files === 'not_uploaded') {
    if (late) return stop('missed', 'media_not_uploaded', 'Its files did not arrive in time.');
    // Looked at when they arrive (a trigger), or when it becomes too late.
    return wait('media_not_uploaded', 'The files of this post are not on the server yet.');
  }
  const problem = contentProblem(connection, content) ?? subject.later;
  if (problem) return stop('failed', problem.code, problem.message, 'fix_content');

  const limited = take(connection, content);
  if (limited !== null) {
    const at = new Date(limited);
    return {
      fate: 'park',
      until: at > until ? justAfter(until) : at,
      shown: {
        ...shown('retrying', 'wait', 'rate_limited', 'The platform takes nothing more until then.'),
        next_try_at: limited,
      },
    };
  }
  return { fate: 'send', connection, content };
}

const justAfter = (moment: Date) => new Date(moment.getTime() + 1);

const shown = (
  state: PublicationState,
  kind: Shown['class'],
  code: string,
  message: string | null,
): Shown => ({
  state,
  class: kind,
  code,
  message,
  next_try_at: null,
});

const stop = (
  state: 'failed' | 'missed',
  code: string,
  message: string,
  kind: 'give_up' | 'fix_content' = 'give_up',
): Verdict => ({ fate: 'drop', shown: shown(state, kind, code, message) });
