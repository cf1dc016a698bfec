import type { Preset } from './preset.ts';

/**
 * Publer's bulk upload (publer.com/help, “How to use a CSV file”): explanations stand in the headers after a dash.
 * Alternative texts and comments are parted by `||`, files and labels by commas.
 */
export const publer: Preset = {
  id: 'publer',
  name: 'Publer',
  headers: ['date', 'text', 'link', 'media url', 'label'],
  columns: {
    link: 'link',
    'media url': 'media',
    label: 'labels',
    'alt text': 'alt_text',
    comment: 'first_comment',
  },
};

/** The template it had until 2025. */
export const publerOld: Preset = {
  id: 'publer-old',
  name: 'Publer',
  headers: ['date', 'message', 'link', 'media url', 'label'],
  columns: { message: 'text', link: 'link', 'media url': 'media', label: 'labels' },
};
