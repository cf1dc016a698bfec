import { raw } from 'sql-template-tag';
import type { OwnerDb } from '../../../db/db.ts';
import { quoted } from './identifiers.ts';
import { Refused } from './refused.ts';

/**
 * A `where` is SQL from whoever asks, and it runs with the server's own rights. So only what the protocol lets one ask
 * gets through: one expression without subqueries, statements or functions beyond the protocol's.
 */
const FUNCTIONS = new Set(
  `lower upper like ilike concat coalesce greatest least array_cat array_prepend array_append array_ndims timezone
   justify_days justify_hours justify_interval`.split(/\s+/),
);
/** Words that may stand before a parenthesis without being a function. */
const WORDS = new Set(
  `and or not in any all some between symmetric asymmetric like ilike similar is distinct from case when then else end
   array cast as row escape zone interval timestamp time bit varbit varchar char character varying numeric decimal dec
   float bpchar precision`.split(/\s+/),
);
const SUBQUERIES = new Set(['select', 'values', 'table', 'with', 'exists']);
const MOODS = /^(current_\w+|localtime|localtimestamp|session_user|system_user|user)$/;

type Token = { kind: 'space' | 'word' | 'quoted' | 'literal' | 'param' | 'other'; text: string; at: number };

const TOKENS: readonly [Token['kind'], RegExp][] = [
  ['space', /(?:\s+|--[^\n]*)/y],
  ['literal', /[eE]'(?:[^'\\]|''|\\[\s\S])*'/y],
  ['literal', /(?:[bBxX]|[uU]&)?'(?:[^']|'')*'/y],
  ['literal', /(\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)[\s\S]*?\1/y],
  ['literal', /(?:\d[\d_]*(?:\.[\d_]*)?|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['param', /\$\d+/y],
  ['quoted', /"(?:[^"]|"")*"/y],
  ['word', /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y],
  ['other', /[\s\S]/y],
];

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    for (const [kind, pattern] of TOKENS) {
      pattern.lastIndex = at;
      const found = pattern.exec(text)?.[0];
      if (found === undefined) continue;
      tokens.push({ kind, text: found, at });
      at += found.length;
      break;
    }
  }
  return tokens;
}

const refuse = (why: string) => new Refused('where', why);
const refuseAt = ({ at }: { at: number }, why: string) => refuse(`At location ${at}: ${why}`);
/** Postgres' own words count from the beginning of `SELECT 1 WHERE <where>`. */
const PREFIX = 'SELECT 1 WHERE ';

/**
 * @param params values of `$1`, `$2`, ... by number
 * @returns the expression with its parameters as literals, to be used within parentheses on lines of its own
 * @throws Refused
 */
export function readWhere(text: string, params: ReadonlyMap<number, string>): string {
  const tokens = tokensOf(text);
  const solid = tokens.filter(({ kind }) => kind !== 'space');
  for (const [index, token] of solid.entries()) {
    const next = solid[index + 1]?.text;
    const word = token.kind === 'word' ? token.text.toLowerCase() : '';
    if (token.text === ';' || token.text === '\0')
      throw refuseAt({ at: PREFIX.length + token.at }, `syntax error at or near "${token.text}"`);
    // A comment that might swallow what we put around the expression.
    if (token.text === '/' && next === '*' && solid[index + 1]?.at === token.at + 1)
      throw refuseAt({ at: PREFIX.length + token.at }, 'comments are not supported');
    if (SUBQUERIES.has(word) && (word !== 'values' || next === '('))
      throw refuse('Subqueries are not supported');
    if (MOODS.test(word) && next !== '(') throw refuseAt(token, `unknown reference ${token.text}`);
    if (next === '.' && /^(word|quoted)$/.test(token.kind))
      throw refuseAt(token, `unknown reference ${token.text}.${solid[index + 2]?.text ?? ''}`);
    const called = token.kind === 'quoted' || (word !== '' && !WORDS.has(word) && !FUNCTIONS.has(word));
    if (called && next === '(') throw refuseAt(token, `unknown or unsupported function ${token.text}`);
    if (token.kind === 'param' && !params.has(Number(token.text.slice(1))))
      throw refuse(`parameter ${token.text} was not provided`);
  }
  return tokens
    .map(({ kind, text: part }) =>
      kind === 'param' ? literal(params.get(Number(part.slice(1))) ?? '') : part,
    )
    .join('');
}

const literal = (value: string) =>
  value.includes('\\')
    ? ` E'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
    : `'${value.replaceAll("'", "''")}'`;

/**
 * Lets Postgres read it: first alone, so that nothing in it reaches out of its parentheses, then over the table.
 * @param sql what `readWhere` made of `text`
 * @throws Refused with Postgres' words
 */
export async function checkWhere(
  owner: OwnerDb,
  { text, sql, table }: { text: string; sql: string; table: { schema: string; name: string } },
): Promise<void> {
  // Parameters do not matter to the syntax; a number of the same length keeps every place.
  const parsed = await failure(owner, PREFIX + text.replaceAll(/\$(?=\d)/g, '+'));
  if (parsed?.code === '42601') throw refuse(`At location ${parsed.at - 1}: ${parsed.message}`);
  const row = `${quoted(table.schema)}.${quoted(table.name)}`;
  const found = await failure(
    owner,
    `SELECT 1 FROM (SELECT (NULL::${row}).*) AS ${quoted(table.name)} WHERE (${sql}\n) LIMIT 0`,
  );
  if (!found) return;
  const [, column] = /^column "(.*)" does not exist$/.exec(found.message) ?? [];
  if (column === undefined) throw refuse(found.message);
  const place = tokensOf(text).find((token) =>
    token.kind === 'quoted'
      ? token.text.slice(1, -1).replaceAll('""', '"') === column
      : token.kind === 'word' && token.text.toLowerCase() === column,
  );
  throw refuseAt(place ?? { at: 0 }, `unknown reference ${column}`);
}

async function failure(
  owner: OwnerDb,
  statement: string,
): Promise<{ code: string; message: string; at: number } | null> {
  try {
    await owner.tx((tx) => tx.many(raw(statement)));
    return null;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error;
    // Trouble with the connection says nothing about the expression.
    if (!/^(22|42|0A|2F|39)/.test(error.code)) throw error;
    const at = 'position' in error ? Number(error.position) : 1;
    return { code: error.code, message: error.message, at };
  }
}
