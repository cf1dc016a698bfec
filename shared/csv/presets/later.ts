import type { Preset } from './preset.ts';

/** Later takes no list of posts; what people have is its list of published ones, with a caption and when it went out. */
export const later: Preset = {
  id: 'later',
  name: 'Later',
  headers: ['caption', 'posted time', 'media url'],
  columns: {
    caption: 'text',
    'posted time': 'datetime',
    'media url': 'media',
    permalink: 'notes',
    profile: 'channel',
  },
};
