import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deepLinkAmong, deepLinkRoute, deepLinkTo } from './deep-link.ts';

const id = '0192f000-0000-7000-8000-000000000001';

test('a link of ours opens the very thing it names', () => {
  expect(deepLinkRoute(deepLinkTo('post', id))).toBe(`/post/${id}`);
  expect(deepLinkRoute(`${deepLinkTo('connection', id)}/`)).toBe(`/channel/${id}`);
  expect(deepLinkRoute('pillarbox://invite/AbCdEfGhIjKlMnOpQrStUv')).toBe('/account/AbCdEfGhIjKlMnOpQrStUv');
});

test.each([
  ['another scheme', `https://post/${id}`],
  ['another thing', `pillarbox://brand/${id}`],
  ['no id', 'pillarbox://post/'],
  ['not an id', 'pillarbox://post/1'],
  ['more than an id', `pillarbox://post/${id}/../../account`],
  ['a query', `pillarbox://post/${id}?run=1`],
  ['a fragment', `pillarbox://post/${id}#/sync`],
  ['two lines', `pillarbox://post/${id}\npillarbox://post/${id}`],
  ['no text', 7],
])('%s opens nothing', (_, link) => {
  expect(deepLinkRoute(link)).toBeNull();
});

test('whatever anybody writes, nothing but an address of those screens comes of it', () => {
  const anything = fc.oneof(
    fc.string(),
    fc.webUrl(),
    fc.uuid().map((text) => `pillarbox://post/${text}`),
  );
  fc.assert(
    fc.property(fc.constantFrom('', 'pillarbox://', 'pillarbox://invite/'), anything, (before, text) => {
      const route = deepLinkRoute(before + text);
      expect(route === null || /^\/(account|post|channel)\/[\w-]+$/.test(route)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('is found among the arguments of a process', () => {
  expect(deepLinkAmong(['electron', '.', '--flag', `pillarbox://post/${id}`])).toBe(`pillarbox://post/${id}`);
  expect(deepLinkAmong(['electron', '.'])).toBeUndefined();
});
