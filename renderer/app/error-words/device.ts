import { msg } from '@lingui/core/macro';
import type { ErrorWords } from './shared.ts';

/** Copies, files and data on this device. */
export const deviceErrors = {
  no_window: {
    title: msg`There is no window to open this from.`,
    next: msg`Open Pillarbox’s page again, then try once more.`,
  },
  copy_damaged: {
    title: msg`This copy can’t be read.`,
    next: msg`Nothing was changed. Choose another copy, or remove it.`,
  },
  copy_missing: { title: msg`This copy is not there any more.`, next: msg`Choose another one.` },
  nothing_to_export: {
    title: msg`There is nothing to save.`,
    next: msg`Everything has reached the server.`,
  },
  disk_full: { title: msg`The disk is full.`, next: msg`Free some space. What you see is still being kept.` },
  file_unreadable: {
    title: msg`That file can’t be read.`,
    next: msg`Save it as CSV (UTF-8) and choose it again.`,
  },
  replica_closed: {
    title: msg`Pillarbox was just closing this data.`,
    next: msg`Try again in a moment.`,
  },
  profile_in_use: {
    title: msg`Pillarbox is running already on this computer.`,
    next: msg`Use the window that is open.`,
  },
  profile_unusable: {
    title: msg`The data on this computer can’t be opened.`,
    next: msg`Start Pillarbox again. If it stays, restore a backup.`,
  },
  replica_from_future: {
    title: msg`A newer Pillarbox wrote the data on this computer.`,
    next: msg`Update Pillarbox and start it again. Nothing was changed.`,
  },
} satisfies Record<string, ErrorWords>;
