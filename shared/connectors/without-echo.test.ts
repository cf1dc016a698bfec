import { expect, it } from 'vitest';
import { withoutEcho } from './without-echo.ts';

/** Repeats all it was sent. */
const repeating =
  (status: number): typeof fetch =>
  async (input, init) =>
    new Response(
      `${String(input)} ${new Headers(init?.headers).get('authorization')} ${String(init?.body)} the end`,
      { status, headers: { 'x-left': '3', 'content-encoding': 'identity' } },
    );
const ask = async (status: number, url: string, init?: RequestInit) =>
  withoutEcho(repeating(status))(url, init);

it('takes what was sent in confidence out of a refusal, wherever it was sent', async () => {
  const refused = await ask(400, 'https://api.example/x?access_token=query-token&q=words', {
    headers: { authorization: 'Bearer header-token' },
    body: new URLSearchParams({ client_secret: 'form secret/1', status: 'Fresh bread' }),
  });
  const text = await refused.text();
  for (const secret of ['query-token', 'header-token', 'form secret/1', 'secret%2F1', 'secret/1'])
    expect(text).not.toContain(secret);
  expect(text).toContain('q=words');
  expect(text).toContain('Fresh');
  expect(refused.headers.get('x-left')).toBe('3');
  const json = await ask(401, 'https://api.example/', {
    headers: { authorization: `Basic ${btoa('app-id-1:client%2Fsecret')}` },
    body: JSON.stringify({ password: 'word "in" quotes', text: 'Fresh bread' }),
  });
  const words = await json.text();
  const bytes = new TextEncoder().encode(JSON.stringify({ password: 'app-pass-word' }));
  const echoed = await withoutEcho(async () => new Response('no: app-pass-word', { status: 401 }))(
    'https://api.example/',
    { body: bytes },
  );
  expect(await echoed.text()).toBe('no: [redacted]');
  expect(words).toContain('Fresh bread');
  for (const secret of [btoa('app-id-1:client%2Fsecret'), 'quotes']) expect(words).not.toContain(secret);
});

it('leaves answers that are no refusal alone', async () => {
  expect(await (await ask(200, 'https://api.example/?code=a-code-of-somebody')).text()).toContain(
    'a-code-of-somebody',
  );
});
