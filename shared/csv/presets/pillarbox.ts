import type { Preset } from './preset.ts';

/** What Pillarbox itself writes (shared/exchange/csv.ts). */
export const pillarbox: Preset = {
  id: 'pillarbox',
  name: 'Pillarbox',
  headers: ['pillarbox', 'date', 'time', 'time zone', 'title', 'text', 'channels', 'status'],
  columns: { notes: 'notes', media: 'media', 'alternative texts': 'alt_text' },
  dateOrder: 'ymd',
  exact: true,
};
