import type { Preset } from './preset.ts';

/** Metricool's planner: date and time apart, a TRUE or FALSE column for each network, up to ten pictures. */
export const metricool: Preset = {
  id: 'metricool',
  name: 'Metricool',
  headers: ['text', 'date', 'time', 'draft', 'facebook', 'instagram'],
  columns: {
    draft: 'draft',
    facebook: 'on:facebook',
    twitter: 'on:x',
    'twitter/x': 'on:x',
    x: 'on:x',
    linkedin: 'on:linkedin',
    instagram: 'on:instagram',
    tiktok: 'on:tiktok',
    youtube: 'on:youtube',
    threads: 'on:threads',
    bluesky: 'on:bluesky',
    'picture url': 'media',
    'alt text picture': 'alt_text',
    'first comment text': 'first_comment',
    'document title': 'title',
  },
  dateOrder: 'ymd',
};
