import type { z } from 'zod';
import { type ConnectorDeps, ConnectorError } from '../contract.ts';
import { readPages } from '../pages.ts';
import type { Listed } from './api.ts';
import { refused } from './errors.ts';

/** The most of a list that a page holds. */
const PAGE = 50;

/** Where a call goes, its host with the version, and with which token. */
export type At = { graph: string; token: string; signal: AbortSignal };
export type Client = ReturnType<typeof createClient>;
export type Call = Client['call'];

/** Callers of the Graph API that read answers by schema and throw ConnectorError. */
export function createClient(deps: Pick<ConnectorDeps, 'fetch' | 'now'>) {
  async function request<T>(
    schema: z.ZodType<T>,
    url: string,
    init: RequestInit & { signal: AbortSignal },
  ): Promise<T> {
    const response = await deps.fetch(url, { ...init, redirect: 'error' });
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) throw refused(response.status, answer, response.headers, deps.now());
    const read = schema.safeParse(answer);
    if (read.success) return read.data;
    throw new ConnectorError({
      outcome: 'unknown',
      class: 'retry',
      code: 'answer_unreadable',
      message: 'Instagram gave an answer that could not be read.',
      answer: { status: response.status, code: null },
    });
  }

  /** The token goes in a header: in an address it would be in logs. */
  const call = <T>(
    schema: z.ZodType<T>,
    path: string,
    {
      graph,
      token,
      signal,
      body,
      method = body ? 'POST' : 'GET',
    }: At & { body?: Record<string, string>; method?: 'GET' | 'POST' | 'DELETE' },
  ): Promise<T> =>
    request(schema, `${graph}/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body ? { body: new URLSearchParams(body) } : {}),
      signal,
    });

  /** A list that begins with the newest. @param past whether everything behind an item is too old to matter */
  const list = <T>(
    schema: z.ZodType<Listed<T>>,
    path: string,
    at: At,
    past?: (item: NoInfer<T>) => boolean,
  ) =>
    readPages(async (next) => {
      const after = next === null ? '' : `&after=${encodeURIComponent(next)}`;
      const { data, paging } = await call(schema, `${path}&limit=${PAGE}${after}`, at);
      return { items: data, next: (paging?.next && paging.cursors?.after) || null };
    }, past);

  return { request, call, list };
}
