import type { Preset } from './preset.ts';

/** Loomly's calendar as a sheet: a subject the team sees, copy, a date and a time apart, and a channel. */
export const loomly: Preset = {
  id: 'loomly',
  name: 'Loomly',
  headers: ['subject', 'copy', 'date', 'time'],
  columns: {
    subject: 'title',
    copy: 'text',
    attachments: 'media',
    'attachment url': 'media',
    'post labels': 'labels',
    labels: 'labels',
    state: 'status',
  },
};
