import { accessErrors } from './error-words/access.ts';
import { accountErrors } from './error-words/accounts.ts';
import { deviceErrors } from './error-words/device.ts';
import { exchangeErrors } from './error-words/exchange.ts';
import { inputErrors } from './error-words/input.ts';
import { invitationErrors } from './error-words/invitations.ts';
import { mediaErrors } from './error-words/media.ts';
import { publishingErrors } from './error-words/publishing.ts';
import { serverErrors } from './error-words/server.ts';
import type { ErrorWords } from './error-words/shared.ts';
import { writeErrors } from './error-words/writes.ts';

export type { ErrorWords };

/**
 * Every code a person can meet: from the server, the core, the mutators, the connectors and the platforms. One file
 * of words to a subject; a code stands in one of them only.
 */
export const errorWords: Record<string, ErrorWords> = {
  ...mediaErrors,
  ...accessErrors,
  ...serverErrors,
  ...inputErrors,
  ...writeErrors,
  ...invitationErrors,
  ...accountErrors,
  ...publishingErrors,
  ...deviceErrors,
  ...exchangeErrors,
};
