import * as oauth from 'openid-client';
import { ConnectorError } from './contract.ts';
import { httpFailure, networkFailure } from './network-failure.ts';

/** What a token endpoint says beside its status (RFC 6749, 5.2). */
export type TokenRefusal = { error: string; description: string };

/**
 * The app is not known there, or with another secret: nothing that a person's account could mend. Google says a deleted or
 * disabled one by codes of its own (https://developers.google.com/identity/protocols/oauth2/web-server).
 */
const OF_THE_APP = new Set(['invalid_client', 'unauthorized_client', 'deleted_client', 'disabled_client']);
const PASSES = new Set(['temporarily_unavailable', 'server_error', 'slow_down']);

/** Waits for whoever runs the server: it uses up no try, and no account counts as signed out. */
export const appMisconfigured = (
  theirs: string,
  answer: { status: number | null; code: string | null },
): ConnectorError =>
  new ConnectorError({
    class: 'wait',
    code: 'app_misconfigured',
    message: `The platform does not accept this server's app (${theirs}).`,
    answer,
  });

/** A refresh was refused by something that does not say that the sign-in is over: tried again. */
export const refreshRefused = (
  theirs: string,
  answer: { status: number | null; code: string | null },
  cause: unknown,
): ConnectorError =>
  new ConnectorError(
    {
      class: 'retry',
      code: 'refresh_refused',
      message: `The platform did not renew the sign-in (${theirs}).`,
      answer,
    },
    { cause },
  );

/**
 * For `catch` of a refresh. Only the end of the sign-in ends it: `invalid_grant`, and what the platform says instead. A
 * mistyped secret, a page in between or a bad day of the platform would otherwise sign out every account there.
 * @param ended whether the platform says so in other words
 */
export const refusedRefresh =
  (ended: ((refusal: TokenRefusal) => boolean) | undefined) =>
  (error: unknown): never => {
    const { status, said } = answerIn(error);
    if (status === null || status === 429 || status >= 500) throw passing(error, status, said);
    const answer = { status, code: said?.error ?? null };
    if (!said) throw refreshRefused(String(status), answer, error);
    const theirs = said.description || said.error;
    if (said.error === 'invalid_grant' || ended?.(said))
      throw new ConnectorError(
        {
          class: 'reconnect',
          code: 'signed_out',
          message: `The platform ended the sign-in (${theirs}).`,
          answer,
        },
        { cause: error },
      );
    if (OF_THE_APP.has(said.error)) throw appMisconfigured(theirs, answer);
    throw refreshRefused(theirs, answer, error);
  };

/**
 * For `catch` of an exchange of a code, with somebody waiting who can begin again.
 * @param registered the app made itself known there and does so anew: what is wrong with it ends with this sign-in
 */
export const refusedExchange =
  (registered: boolean) =>
  (error: unknown): never => {
    const { status, said } = answerIn(error);
    if (status === null || status === 429 || status >= 500 || PASSES.has(said?.error ?? ''))
      throw passing(error, status, said);
    const answer = { status, code: said?.error ?? null };
    const theirs = said?.description || said?.error || String(status);
    if (!registered && OF_THE_APP.has(said?.error ?? '')) throw appMisconfigured(theirs, answer);
    throw new ConnectorError(
      {
        class: 'reconnect',
        code: 'sign_in_refused',
        message: `The platform refused the sign-in (${theirs}).`,
        answer,
      },
      { cause: error },
    );
  };

function passing(error: unknown, status: number | null, said: TokenRefusal | null): ConnectorError {
  const failure =
    status === null
      ? networkFailure(error)
      : httpFailure(status === 429 ? 429 : 503, said?.error ?? null, said?.description ?? '');
  const answer = status === null ? failure.answer : { status, code: said?.error ?? null };
  return new ConnectorError({ ...failure, outcome: 'not_published', answer }, { cause: error });
}

/** Status null: there was no answer, or one that says yes. Said null: a refusal in no words of OAuth. */
function answerIn(error: unknown): { status: number | null; said: TokenRefusal | null } {
  if (error instanceof oauth.ResponseBodyError) {
    const { status, error: code, error_description: description = '' } = error;
    return { status, said: { error: code, description } };
  }
  const refused =
    error instanceof oauth.ClientError && error.cause instanceof Response && error.cause.status >= 400
      ? error.cause.status
      : null;
  return { status: refused, said: null };
}
