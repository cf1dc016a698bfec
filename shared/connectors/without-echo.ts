/** Names of what is secret in a form, a query or JSON: tokens, codes and their verifiers, passwords, client secrets. */
const SECRET_NAME = /token|secret|verifier|password|jwt|^code$|^device_code$/i;
/** Shorter ones are words. */
const LEAST = 8;
/** What is longer is a file, in bytes. */
const MOST = 65_536;

/**
 * A fetch whose refusals do not repeat what was sent in confidence. Platforms do ("Malformed access token EAAB..."), and
 * what a refusal says is written into ledgers and shown to people.
 */
export function withoutEcho(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (response.status < 400 || response.body === null) return response;
    const text = await response.text();
    const clean = secretsOf(input, init).reduce(
      (words, secret) => words.replaceAll(secret, '[redacted]'),
      text,
    );
    return new Response(clean, { status: response.status, headers: plain(response.headers) });
  };
}

/** The body was unpacked when it was read. */
function plain(headers: Headers): Headers {
  const left = new Headers([...headers]);
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) left.delete(name);
  return left;
}

function secretsOf(input: Parameters<typeof globalThis.fetch>[0], init: RequestInit | undefined): string[] {
  const found = new Set<string>();
  const add = (secret: unknown) => {
    if (typeof secret !== 'string' || secret.length < LEAST) return;
    // As it is, and as it stands in an address, a form and JSON.
    found.add(secret);
    found.add(new URLSearchParams({ _: secret }).toString().slice(2));
    found.add(encodeURIComponent(secret));
    found.add(JSON.stringify(secret).slice(1, -1));
  };
  const [scheme, credentials] = (new Headers(init?.headers).get('authorization') ?? '').split(' ');
  add(credentials);
  if (scheme?.toLowerCase() === 'basic')
    for (const part of decoded(credentials ?? '').split(':')) add(unescaped(part));
  const { searchParams } = new URL(input instanceof Request ? input.url : String(input));
  const named = (entries: Iterable<readonly [string, unknown]>) => {
    for (const [name, value] of entries) if (SECRET_NAME.test(name)) add(value);
  };
  named(searchParams);
  const body = init?.body;
  if (body instanceof URLSearchParams) named(body);
  else if (typeof body === 'string') named(fieldsOf(body));
  else if (body instanceof Uint8Array && body.length < MOST) named(fieldsOf(new TextDecoder().decode(body)));
  // Longest first: one may be the beginning of another.
  return [...found].sort((a, b) => b.length - a.length);
}

function fieldsOf(body: string): Iterable<readonly [string, unknown]> {
  try {
    const read: unknown = JSON.parse(body);
    return typeof read === 'object' && read !== null ? Object.entries(read) : [];
  } catch {
    return new URLSearchParams(body);
  }
}

function decoded(base64: string): string {
  try {
    return atob(base64);
  } catch {
    return '';
  }
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
