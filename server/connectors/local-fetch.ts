import type { App } from '../deps.ts';

/**
 * A fetch that hands requests to this very server without a socket. The Sandbox lives in the same process, whose
 * public address may be a proxy that it cannot reach itself.
 */
export function createLocalFetch(app: Pick<App, 'inject'>): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    const url = new URL(request.url);
    const answer = await app.inject({
      method: request.method === 'POST' || request.method === 'DELETE' ? request.method : 'GET',
      url: `${url.pathname}${url.search}`,
      headers: Object.fromEntries(request.headers.entries()),
      ...(request.method === 'POST' ? { payload: Buffer.from(await request.arrayBuffer()) } : {}),
    });
    const type = answer.headers['content-type'];
    return new Response(answer.body, {
      status: answer.statusCode,
      headers: typeof type === 'string' ? { 'content-type': type } : {},
    });
  };
}
