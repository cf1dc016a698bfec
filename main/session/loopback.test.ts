import { expect, test } from 'vitest';
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
