import type { Preset } from './preset.ts';

/**
 * Hootsuite's bulk composer: no header; date with time, message, link. The order of day and month is chosen there when
 * the file is uploaded and is not in it, so it may have to be asked for.
 */
export const hootsuite: Preset = {
  id: 'hootsuite',
  name: 'Hootsuite',
  headers: [],
  columns: {},
  rows: ['datetime', 'text', 'link'],
};
