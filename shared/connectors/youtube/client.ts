import type { z } from 'zod';
import { type ConnectorDeps, ConnectorError } from '../contract.ts';
import { API_VERSION } from './api.ts';
import { refused } from './errors.ts';

type Sent = {
  token: string;
  signal: AbortSignal;
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  headers?: Record<string, string>;
  body?: object | Uint8Array<ArrayBuffer>;
};

/** Callers of the API, at one host (`baseUrl`), that throw ConnectorError. */
export function createClient({ fetch, now, baseUrl }: Pick<ConnectorDeps, 'fetch' | 'now' | 'baseUrl'>) {
  /** Answers as they are, where they are no failure. @param pass statuses that mean something here */
  async function raw(url: string, { token, signal, method, headers, body }: Sent, pass: number[] = []) {
    const bytes = body instanceof Uint8Array;
    const response = await fetch(url, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        ...(body !== undefined && !bytes ? { 'content-type': 'application/json; charset=UTF-8' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: bytes ? body : JSON.stringify(body) }),
      // An upload that is not complete answers 308, which is no redirect there. None is followed anywhere.
      redirect: 'manual',
      signal,
    });
    if (response.ok || pass.includes(response.status)) return response;
    throw refused(response, await response.json().catch(() => null), now());
  }

  return {
    raw,
    /** The address of a resource, or of what takes a file for it. */
    address: (resource: string, query: Record<string, string>, upload = false): string =>
      `${baseUrl}${upload ? '/upload' : ''}/youtube/${API_VERSION}/${resource}?${new URLSearchParams(query)}`,
    /** Reads an answer by its schema. */
    async call<T>(schema: z.ZodType<T>, url: string, sent: Sent): Promise<T> {
      return read(schema, await raw(url, sent));
    },
  };
}
export type YouTubeClient = ReturnType<typeof createClient>;

export async function read<T>(schema: z.ZodType<T>, response: Response): Promise<T> {
  const found = schema.safeParse(await response.json().catch(() => null));
  if (found.success) return found.data;
  throw new ConnectorError({
    outcome: 'unknown',
    class: 'retry',
    code: 'answer_unreadable',
    message: 'YouTube gave an answer that could not be read.',
    answer: { status: response.status, code: null },
  });
}
