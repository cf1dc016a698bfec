import { msg } from '@lingui/core/macro';
import type { ErrorWords } from './shared.ts';

const input: ErrorWords = { title: msg`That wasn’t understood.`, next: msg`Check the fields and try again.` };
const large: ErrorWords = { title: msg`That is too large.`, next: msg`Make it smaller or split it.` };
const time: ErrorWords = { title: msg`There is no such date and time.`, next: msg`Choose another.` };

/** What was typed or chosen. */
export const inputErrors = {
  bad_json: input,
  body_too_large: large,
  file_too_large: large,
  instant_invalid: time,
  invalid_args: input,
  invalid_arguments: input,
  invalid_json: input,
  invalid_request: input,
  link_refused: {
    title: msg`Pillarbox doesn’t open that kind of address.`,
    next: msg`Only web addresses can be opened.`,
  },
  time_zone_unknown: {
    title: msg`This computer doesn’t know that time zone.`,
    next: msg`Choose a city near you.`,
  },
  too_large: large,
  validation_failed: input,
  wall_time_invalid: time,
} satisfies Record<string, ErrorWords>;
