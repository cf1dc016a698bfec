import { expect, test, vi } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { Log } from '../log.ts';
import { type Handlers, handle } from './handle.ts';

const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
const page = { trusted: true };
const handlers = {
  'sync.now': () => null,
  'session.signIn': () => {
    throw new AppError('invalid_credentials', 'Wrong.', { details: { left: 3 } });
  },
  'session.signOut': () => {
    throw new Error('secret /home/ada/file at line 3');
  },
  'host.openExternal': vi.fn(async () => null),
} as unknown as Handlers;
const call = (sender: { trusted: boolean }, method: unknown, args: unknown) =>
  handle({ handlers, log: log as unknown as Log }, sender, method, args);

test('a good call is answered', async () => {
  expect(await call(page, 'sync.now', {})).toEqual({ ok: true, value: null });
});

test('a sender that is not our page reaches nothing, not even an error about its arguments', async () => {
  expect(await call({ trusted: false }, 'no.such', null)).toMatchObject({
    ok: false,
    error: { code: 'forbidden' },
  });
  expect(await call({ trusted: false }, 'host.openExternal', { url: 'https://example.com' })).toMatchObject({
    error: { code: 'forbidden' },
  });
  expect(handlers['host.openExternal']).not.toHaveBeenCalled();
});

test.each(['no.such', 'toString', '__proto__', 'constructor', 7, null, undefined, ['sync.now'], {}])(
  'there is no method %j',
  async (method) => {
    expect(await call(page, method, {})).toMatchObject({ ok: false, error: { code: 'unknown_method' } });
  },
);

test.each([[null], [undefined], ['https://example.com'], [{}], [{ url: 7 }], [{ url: 'nonsense' }]])(
  'arguments that are not right are refused before the work: %j',
  async (args) => {
    expect(await call(page, 'host.openExternal', args)).toMatchObject({
      ok: false,
      error: { code: 'invalid_arguments' },
    });
    expect(handlers['host.openExternal']).not.toHaveBeenCalled();
  },
);

test('codes and details of known failures survive; anything else is told to the log alone', async () => {
  expect(await call(page, 'session.signIn', { email: 'a@b.co', password: 'x' })).toEqual({
    ok: false,
    error: { code: 'invalid_credentials', message: 'Wrong.', details: { left: 3 } },
  });
  const answer = await call(page, 'session.signOut', {});
  expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
  expect(JSON.stringify(answer)).not.toContain('ada');
  expect(log.error).toHaveBeenCalledOnce();
});
