import { once } from 'node:events';
import { createServer, request as send } from 'node:http';

/** What stands between a desktop and its server, request by request. */
export type OnTheWay = { url: string; close(): Promise<void> };

/**
 * @param target the server's address
 * @param hooks.before a request goes on when this resolves
 * @param hooks.heard is given every answer as far as it came, when it is over
 */
export async function standOnTheWay(
  target: string,
  hooks: { before?(path: string): Promise<void> | undefined; heard?(path: string, answer: string): void },
): Promise<OnTheWay> {
  const server = createServer(async (asked, response) => {
    const path = asked.url ?? '/';
    await hooks.before?.(path);
    const { 'accept-encoding': _packed, ...headers } = asked.headers;
    const onward = send(new URL(path, target), { method: asked.method ?? 'GET', headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('close', () => hooks.heard?.(path, Buffer.concat(parts).toString('latin1')));
      answer.pipe(response);
    });
    // Whoever hangs up first ends both.
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    asked.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
