import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { AppError } from '../../shared/errors.ts';
import { errorWords } from './error-words.ts';

/** What happened, and what is safe or what to do; `last`: instead, where nothing is tried by itself any more. */
export type Explanation = { code: string; title: string; next: string; last?: string };

/**
 * A sentence and a next step for any failure: an AppError, an error body, a publication's or a write's code.
 * @param message the English words that came with it; shown for a code nobody has translated yet
 */
export function explain(code: string | null | undefined, message?: string | null): Explanation {
  const entry = code ? errorWords[code] : undefined;
  if (entry) {
    const last = entry.last && { last: i18n._(entry.last) };
    return { code: code ?? '', title: i18n._(entry.title), next: i18n._(entry.next), ...last };
  }
  return {
    code: code ?? 'unknown',
    title: message?.trim() || i18n._(msg`Something went wrong.`),
    next: i18n._(msg`What you wrote is kept on this device. Try again, or come back to it later.`),
  };
}

/** Codes that our own server uses for itself as well, by what a platform says with them. */
const THERE: Record<string, string> = { token_expired: 'sign_in_ended_early' };

/** The same where a platform is who said it: of a publication, of what became of one there, of a channel. */
export const explainThere = (code: string | null | undefined, message?: string | null): Explanation =>
  explain(THERE[code ?? ''] ?? code, message);

/** The same for whatever was thrown. */
export function explainThrown(error: unknown): Explanation {
  if (error instanceof AppError) return explain(error.code, error.message);
  return explain('internal');
}
