import { msg } from '@lingui/core/macro';
import type { ErrorWords } from './shared.ts';

/** Files that come in and go out: plans, calendars, exports. */
export const exchangeErrors = {
  import_gone: { title: msg`This file was put away.`, next: msg`Choose it again.` },
  import_has_issues: {
    title: msg`Some lines of this file cannot be read.`,
    next: msg`Mend them, or leave them out.`,
  },
  archive_broken: {
    title: msg`This export is damaged.`,
    next: msg`Nothing was imported. Try another copy of it, or export again.`,
  },
  archive_newer: {
    title: msg`A newer Pillarbox wrote this export.`,
    next: msg`Update Pillarbox and choose it again.`,
  },
  too_many_feeds: {
    title: msg`This brand has too many calendar addresses.`,
    next: msg`Take back one that nobody uses.`,
  },
} satisfies Record<string, ErrorWords>;
