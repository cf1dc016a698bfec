import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import type { Row } from '../../shared/kinds/index.ts';
import { engagementScope, planningScope } from '../../shared/scopes.ts';
import type { Replica } from '../replica/replica.ts';
import { addSearchText } from '../replica/search-text.ts';
import { type Bench, brandArgs, createBench, postArgs } from '../replica/testing.ts';
import { runQuery } from './queries.ts';
import { matchOf, snippetOf } from './search.ts';

const brand = uuidv4();
const me = uuidv4();
const time = '2026-11-01T08:00:00.000Z';
let bench: Bench;
let replica: Replica;
beforeEach(() => {
  bench = createBench();
  replica = bench.open('r');
});
afterEach(() => bench.clean());

const comment = (text: string, rest: Partial<Row<'comment'>> = {}): Row<'comment'> => ({
  id: uuidv4(),
  brand_id: brand,
  connection_id: uuidv4(),
  post_id: null,
  remote_id: 'r',
  parent_remote_id: null,
  url: null,
  author_name: 'Zoë Ångström',
  author_handle: 'zoe.example.test',
  text,
  commented_at: time,
  status: 'open',
  assigned_to: null,
  created_at: time,
  updated_at: time,
  version: 1,
  ...rest,
});
const serve = (rows: Row<'comment'>[], options: { brandId?: string; rebuild?: boolean } = {}) =>
  replica.applyServer(
    engagementScope(options.brandId ?? brand),
    rows.map((row) => ({ op: 'put', kind: 'comment', id: row.id, data: row })),
    { handle: 'h', offset: '1_0' },
    { rebuild: options.rebuild ?? false },
  );
const search = (text: string, brandId = brand) => runQuery(replica, 'search', { brandId, text, limit: 20 });
const comments = (text: string) => search(text).comments.map(({ id }) => id);

describe('words', () => {
  test.each([
    ['a word as it is', 'Fresh rye today', 'rye'],
    ['the beginning of a word', 'Fresh rye today', 'fre'],
    ['several words in any order', 'Fresh rye today', 'today fresh'],
    ['capital letters', 'Fresh RYE today', 'Rye'],
    ['marks left out', 'Das Café am Übersee', 'cafe uber'],
    ['marks put in', 'Das Cafe am See', 'café'],
    ['two Japanese characters inside a run', '美味しいパン屋さんですね', 'パン'],
    ['a Chinese word of two characters', '我喜欢你们的面包', '面包'],
    ['one Chinese character', '我喜欢你们的面包', '面'],
    ['a Thai word inside a run', 'ขนมปังอร่อยมาก', 'อร่อย'],
    ['a Korean word with a particle', '빵이 맛있어요', '빵'],
    ['Arabic with its vowel signs left out', 'خُبْزٌ طَازَج', 'خبز'],
    ['Arabic with another alef', 'أحمد يحب الخبز', 'احمد'],
    ['Hebrew with its points left out', 'לֶחֶם טרי', 'לחם'],
    ['a picture in a row of pictures', 'Yes 🍞🔥🔥', '🔥'],
    ['a picture of another skin', 'Well done 👍🏽', '👍'],
    ['digits', 'Order 4711 is late', '4711'],
    ['the name of who wrote', 'Hello', 'angstrom'],
    ['the handle of who wrote', 'Hello', '@zoe.example'],
  ])('%s', (_, text, typed) => {
    const row = comment(text);
    serve([row, comment('Nothing of the kind', { author_name: 'Bo', author_handle: 'bo' })]);
    expect(comments(typed)).toEqual([row.id]);
  });

  test.each(['', '   ', '"', '***', '" or "', 'NOT', 'a AND', 'rye NEAR(', 'text:rye', '^rye', '-'])(
    'whatever is typed is words, never a command: %j',
    (typed) => {
      serve([comment('Fresh rye today')]);
      expect(() => search(typed)).not.toThrow();
    },
  );

  it('must all be there', () => {
    serve([comment('Fresh rye'), comment('Old bread')]);
    expect(comments('rye bread')).toEqual([]);
    expect(matchOf('rye b')).toBe('"rye" * "b"');
  });
});

describe('results', () => {
  it('are of one brand, best first', () => {
    const other = uuidv4();
    const [long, short] = [comment(`rye ${'and something else '.repeat(20)}`), comment('rye')];
    serve([long, short]);
    serve([comment('rye', { brand_id: other })], { brandId: other });
    expect(comments('rye')).toEqual([short.id, long.id]);
  });

  it('of a very common word are the newest, open and done', () => {
    const rows = Array.from({ length: 1200 }, (_, index) =>
      comment('bread again', {
        status: index % 2 ? 'open' : 'done',
        commented_at: new Date(Date.UTC(2026, 1, 1) + index * 60_000).toISOString(),
      }),
    );
    serve(rows);
    expect(comments('bread')).toEqual(
      rows
        .slice(-20)
        .reverse()
        .map(({ id }) => id),
    );
  });

  it('are posts by title, caption, notes and hashtags, with what waits', () => {
    replica.mutate([{ name: 'brand.create', args: brandArgs(brand) }], me);
    const found = ['title', 'caption', 'notes'].map((field) => postArgs(brand, { [field]: 'Sourdough' }));
    const tagged = postArgs(brand, { hashtags: ['sourdough'] });
    replica.mutate(
      [...found, tagged, postArgs(brand)].map((args) => ({ name: 'post.create', args })),
      me,
    );
    const { posts } = search('sourd');
    expect(posts[0]?.id).toBe(found[0]?.id);
    expect(new Set(posts.map(({ id }) => id))).toEqual(new Set([...found, tagged].map(({ id }) => id)));
  });

  it('of a scope that is on its way are not shown yet', () => {
    replica.snapshot.begin(engagementScope(brand));
    const row = comment('rye');
    replica.snapshot.add(engagementScope(brand), [{ op: 'put', kind: 'comment', id: row.id, data: row }]);
    expect(comments('rye')).toEqual([]);
    replica.snapshot.finish(engagementScope(brand), { handle: 'h', offset: '0_0' });
    expect(comments('rye')).toEqual([row.id]);
  });
});

describe('the index', () => {
  it('follows rows that change, go, and are replaced by a new snapshot', () => {
    const row = comment('rye 面包');
    serve([row]);
    serve([{ ...row, text: 'wheat 麦', version: 2 }]);
    expect([comments('rye'), comments('面包'), comments('wheat')]).toEqual([[], [], [row.id]]);
    const next = comment('spelt');
    serve([next], { rebuild: true });
    expect([comments('wheat'), comments('麦'), comments('spelt')]).toEqual([[], [], [next.id]]);
    intact();
  });

  it('follows a write that is refused', () => {
    replica.mutate([{ name: 'brand.create', args: brandArgs(brand) }], me);
    const args = postArgs(brand, { title: 'Sourdough' });
    const [uuid] = replica.mutate([{ name: 'post.create', args }], me);
    replica.sending.take({ count: 9, bytes: 1e6 });
    replica.sending.settle([
      { uuid: uuid ?? '', outcome: { status: 'rejected', code: 'no', message: 'No.' } },
    ]);
    expect(search('sourdough').posts).toEqual([]);
    intact();
  });

  it('is the same in a copy of the file', () => {
    const rows = Array.from({ length: 50 }, (_, index) => comment(`rye ${index} 面包`));
    serve(rows);
    serve([{ ...(rows[3] ?? expect.fail()), text: 'gone' }]);
    replica.applyServer(
      engagementScope(brand),
      rows.slice(10, 20).map(({ id }) => ({ op: 'delete', kind: 'comment', id })),
      { handle: 'h', offset: '2_0' },
    );
    const before = comments('rye 面包');
    const db = new Database(replica.file);
    db.prepare('vacuum into ?').run(bench.file('copy'));
    db.close();
    replica = bench.open('copy');
    expect(comments('rye 面包')).toEqual(before);
    intact();
  });

  it('keeps nothing of what was wiped, nor does the file or the log beside it', () => {
    const other = uuidv4();
    serve([comment('Xylophone weather'), comment('Xylophonist')]);
    serve([comment('ordinary words', { brand_id: other })], { brandId: other });
    replica.mutate([{ name: 'brand.create', args: brandArgs(brand) }], null);
    replica.mutate([{ name: 'post.create', args: postArgs(brand, { title: 'Quizmaster' }) }], null);
    const words = () =>
      [replica.file, `${replica.file}-wal`]
        .map((file) => readFileSync(file, 'latin1').toLowerCase())
        .join()
        .match(/xylophon|quizmaster/g)?.length ?? 0;
    expect(words()).toBeGreaterThan(3);
    replica.wipeScope(engagementScope(brand));
    replica.wipeScope(planningScope(brand));
    // What was written here and never sent is kept apart, for the person alone.
    const db = new Database(replica.file);
    db.exec('pragma secure_delete = on; delete from kept_writes; pragma wal_checkpoint(truncate)');
    db.close();
    expect(words()).toBe(0);
    expect(search('ordinary', other).comments).toHaveLength(1);
    intact();
  });

  function intact() {
    const db = new Database(replica.file);
    addSearchText(db);
    for (const table of ['comments', 'posts']) {
      const found = db.prepare(`select count(*) from ${table}_search`).pluck().get();
      expect(found).toBe(db.prepare(`select count(*) from ${table}`).pluck().get());
      db.exec(`insert into ${table}_search (${table}_search, rank) values ('integrity-check', 1)`);
    }
    db.close();
  }
});

describe('a snippet', () => {
  const marked = (texts: string[], typed: string) =>
    snippetOf(texts, typed)
      .map(({ text, hit }) => (hit ? `[${text}]` : text))
      .join('');

  test.each([
    ['Fresh rye today', 'rye', 'Fresh [rye] today'],
    ['Das Café am See', 'cafe', 'Das [Café] am See'],
    ['Sourdough is back', 'sour', '[Sour]dough is back'],
    ['美味しいパン屋さん', 'パン', '美味しい[パン]屋さん'],
    ['Nothing here', 'rye', 'Nothing here'],
  ])('%s for %s', (text, typed, expected) => expect(marked([text], typed)).toBe(expected));

  it('shows the text that matches, around the first match', () => {
    const long = `${'word '.repeat(60)}rye ${'more '.repeat(60)}`;
    const snippet = marked(['Title', long], 'rye');
    expect(snippet).toMatch(/^….{20,45}\[rye\] more .*…$/);
    expect(snippet.length).toBeLessThan(140);
  });
});
