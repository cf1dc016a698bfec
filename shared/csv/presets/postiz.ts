import type { Preset } from './preset.ts';

/**
 * Postiz writes no file itself. This is the sheet its users ask for and their scripts write
 * (github.com/gitroomhq/postiz-app, issue 236).
 */
export const postiz: Preset = {
  id: 'postiz',
  name: 'Postiz',
  headers: ['platformname', 'platformaccount', 'textcontent', 'scheduledpostdate'],
  columns: {
    platformname: 'channel',
    platformaccount: 'account',
    textcontent: 'text',
    featuredimagefilename: 'media',
    scheduledpostdate: 'datetime',
  },
};
