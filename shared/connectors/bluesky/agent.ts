import { Agent } from '@atproto/api';

const REQUEST_TIMEOUT_MS = 20_000;

/**
 * The official client over our fetch, without its own session keeping: it would refresh tokens by itself, in one
 * process, and lose the new ones at a crash. `signal` ends every request it makes.
 */
export function createAgent(options: {
  fetch: typeof globalThis.fetch;
  service: string;
  did?: string;
  token?: string;
  signal: AbortSignal;
}): Agent {
  const { service, did, token, signal } = options;
  return new Agent({
    ...(did ? { did } : {}),
    fetchHandler: (path, init) => {
      const headers = new Headers(init.headers);
      if (token && !headers.has('authorization')) headers.set('authorization', `Bearer ${token}`);
      const { method, body } = init;
      return options.fetch(new URL(path, service), {
        method,
        headers,
        body,
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
      });
    },
  });
}
