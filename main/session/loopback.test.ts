import { request } from 'node:http';
import { expect, test, vi } from 'vitest';
import { createLanguages } from '../../shared/languages.ts';
import { MADE_UP, madeUpCatalogue } from '../../tests/support/made-up-language.ts';
import { openLoopback } from './loopback.ts';

const languages = createLanguages({ [MADE_UP]: madeUpCatalogue('main') });

test.each([
  ['code=1', 200, '⟦You are signed in⟧'],
  ['error=denied', 400, '⟦That did not work⟧'],
])('the page a browser sign-in ends on (%s) is in the browser’s language', async (query, status, title) => {
  const loopback = await openLoopback({ languages });
  const end = loopback.code.catch(() => undefined);
  const answer = await fetch(`${loopback.redirectUrl}?${query}`, {
    headers: { 'accept-language': `${MADE_UP},en;q=0.5` },
  });
  const html = await answer.text();
  expect([answer.status, html]).toEqual([status, expect.stringContaining(`<h1>${title}</h1>`)]);
  expect(html).toContain(`<html lang="${MADE_UP}" dir="rtl">`);
  await end;
});

test('only the very address that was given out is answered: no other path, host, method or state', async () => {
  const loopback = await openLoopback({ languages, state: 'sent-along' });
  const taken = vi.fn();
  void loopback.code.then(taken);
  const { port, pathname } = new URL(loopback.redirectUrl);
  const ask = (path: string, options: { host?: string; method?: string } = {}) =>
    new Promise<number>((done, failed) => {
      const { host = `127.0.0.1:${port}`, method = 'GET' } = options;
      request({ host: '127.0.0.1', port, path, method, headers: { host } }, (answer) => {
        answer.resume();
        done(answer.statusCode ?? 0);
      })
        .on('error', failed)
        .end();
    });
  const query = '?code=theirs&state=sent-along';
  expect(await ask(`/signed-in/guess${query}`)).toBe(404);
  expect(await ask(`/${query}`)).toBe(404);
  expect(await ask(`${pathname}${query}`, { host: 'evil.example' })).toBe(404);
  expect(await ask(`${pathname}${query}`, { host: `localhost:${port}` })).toBe(404);
  expect(await ask(`${pathname}${query}`, { method: 'POST' })).toBe(404);
  expect(await ask(`${pathname}?code=theirs&state=other`)).toBe(404);
  expect(taken).not.toHaveBeenCalled();
  expect(await ask(`${pathname}?code=ours&state=sent-along`)).toBe(200);
  expect(await loopback.code).toBe('ours');
  // Once only: nobody listens any more.
  await expect(ask(`${pathname}${query}`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
