import { Refused } from './refused.ts';

/** An identifier as SQL takes it, whatever it contains. */
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

const PART = /^(?:"((?:[^"]|"")*)"|([^".,]*))/;
const NAME_LENGTH = 63;

/**
 * Reads identifiers as Postgres does: unquoted ones are folded to lower case, quoted ones taken as they are.
 * @param separator `.` between schema and table, `,` between columns
 * @throws Refused
 */
export function readIdentifiers(parameter: string, text: string, separator: '.' | ','): string[] {
  const names: string[] = [];
  let rest = text;
  for (;;) {
    const [all = '', inQuotes, plain = ''] = PART.exec(rest) ?? [];
    rest = rest.slice(all.length);
    if (rest !== '' && rest[0] !== separator) throw new Refused(parameter, `Invalid identifier: ${text}`);
    names.push(inQuotes === undefined ? unquoted(parameter, plain) : fromQuotes(parameter, inQuotes));
    if (rest === '') return names;
    rest = rest.slice(1);
  }
}

function fromQuotes(parameter: string, text: string): string {
  if (text === '') throw new Refused(parameter, 'Invalid zero-length delimited identifier');
  return fitting(parameter, text.replaceAll('""', '"'));
}

function unquoted(parameter: string, text: string): string {
  const name = text.trim();
  if (!/^[\p{L}_][\p{L}\d_$]*$/u.test(name))
    throw new Refused(parameter, `Invalid unquoted identifier contains special characters: ${name}`);
  return fitting(parameter, name.toLowerCase());
}

function fitting(parameter: string, name: string): string {
  if (Buffer.byteLength(name) <= NAME_LENGTH) return name;
  throw new Refused(parameter, `Identifier too long (max length is ${NAME_LENGTH})`);
}
