import { createHash } from 'node:crypto';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../tests/support/database.ts';
import { testDeps } from '../tests/support/deps.ts';
import { MADE_UP, madeUpCatalogue, untranslated } from '../tests/support/made-up-language.ts';
import { type BuiltApp, buildApp } from './app.ts';
import { createPageLanguages } from './languages.ts';
import { createAuth } from './modules/auth/index.ts';
import { organizationsModule } from './modules/organizations/index.ts';
import { sandboxModule } from './modules/sandbox/index.ts';

const BRAND = 'Bread & <b>Butter</b> \\u003cb>';
const SAFE_BRAND = 'Bread &amp; &lt;b&gt;Butter&lt;/b&gt; &#92;u003cb&gt;';
const TOKEN = 'a-token-of-an-invitation';

let database: TestDatabase;
let built: BuiltApp;
let postPath: string;
beforeAll(async () => {
  database = await testDatabase();
  const base = testDeps(database.db, { env: { PUBLIC_URL: 'https://pillarbox.example' } });
  built = await buildApp({
    ...base,
    languages: createPageLanguages({ [MADE_UP]: madeUpCatalogue('server') }),
    modules: [createAuth(base).module, organizationsModule, sandboxModule],
  });
  const [person, brand] = [uuidv7(), uuidv7()];
  await database.db.tx({ as: 'system' }, async (tx) => {
    await tx.run(sql`insert into app.people (id, email, name) values (${person}, 'ada@example.test', 'Ada')`);
    await tx.run(sql`
      insert into app.brands (id, organization_id, name, time_zone, created_at, updated_at, version)
      select ${brand}, id, ${BRAND}, 'Europe/Berlin', now(), now(), 1
        from app.organizations where created_by = ${person}`);
    await tx.run(sql`
      insert into app.invitations (id, organization_id, brand_id, role, token_hash, created_by, created_at, expires_at)
      select ${uuidv7()}, organization_id, id, 'manager', ${createHash('sha256').update(TOKEN).digest()}, ${person},
             now(), now() + interval '1 day'
        from app.brands where id = ${brand}`);
  });
  const made = await send('POST', '/sandbox/api/accounts', { handle: 'bakery', password: '' });
  const post = await send('POST', '/sandbox/api/posts', { text: '123' }, made.json().token);
  postPath = new URL(post.json().url).pathname;
  await database.owner(sql`update sandbox.posts set created_at = '2026-11-21T09:05:00Z'`);
});
afterAll(async () => {
  await built.close();
  await database.drop();
});

const send = (method: 'POST', url: string, payload: object, token?: string) =>
  built.app.inject({
    method,
    url,
    payload,
    headers: token ? { authorization: `Bearer ${token}`, 'idempotency-key': 'one' } : {},
  });

async function show(url: string, language: string, form?: Record<string, string>): Promise<string> {
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const { body } = await built.app.inject({
    url,
    headers: { 'accept-language': language, ...(form ? type : {}) },
    ...(form ? { method: 'POST', payload: new URLSearchParams(form).toString() } : {}),
  });
  return body;
}

/** Every word of a page that a person reads or hears: text, titles, labels. */
const wordsOf = (html: string) =>
  [
    ...html.replace(/<style>.*?<\/style>/s, '').matchAll(/>([^<]+)|(?:aria-label|placeholder)="([^"]*)"/g),
  ].flatMap(([, text, attribute]) => text ?? attribute ?? '');

const authorize = (mode: string, redirect = 'http://127.0.0.1:43117/') =>
  `/auth/v1/authorize?${new URLSearchParams({
    ...{ provider: 'email', redirect_to: redirect, mode },
    ...{ code_challenge: 'a'.repeat(43), code_challenge_method: 's256' },
  })}`;
const signIn = authorize('sign-in');
const signUp = authorize('sign-up');
const wrong = { email: 'nobody@example.test', password: 'not the one' };

describe('in a language that runs from right to left', () => {
  it.each<[string, () => string, Record<string, string>?]>([
    ['sign-in', () => signIn],
    ['sign-up', () => signUp],
    ['sign-in after a wrong password', () => signIn, wrong],
    ['sign-in with no address', () => signIn, { email: 'ada', password: 'x' }],
    ['sign-up with a short password', () => signUp, { ...wrong, password: 'short' }],
    [
      'end of a sign-up',
      () => authorize('sign-up', 'pillarbox://auth/callback'),
      { ...wrong, email: 'new@example.test' },
    ],
    ['refused sign-in', () => authorize('sign-in', 'https://evil.example/')],
    ['invitation', () => `/invite/${TOKEN}`],
    ['invitation that is over', () => '/invite/nothing'],
    ['Sandbox account', () => '/sandbox/@bakery'],
    ['Sandbox post', () => postPath],
    ['Sandbox post with an empty comment', () => postPath, { name: '', text: ' ' }],
    ['Sandbox post with a long comment', () => postPath, { name: '', text: '1'.repeat(501) }],
    ['missing Sandbox page', () => '/sandbox/@nobody'],
  ])('every word of the page is in it: %s', async (_name, url, form) => {
    const html = await show(url(), MADE_UP, form);
    expect(html).toContain(`<html lang="${MADE_UP}" dir="rtl">`);
    const named = wordsOf(html.replaceAll(SAFE_BRAND, ''))
      .join(' ')
      .replace(/https:\/\/pillarbox\.example\/\S+|@bakery|· Pillarbox|\d+ نوفمبر \d+، 9:05 ص UTC/g, '');
    expect(named).toContain('⟦');
    expect(untranslated(named)).not.toMatch(/\p{L}/u);
  });
});

it('says a name exactly as it is, whatever HTML or escapes it holds', async () => {
  for (const language of ['en', MADE_UP]) {
    const html = await show(`/invite/${TOKEN}`, language);
    expect(html.split(SAFE_BRAND)).toHaveLength(4);
    expect(html).not.toContain('<b>');
    expect(html).not.toContain('&amp;lt;');
  }
});

describe('for whoever wants no language of ours', () => {
  it('pages are English', async () => {
    for (const language of ['xx', 'nonsense"><script>', '']) {
      const html = await show(signIn, language);
      expect(html).toContain('<html lang="en" dir="ltr">');
      expect(html).toContain('<h1>Sign in</h1>');
      expect(html).toMatch(/New here\? <a href="[^"]+">Create an account<\/a>/);
    }
    expect(await show(`/invite/${TOKEN}`, 'xx')).toContain('on Pillarbox, as manager.');
  });

  it('times are UTC and say so, in the reader’s way of writing them', async () => {
    expect(await show(postPath, 'en-GB')).toContain('>21 Nov 2026, 09:05 UTC</time>');
    expect(await show(postPath, 'en-US')).toMatch(/>Nov 21, 2026, 9:05\sAM UTC<\/time>/);
  });
});
