import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export type Asked = {
  method: string;
  url: URL;
  path: string;
  headers: IncomingMessage['headers'];
  raw: Buffer;
  /** Forms, JSON and the plain fields of a multipart body alike. */
  body: Record<string, unknown>;
};

/** Answers as JSON. */
export const json = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void => {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    .end(JSON.stringify(body));
};

/** A page of a list; `next`: what the one behind it is asked for with, null for the last. */
export function pageOf<T extends { id: string }>(
  all: readonly T[],
  size: number,
  after: string | null,
): { items: T[]; next: string | null } {
  const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const items = all.slice(from, from + size);
  return { items, next: from + size < all.length ? (items.at(-1)?.id ?? null) : null };
}

export type Double = Awaited<ReturnType<typeof startDouble>>;

/**
 * A server on a free port of this machine that stands for a platform in tests. It counts requests, and tests make one
 * of them fail: refused before its work is done, or cut off after it.
 */
export async function startDouble(answer: (asked: Asked, response: ServerResponse) => unknown) {
  const requests: { method: string; path: string }[] = [];
  type Fault = {
    path: RegExp;
    method: string;
    answer: (response: ServerResponse, asked: Asked) => void;
    after: boolean;
  };
  /** Everything secret that went either way. */
  const secrets = new Set<string>();
  const faults: Fault[] = [];

  const server = createServer((request, response) => {
    void handle(request, response).catch((error: unknown) => json(response, 500, { error: String(error) }));
  });
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = new URL(request.url ?? '/', url);
    const method = request.method ?? 'GET';
    const { pathname: path } = at;
    requests.push({ method, path });
    const raw = await read(request);
    const { headers } = request;
    const asked: Asked = {
      method,
      url: at,
      path,
      headers,
      raw,
      body: fields(raw, headers['content-type'] ?? ''),
    };
    collect(asked.body, secrets);
    const { end } = response;
    response.end = ((...args: Parameters<typeof end>) => {
      if (typeof args[0] === 'string' && args[0].startsWith('{')) collect(JSON.parse(args[0]), secrets);
      return end.apply(response, args);
    }) as typeof end;
    const index = faults.findIndex((each) => each.method === method && each.path.test(path));
    const [fault] = index === -1 ? [] : faults.splice(index, 1);
    if (!fault) return void (await answer(asked, response));
    if (fault.after) {
      // The work is done, and nobody hears of it.
      const unheard = { writeHead: () => unheard, end: () => unheard } as unknown as ServerResponse;
      await answer(asked, unheard);
    }
    fault.answer(response, asked);
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;

  return {
    url,
    requests,
    /** The next such request is done, and its connection is cut instead of answered. */
    loseAnswer: (path: RegExp, method = 'POST') =>
      void faults.push({ path, method, after: true, answer: (response) => void response.destroy() }),
    /** The next such request is not done, and its connection is cut. */
    loseRequest: (path: RegExp, method = 'POST') =>
      void faults.push({ path, method, after: false, answer: (response) => void response.destroy() }),
    /** Tokens, codes, passwords and secrets of apps that it gave out or was given. */
    secrets: () => [...secrets],
    /** The next such request is not done, and answered like this. @param body may be made of what was asked */
    refuse: (
      path: RegExp,
      status: number,
      headers: Record<string, string> = {},
      body: object | ((asked: Asked) => object) = { error: 'refused' },
      method = 'POST',
    ) =>
      void faults.push({
        path,
        method,
        after: false,
        answer: (response, asked) =>
          json(response, status, typeof body === 'function' ? body(asked) : body, headers),
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

const SECRET = /^(access_token|refresh_token|client_secret|code|code_verifier|password|token|\w+Jwt)$/;

function collect(value: unknown, into: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value))
    if (typeof inner !== 'string') collect(inner, into);
    else if (SECRET.test(name) && inner.length >= 8) into.add(inner);
}

/** Repeats in its words everything that it was asked with, as some platforms do. */
export const repeated = ({ headers, url, body }: Asked): string =>
  `Malformed: ${headers.authorization ?? ''} ${decodeURIComponent(url.search)} ${JSON.stringify(body)}`;

/** A page with a form that says yes or no to what its address asks for. */
export function consentPage(response: ServerResponse, action: string, query: URLSearchParams): void {
  const hidden = [...query].map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${value.replaceAll('"', '&quot;')}">`,
  );
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(
    `<!doctype html><html lang="en"><title>Authorize</title><form method="post" action="${action}">${hidden.join('')}
     <p>Pillarbox would like permission to access your account.</p>
     <button name="allow" value="yes">Authorize</button><button name="allow" value="no">Deny</button></form></html>`,
  );
}

/** What a person does on such a page. @returns where the browser is sent */
export async function consent(authorizeUrl: string, allow = true): Promise<string> {
  const shown = await fetch(authorizeUrl);
  if (shown.status !== 200) throw new Error(`The sign-in page answered ${shown.status}.`);
  const { origin, pathname, search } = new URL(authorizeUrl);
  const body = new URLSearchParams(search);
  if (allow) body.set('allow', 'yes');
  const answered = await fetch(`${origin}${pathname}`, { method: 'POST', body, redirect: 'manual' });
  return answered.headers.get('location') ?? '';
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function fields(raw: Buffer, type: string): Record<string, unknown> {
  if (type.startsWith('application/json')) return JSON.parse(raw.toString() || '{}');
  if (type.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(raw.toString()));
  const all = raw.toString('latin1').matchAll(/name="(\w+)"\r\n\r\n([^\r]*)\r\n/g);
  return Object.fromEntries(
    [...all].map(([, name = '', value = '']) => [name, Buffer.from(value, 'latin1').toString()]),
  );
}

/** The bytes of one file in a multipart body: what stands between its headers and the next boundary. */
export function filePart(raw: Buffer, name: string): Buffer {
  const boundary = raw.subarray(0, raw.indexOf('\r\n'));
  const from = raw.indexOf('\r\n\r\n', raw.indexOf(`name="${name}"`)) + 4;
  return raw.subarray(from, raw.indexOf(Buffer.concat([Buffer.from('\r\n'), boundary]), from));
}
