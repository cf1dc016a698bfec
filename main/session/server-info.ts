import { type ServerInfo, serverInfoSchema } from '../../shared/discovery.ts';
import { AppError } from '../../shared/errors.ts';

const PATIENCE_MS = 10_000;

/**
 * @throws AppError `offline`, `server_unreachable`, `not_a_server` (something answers that is not Pillarbox)
 */
export async function askServer(serverUrl: string, fetch: typeof globalThis.fetch): Promise<ServerInfo> {
  const answer = await fetch(new URL('/api/config', serverUrl), {
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch((error: unknown) => {
    throw unreachable(serverUrl, error);
  });
  if (answer.status >= 500) throw unreachable(serverUrl, new Error(`It answers ${answer.status}.`));
  const read = serverInfoSchema.safeParse(await answer.json().catch(() => null));
  if (answer.ok && read.success) return read.data;
  throw new AppError('not_a_server', `There is no Pillarbox server at ${serverUrl}.`, {
    details: { serverUrl },
  });
}

/** Codes by which a system says that it has no network at all, or does not know the name. */
const NO_NETWORK = ['ENETUNREACH', 'ENETDOWN', 'EAI_AGAIN', 'ENOTFOUND', 'EHOSTUNREACH'];

/** A failed request as a person should hear of it: no network here, or nobody there. */
export function unreachable(serverUrl: string, error: unknown): AppError {
  const { code, message } = rootCause(error);
  if (NO_NETWORK.includes(code)) return new AppError('offline', 'There is no connection.', { status: 503 });
  return new AppError('server_unreachable', `The server at ${serverUrl} does not answer. ${message}`.trim(), {
    status: 503,
    details: { serverUrl },
  });
}

function rootCause(error: unknown): { code: string; message: string } {
  let cause = error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  if (!(cause instanceof Error)) return { code: '', message: '' };
  return { code: 'code' in cause ? String(cause.code) : '', message: cause.message };
}

/** The same server, however its address was typed: no path, no trailing slash, no default port. */
export function canonicalServerUrl(url: string): string {
  const { protocol, origin } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new AppError('invalid_arguments', 'A server address starts with https:// or http://.', {
      details: { path: 'url' },
    });
  }
  return origin;
}
