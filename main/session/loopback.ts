import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { AppError } from '../../shared/errors.ts';
import type { Language, Languages } from '../../shared/languages.ts';
import { escapeHtml } from '../../shared/text/escape-html.ts';

const PATIENCE_MS = 10 * 60_000;

/** A place on this machine where the system's browser delivers one authorization code (RFC 8252, section 7.3). */
export type Loopback = {
  redirectUrl: string;
  /** @throws AppError `browser_sign_in_failed` (refused there), `cancelled`, `timed_out` */
  code: Promise<string>;
  close(): void;
};

/**
 * Listens on a free port, for one code. The path is random, so that a page that guesses the port cannot hand in a
 * code of its own or end the waiting.
 */
export async function openLoopback(options: {
  languages: Languages;
  /** What has to come back with the code (RFC 6749, 10.12), where something was sent along. */
  state?: string;
  patienceMs?: number;
}): Promise<Loopback> {
  const path = `/signed-in/${randomBytes(16).toString('hex')}`;
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let host = '';
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const strange = options.state !== undefined && url.searchParams.get('state') !== options.state;
    // Asked for under another name, it is somebody else's page that found the way here (DNS rebinding).
    const elsewhere = request.headers.host !== host;
    if (request.method !== 'GET' || url.pathname !== path || strange || elsewhere) {
      response.writeHead(404, { connection: 'close' }).end();
      return;
    }
    const code = url.searchParams.get('code');
    const refusal = url.searchParams.get('error_description') ?? url.searchParams.get('error');
    response
      .writeHead(code ? 200 : 400, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        connection: 'close',
      })
      .end(page(options.languages(request.headers['accept-language']), code !== null));
    if (code) resolve(code);
    else
      reject(
        new AppError('browser_sign_in_failed', refusal?.slice(0, 300) ?? 'The sign-in did not work.', {
          details: { error: url.searchParams.get('error')?.slice(0, 80) ?? '' },
        }),
      );
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', listening);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The loopback has no port.');
  host = `127.0.0.1:${address.port}`;

  const timer = setTimeout(
    () => reject(new AppError('timed_out', 'Nobody signed in within ten minutes.')),
    options.patienceMs ?? PATIENCE_MS,
  );
  const end = () => {
    clearTimeout(timer);
    server.close();
  };
  // Whoever called may have given up by the time the waiting ends.
  promise.then(end, end);
  return {
    redirectUrl: `http://${host}${path}`,
    code: promise,
    close: () => reject(new AppError('cancelled', 'The sign-in in the browser was given up.')),
  };
}

function page({ i18n, tag, dir }: Language, ok: boolean): string {
  const title = ok ? i18n._('You are signed in') : i18n._('That did not work');
  const next = ok
    ? i18n._('Go back to Pillarbox; you can close this page.')
    : i18n._('Go back to Pillarbox and try again.');
  return `<!doctype html><html lang="${tag}" dir="${dir}"><meta charset="utf-8"><title>Pillarbox</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-inline-size:32rem;margin:20vh auto;padding:0 1rem}</style>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(next)}</p></html>`;
}
