import { plain } from '../plain.ts';
import { buffer } from './buffer.ts';
import { hootsuite } from './hootsuite.ts';
import { later } from './later.ts';
import { loomly } from './loomly.ts';
import { metricool } from './metricool.ts';
import { pillarbox } from './pillarbox.ts';
import { postiz } from './postiz.ts';
import type { Preset } from './preset.ts';
import { publer, publerOld } from './publer.ts';

export type { Preset } from './preset.ts';

export const presets: readonly Preset[] = [
  pillarbox,
  buffer,
  hootsuite,
  later,
  loomly,
  metricool,
  publer,
  publerOld,
  postiz,
];

/** The one for files without a header. */
export const headerless = hootsuite;

/**
 * A header as presets name it: without case, what stands in brackets or after a dash, and the number of a repeated
 * column. `Media URL(s) - Separated by comma` and `Media URL 2` are both `media url`.
 */
export const bareHeader = (cell: string): string =>
  plain(
    cell
      .slice(0, 100)
      .replace(/[([{].*$/, '')
      .replace(/ [-–—] .*$/, '')
      .replace(/[ _]\d+$/, ''),
  );

/** The tool whose headers are all there; of several, the one that names most. */
export function recognise(header: readonly string[]): Preset | null {
  const there = new Set(header.map(bareHeader));
  const fits = presets.filter(
    ({ headers }) => headers.length > 0 && headers.every((name) => there.has(plain(name))),
  );
  return fits.reduce<Preset | null>(
    (best, next) => (best && best.headers.length >= next.headers.length ? best : next),
    null,
  );
}
