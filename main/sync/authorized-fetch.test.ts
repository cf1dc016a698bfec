import { expect, it } from 'vitest';
import { createAuthorizedFetch } from './authorized-fetch.ts';

const asked = async (headers: Record<string, string>) => {
  const authorized = createAuthorizedFetch({
    accessToken: async () => 'token',
    refreshToken: async () => null,
    fetch: async () => new Response('busy', { status: 503, headers }),
    onReach: () => undefined,
  });
  const answer = await authorized('http://pillarbox.test');
  return [answer.status, await answer.text(), answer.headers.get('retry-after')];
};

it('a pause that ends at a time is as long as the server’s own clock says', async () => {
  const date = 'Sat, 21 Nov 2015 09:00:00 GMT';
  expect(await asked({ date, 'retry-after': 'Sat, 21 Nov 2015 09:00:40 GMT' })).toEqual([503, 'busy', '40']);
  expect(await asked({ date, 'retry-after': 'Sat, 21 Nov 2015 08:00:00 GMT' })).toEqual([503, 'busy', '0']);
  expect(await asked({ date, 'retry-after': '7' })).toEqual([503, 'busy', '7']);
  expect(await asked({ date })).toEqual([503, 'busy', null]);
});

it('every request says which version of the protocol it speaks', async () => {
  let said: string | null = null;
  const authorized = createAuthorizedFetch({
    accessToken: async () => 'token',
    refreshToken: async () => null,
    fetch: async (_, init) => {
      said = new Headers(init?.headers).get('pillarbox-protocol');
      return new Response('');
    },
    onReach: () => undefined,
    protocol: 4,
  });
  await authorized('http://pillarbox.test');
  expect(said).toBe('4');
});
