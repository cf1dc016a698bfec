import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { AppError } from '../../shared/errors.ts';
import { errorWords } from './error-words.ts';

/** What happened, and what is safe or what to do. */
export type Explanation = { code: string; title: string; next: string };

/**
 * A sentence and a next step for any failure: an AppError, an error body, a publication's or a write's code.
 * @param message the English words that came with it; shown for a code nobody has translated yet
 */
export function explain(code: string | null | undefined, message?: string | null): Explanation {
  const entry = code ? errorWords[code] : undefined;
  if (entry) return { code: code ?? '', title: i18n._(entry.title), next: i18n._(entry.next) };
  return {
    code: code ?? 'unknown',
    title: message?.trim() || i18n._(msg`Something went wrong.`),
    next: i18n._(msg`What you wrote is kept on this device. Try again, or come back to it later.`),
  };
}

/** The same for whatever was thrown. */
export function explainThrown(error: unknown): Explanation {
  if (error instanceof AppError) return explain(error.code, error.message);
  return explain('internal');
}
