import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { AppError } from '../../../shared/errors.ts';
import type { Core } from '../../core.ts';
import type { Log } from '../../log.ts';
import { contentSecurityPolicy } from '../csp.ts';
import type { HostServices } from '../host-services.ts';
import { readStatic } from '../static-files.ts';
import { createMediaDoor } from './media-door.ts';
import { servePage } from './socket.ts';
import { createTokens } from './tokens.ts';

export type BrowserHost = {
  /** What to open in a browser. Its fragment, which browsers send nowhere, holds the launch token. */
  url: string;
  port: number;
  close(): Promise<void>;
};

export type BrowserHostOptions = {
  rendererDir: string;
  /** 0 takes a free one. */
  port: number;
  /** A launch token that stays good; without one it is random and works once. */
  token?: string | undefined;
  /** Where the development server shows the page instead, e.g. `http://localhost:5173`. */
  devUrl?: string | undefined;
  log: Log;
};

/** Subprotocol of the socket; the token travels as a second one, because browsers let a page set nothing else. */
const PROTOCOL = 'pillarbox';
const MAX_FRAME_BYTES = 16 * 1024 * 1024;
const HEADERS = {
  'content-security-policy': contentSecurityPolicy(),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cache-control': 'no-store',
};

/**
 * The browser as a host of the desktop: the built page on 127.0.0.1 and one WebSocket for the contract. Files need no
 * token, they are no secret; the socket needs the right Host, a known Origin and a token.
 * @throws AppError `port_in_use`
 */
export async function startBrowserHost(
  options: BrowserHostOptions,
): Promise<BrowserHost & { services: HostServices; serve(core: Core): void }> {
  const { log, devUrl } = options;
  const tokens = createTokens(options.token);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    handleProtocols: () => PROTOCOL,
  });
  const mediaDoor = createMediaDoor({ core: () => core, headers: HEADERS, log });
  const server = createServer((request, response) => {
    answerFile(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'a file could not be served');
      if (!response.headersSent) response.writeHead(500, HEADERS);
      response.end();
    });
  });
  const port = await listen(server, options.port);
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  const origins = new Set([...hosts].map((host) => `http://${host}`));
  if (devUrl) origins.add(new URL(devUrl).origin);
  /** In development the page comes from another server than its files. */
  const outside = devUrl ? `http://127.0.0.1:${port}` : '';
  let core: Core | null = null;
  /** Newest last: it is the one a person looks at. */
  const pages = new Set<WebSocket>();

  const toPage = (frame: object) => {
    const page = [...pages].at(-1);
    if (!page) throw new AppError('no_window', 'There is no window to open this from.');
    page.send(JSON.stringify(frame));
  };

  async function answerFile(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Another name that leads here is a page elsewhere trying to look like us (DNS rebinding).
    if (!hosts.has(request.headers.host ?? '')) return void response.writeHead(421, HEADERS).end();
    if (await mediaDoor.answer(request, response, origins)) return;
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return void response.writeHead(405, { ...HEADERS, allow: 'GET, HEAD' }).end();
    const path = (request.url ?? '/').split(/[?#]/)[0] ?? '/';
    const file = await readStatic(options.rendererDir, path === '/' ? '/browser.html' : path);
    if (file === 'forbidden') return void response.writeHead(403, HEADERS).end();
    if (file === 'missing') return void response.writeHead(404, HEADERS).end();
    response.writeHead(200, { ...HEADERS, 'content-type': file.type, 'content-length': file.bytes.length });
    response.end(request.method === 'HEAD' ? undefined : file.bytes);
  }

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const refuse = (status: string) =>
      stream.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    stream.on('error', () => stream.destroy());
    if (!hosts.has(request.headers.host ?? '')) return refuse('421 Misdirected Request');
    if (!origins.has(request.headers.origin ?? '')) return refuse('403 Forbidden');
    if (request.url !== '/core') return refuse('404 Not Found');
    const [protocol, token = ''] = (request.headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/);
    const session = protocol === PROTOCOL ? tokens.redeem(token) : null;
    if (session === null) return refuse('401 Unauthorized');
    sockets.handleUpgrade(request, stream, head, (socket) => {
      if (!core) return socket.close(1013, 'not ready');
      pages.add(socket);
      socket.once('close', () => pages.delete(socket));
      servePage(socket, { core, session, log });
    });
  });

  return {
    port,
    url: devUrl
      ? `${new URL('/browser.html', devUrl)}#${tokens.launch}@127.0.0.1:${port}`
      : `http://127.0.0.1:${port}/#${tokens.launch}`,
    services: {
      kind: 'browser',
      mediaBase: `${outside}${mediaDoor.path}`,
      // The page is a tab of the system's browser: it opens the next one, and downloads.
      async openExternal(url) {
        toPage({ t: 'open', url });
      },
      async saveFile(name, content) {
        if (typeof content === 'string') toPage({ t: 'save', name, text: content });
        else toPage({ t: 'download', name, url: `${outside}${mediaDoor.offer(content.path, name)}` });
        return true;
      },
      async showFiles(folder, names) {
        for (const name of names)
          toPage({ t: 'download', name, url: `${outside}${mediaDoor.offer(join(folder, name), name)}` });
      },
      // No page may make a file of itself: the browser's own printing does.
      async printPage(_name, path) {
        toPage({ t: 'open', url: `${outside}${mediaDoor.offer(path, null)}` });
        return 'opened';
      },
    },
    serve(next) {
      core = next;
    },
    async close() {
      for (const page of pages) page.close(1001, 'closing');
      sockets.close();
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      for (const page of pages) page.terminate();
      await closed;
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((listening, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      failed(
        error.code === 'EADDRINUSE'
          ? new AppError('port_in_use', `Port ${port} is in use. Choose another, or leave it out.`)
          : error,
      );
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address !== null && typeof address === 'object') listening(address.port);
    });
  });
}
