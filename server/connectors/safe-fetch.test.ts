import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkFailure } from '../../shared/connectors/network-failure.ts';
import { during } from './call.ts';
import { createSafeFetch, isPublicAddress } from './safe-fetch.ts';

let asked = 0;
const inside = createServer((request, response) => {
  asked += 1;
  if (request.url === '/away') response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
  else response.end('secret of the inside');
});
let url: string;
const guarded = createSafeFetch({ allowPrivate: false });
const open = createSafeFetch({ allowPrivate: true });
beforeAll(async () => {
  inside.listen(0, '127.0.0.1');
  await once(inside, 'listening');
  url = `http://127.0.0.1:${(inside.address() as { port: number }).port}`;
});
afterAll(async () => {
  await Promise.all([guarded.close(), open.close()]);
  inside.close();
});

describe('an address that a person typed in', () => {
  it.each([
    'https://127.0.0.1/',
    'https://localhost/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://0.0.0.0/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://10.1.2.3/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://172.16.0.1/',
    'https://192.0.2.1/',
    'https://192.168.1.1/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'http://example.com/',
    'file:///etc/passwd',
    'ftp://example.com/',
  ])('%s is refused before anything is sent', async (address) => {
    const error: unknown = await guarded.fetch(address).catch((thrown: unknown) => thrown);
    expect(networkFailure(error)).toMatchObject({
      code: 'address_blocked',
      class: 'give_up',
      outcome: 'not_published',
    });
  });

  it('may lie in our own network where the server is told so, but a redirect is never followed', async () => {
    expect(await (await open.fetch(url)).text()).toBe('secret of the inside');
    await expect(open.fetch(`${url}/away`)).rejects.toThrow();
    await expect(guarded.fetch(url.replace('http', 'https'))).rejects.toThrow();
  });
});

it.each([
  ['8.8.8.8', true],
  ['2606:4700::1111', true],
  ['127.0.0.1', false],
  ['::ffff:10.0.0.1', false],
  ['2002:7f00:1::', false],
  ['not an address', false],
])('%s is a public address: %s', (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});

it('a failed connection is told apart from a lost answer', () => {
  const failed = (code: string) =>
    networkFailure(new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) }));
  expect(failed('ECONNREFUSED').outcome).toBe('not_published');
  expect(failed('ENOTFOUND').outcome).toBe('not_published');
  expect(failed('ECONNRESET').outcome).toBe('unknown');
  expect(failed('UND_ERR_HEADERS_TIMEOUT').outcome).toBe('unknown');
  expect(networkFailure(new DOMException('late', 'TimeoutError'))).toMatchObject({
    outcome: 'unknown',
    code: 'timeout',
  });
  expect(networkFailure('what')).toMatchObject({ outcome: 'unknown', class: 'retry' });
});

describe('a call that has a last moment', () => {
  it.each(['a new connection', 'one that is open'])('writes nothing after it, over %s', async (over) => {
    const own = createSafeFetch({ allowPrivate: true });
    if (over === 'one that is open') await (await own.fetch(url)).text();
    const before = asked;
    let late = false;
    const call = during({ expired: () => late }, () => own.fetch(url, { method: 'POST', body: 'post' }));
    // As if it had slept between the call and the write.
    late = true;
    const error: unknown = await call.catch((thrown: unknown) => thrown);
    expect(networkFailure(error)).toMatchObject({ code: 'too_slow', outcome: 'unknown' });
    expect(asked).toBe(before);
    late = false;
    const heard: string[] = [];
    const answered = ({ method }: { method: string }) => void heard.push(method);
    await during({ expired: () => late, answered }, () => own.fetch(url).then((answer) => answer.text()));
    expect([asked, heard]).toEqual([before + 1, ['GET']]);
    await own.close();
  });
});
