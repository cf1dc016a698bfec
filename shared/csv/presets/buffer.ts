import type { Preset } from './preset.ts';

/** Buffer's bulk upload: `Text, Image URL, Tags, Posting Time`; times are the channel's, `2026-12-24 09:00`. */
export const buffer: Preset = {
  id: 'buffer',
  name: 'Buffer',
  headers: ['text', 'image url', 'tags', 'posting time'],
  columns: { text: 'text', 'image url': 'media', tags: 'labels', 'posting time': 'datetime' },
};
