/**
 * What a page of ours may load and talk to, for both hosts' headers and for the `<meta>` of the built pages.
 * @param options.dev loosens two things for the development server: style elements and its hot-reload socket
 * @param options.meta leaves out what a browser ignores, loudly, in a `<meta>`
 */
export function contentSecurityPolicy(options: { dev?: boolean; meta?: boolean } = {}): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    options.dev ? "style-src 'self' 'unsafe-inline'" : "style-src 'self'",
    // In development the page and the files of the library come from different ports.
    options.dev ? "img-src 'self' data: blob: http://127.0.0.1:*" : "img-src 'self' data: blob:",
    options.dev ? "media-src 'self' blob: http://127.0.0.1:*" : "media-src 'self' blob:",
    "font-src 'self'",
    options.dev
      ? "connect-src 'self' ws://localhost:* ws://127.0.0.1:* http://127.0.0.1:*"
      : "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    ...(options.meta ? [] : ["frame-ancestors 'none'"]),
  ].join('; ');
}
