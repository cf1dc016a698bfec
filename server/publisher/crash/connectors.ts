import type { Connector, ConnectorDeps } from '../../../shared/connectors/contract.ts';
import type { OnServer } from '../../../shared/connectors/on-server.ts';
import type { Platform } from '../../../shared/kinds/index.ts';

/** What a process needs to make a connector that reaches a test's platform. Plain JSON. */
export type Spec = {
  platform: Platform;
  /** What a server is configured with for it. */
  values: Record<string, unknown>;
  /** Where a platform fetches files that it does not take as bytes. */
  mediaUrl?: string;
  /** Where the server itself is, for the platform that is in it. */
  local?: string;
};

/**
 * A connector as the server makes it, with a settle time that a test can wait for. It is loaded alone: a process of the
 * matrix needs one of them, and there are hundreds of processes.
 */
export async function makeConnector(
  { platform, values, mediaUrl = '', local = '' }: Spec,
  { fetch, readMedia }: Pick<ConnectorDeps, 'fetch' | 'readMedia'>,
): Promise<Connector> {
  const folder: Record<string, OnServer | undefined> = await import(
    `../../../shared/connectors/${platform}/on-server.ts`
  );
  const found = folder[platform];
  if (!found) throw new Error(`There is no ${platform} here.`);
  const here: typeof globalThis.fetch = (input, init) => {
    const { pathname, search } = new URL(String(input));
    return fetch(`${local}${pathname}${search}`, init);
  };
  const deps = { fetch, readMedia, now: () => new Date(), mediaUrl: () => mediaUrl, local: here };
  return { ...found.create(values, deps), settleMs: 50 };
}
