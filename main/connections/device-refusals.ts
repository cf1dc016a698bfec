import { ConnectorError, type Content } from '../../shared/connectors/contract.ts';
import type { Row } from '../../shared/kinds/index.ts';
import { mediaSentence, sendProblems } from '../../shared/publishing/outgoing-media.ts';
import { checkPart, checkPost } from '../../shared/rules/index.ts';
import { problemSentence } from '../../shared/rules/sentences.ts';
import { failed, type Plan } from './device-ledger.ts';

export const { failure: NOT_THERE } = new ConnectorError({
  class: 'retry',
  code: 'not_published',
  message: 'The platform does not have it.',
});
/** A person looked there and did not find it. */
export const { failure: SAID_MISSING } = new ConnectorError({
  class: 'give_up',
  code: 'person_says_missing',
  message: 'A person said that it is not out.',
});
export const { failure: NOBODY_KNOWS } = new ConnectorError({
  class: 'give_up',
  code: 'outcome_unknown',
  message: 'Nobody can tell whether it is out. Look on the platform.',
});
export const { failure: ANOTHERS } = new ConnectorError({
  outcome: 'unknown',
  class: 'retry',
  code: 'outcome_unknown',
  message: 'What is there belongs to another publication of the account, or may.',
});
export const { failure: CANCELLED } = new ConnectorError({
  class: 'give_up',
  code: 'cancelled',
  message: 'It was given up.',
});
export const { failure: HANDING_OVER } = new ConnectorError({
  class: 'retry',
  code: 'handing_over',
  message: 'The account is being given to the server.',
});
export const MISSED = failed('missed', {
  class: 'give_up',
  code: 'missed',
  message: 'Its time passed while this device could not send it.',
});

/** Said apart, because there is something to do: sign in again, then send what was missed. */
export const MISSED_SIGNED_OUT = failed('missed', {
  class: 'reconnect',
  code: 'missed_signed_out',
  message: 'Its time passed while the account was signed out.',
});

export const NOT_APPROVED_IN_TIME = failed('missed', {
  class: 'give_up',
  code: 'approval_missing',
  message: 'It was not approved in time, so it was not sent.',
});

export const TAKEN_DOWN = failed('missed', {
  class: 'give_up',
  code: 'take_down_passed',
  message: 'It was to be taken down by now already, so it was not sent.',
});
export const THREAD_BROKEN = failed('failed', {
  class: 'give_up',
  code: 'thread_broken',
  message: 'It is not known where the part before it is.',
});
export const { failure: PLANNED_OTHERWISE } = new ConnectorError({
  class: 'give_up',
  code: 'planned_otherwise',
  message: 'It was planned otherwise in the meantime.',
});

/** Whether two would go out as the same. */
export const sameContent = (a: Pick<Plan, 'content'>, b: Pick<Plan, 'content'>) =>
  JSON.stringify(a.content) === JSON.stringify(b.content);

/** What the platform would refuse anyway is refused before anything is sent. */
export function refuseUnfit({ platform, limits }: Row<'connection'>, content: Content): void {
  const media = content.kind === 'reply' ? [] : (content.media ?? []);
  const words = { text: content.text, media: media.length };
  const role = content.kind === 'part' ? content.role : null;
  const [problem] =
    role === null ? checkPost(platform, words, limits) : checkPart(platform, role, words, limits);
  const [file] = content.kind === 'reply' ? [] : sendProblems(platform, media, false, role);
  if (!problem && !file) return;
  throw new ConnectorError({
    class: 'fix_content',
    code: problem?.code ?? file?.code ?? 'content_refused',
    message: problem ? problemSentence(problem) : file ? mediaSentence(file) : '',
  });
}
