import type { KindName, Row } from '../../shared/kinds/index.ts';
import { plainly } from '../../shared/mentions/tokens.ts';
import type { QueryArgs, QueryResult, SearchPart } from '../../shared/queries.ts';
import type { Reader } from '../replica/reader.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { decodeRow } from '../replica/rows.ts';
import { searchText } from '../replica/search-text.ts';
import { wholeEngagement } from './read-rows.ts';

/** Up to so many matches are ranked by how well they fit; of more, the newest are as good a guess and far cheaper. */
const RANKED = 1000;
/** Characters of a snippet, and how many of them may come before the first match. */
const SNIPPET = 120;
const LEAD = 40;

type Searched<K extends KindName> = {
  kind: K;
  table: string;
  /** bm25's weights of the index's columns. */
  weights: string;
  newest: string;
  /** Walks of the table in order of `newest` by an index, which together show every row of a brand. */
  walks: readonly string[];
};

export const POSTS: Searched<'post'> = {
  kind: 'post',
  table: 'posts',
  weights: '4, 2, 1, 2',
  newest: 'scheduled_at',
  walks: ['1'],
};
export const COMMENTS: Searched<'comment'> = {
  kind: 'comment',
  table: 'comments',
  weights: '2, 1, 1',
  newest: 'commented_at',
  walks: ["status = 'open'", "status = 'done'"],
};

/** Posts and comments of a brand that have what somebody typed. */
export function searchBrand(
  { read }: ReplicaView,
  { brandId, text, limit }: QueryArgs<'search'>,
): QueryResult<'search'> {
  const match = matchOf(text);
  if (match === null) return { posts: [], comments: [] };
  const posts = searchRows(read, POSTS, { brandId, match, limit });
  const comments = searchRows(read, COMMENTS, {
    brandId,
    match,
    limit,
    also: wholeEngagement('brand_id'),
  });
  return {
    posts: posts.map(({ id, title, caption, notes, hashtags, wall_time }) => {
      const texts = [plainly(caption), notes, hashtags.join(' '), title];
      return { id, title, wall_time, snippet: snippetOf(texts, text) };
    }),
    comments: comments.map(({ id, author_name, author_handle, commented_at, ...comment }) => {
      const texts = [comment.text, author_name, author_handle];
      return { id, author_name, author_handle, commented_at, snippet: snippetOf(texts, text) };
    }),
  };
}

/**
 * The full-text query for what somebody typed: every word must be there, as it is or as the beginning of one.
 * @returns null when there is no word in it
 */
export function matchOf(text: string): string | null {
  const words = wordsOf(text).map((word) => {
    const phrase = searchText(word).trim();
    // One letter begins too many words to be a beginning.
    return `"${phrase}"${/^[\p{sc=Latn}\p{N}]$/u.test(phrase) ? '' : ' *'}`;
  });
  return words.length > 0 ? words.join(' ') : null;
}

const wordsOf = (text: string) =>
  text
    .replaceAll('"', ' ')
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}\p{So}]/u.test(word));

/** Rows of a brand that match, the best first. @param also a further condition on the table's columns */
export function searchRows<K extends KindName>(
  read: Reader,
  { kind, table, weights, newest, walks }: Searched<K>,
  { brandId, match, limit, also = '1' }: { brandId: string; match: string; limit: number; also?: string },
): Row<K>[] {
  const index = `${table}_search`;
  const found = read.get<{ count: number }>(
    `select count(*) as count from (select 1 from ${index} where ${index} match ? limit ${RANKED + 1})`,
    match,
  );
  if ((found?.count ?? 0) === 0) return [];
  const raws =
    (found?.count ?? 0) <= RANKED
      ? read.all<Record<string, unknown>>(
          `select t.* from ${index} s cross join ${table} t on t.rowid = s.rowid
            where s.${index} match ? and t.brand_id = ? and ${also}
            order by bm25(${index}, ${weights}), t.${newest} desc, t.id limit ?`,
          match,
          brandId,
          limit,
        )
      : read.all<Record<string, unknown>>(
          `with found as materialized (select rowid as row from ${index} where ${index} match ?)
           select * from (${walks
             .map(
               (walk) => `select * from (select * from ${table} where brand_id = ? and ${walk} and ${also}
                            and rowid in (select row from found) order by ${newest} desc limit ?)`,
             )
             .join(' union all ')}) order by ${newest} desc limit ?`,
          match,
          ...walks.flatMap(() => [brandId, limit]),
          limit,
        );
  return raws.map((raw) => decodeRow(kind, raw));
}

/**
 * The piece of the texts around the first match, in parts that matched and parts that did not.
 * @param texts the first one with a match is shown, else the first that is not empty
 */
export function snippetOf(texts: readonly string[], typed: string): SearchPart[] {
  const words = wordsOf(typed).map(fold);
  const shown =
    texts.find((text) => hitsIn(text, words).length > 0) ?? texts.find((text) => text !== '') ?? '';
  const first = hitsIn(shown, words)[0]?.start ?? 0;
  const start = first <= LEAD ? 0 : wordStart(shown, first - LEAD);
  const end = Math.min(shown.length, start + SNIPPET);
  const parts: SearchPart[] = [];
  const add = (text: string, hit: boolean) => text !== '' && parts.push({ text, hit });
  if (start > 0) add('…', false);
  let at = start;
  for (const hit of hitsIn(shown, words)) {
    if (hit.start < at || hit.end > end) continue;
    add(shown.slice(at, hit.start), false);
    add(shown.slice(hit.start, hit.end), true);
    at = hit.end;
  }
  add(shown.slice(at, end).replace(/[\ud800-\udbff]$/, ''), false);
  if (end < shown.length) add('…', false);
  return parts;
}

const wordStart = (text: string, from: number) => {
  const space = text.indexOf(' ', from);
  return space < 0 || space > from + LEAD / 2 ? from : space + 1;
};

const MARKS = /\p{Mn}/gu;
const fold = (text: string) => text.normalize('NFD').replace(MARKS, '').toLowerCase();

/** Where words begin with one of those typed; inside a run without spaces, anywhere. */
function hitsIn(text: string, words: readonly string[]): { start: number; end: number }[] {
  const hits: { start: number; end: number }[] = [];
  for (const { 0: run, index } of text.matchAll(/(?:\p{L}|\p{M}|\p{N}|\p{So})+/gu)) {
    const folded = fold(run);
    for (const word of words) {
      const at = !/^[ -\u05ff]*$/u.test(word) ? folded.indexOf(word) : folded.startsWith(word) ? 0 : -1;
      if (at < 0) continue;
      // Folding takes marks away, so a place in it may lie further on in the text.
      const start = index + unfolded(run, at);
      hits.push({ start, end: index + unfolded(run, at + word.length) });
      break;
    }
  }
  return hits;
}

/** Where in a text the first so many characters of its folded form end. */
function unfolded(text: string, length: number): number {
  let at = 0;
  let left = length;
  for (const character of text) {
    const size = fold(character).length;
    if (left <= 0 && size > 0) break;
    left -= size;
    at += character.length;
  }
  return at;
}
