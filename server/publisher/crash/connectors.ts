import type { Connector, ConnectorDeps } from '../../../shared/connectors/contract.ts';

/** What a process needs to make a connector that reaches a test's platform. Plain JSON. */
export type Spec = {
  platform: string;
  baseUrl: string;
  app?: { clientId: string; clientSecret: string; authorizeUrl: string; tokenUrl: string };
  /** Where a platform fetches files that it does not take as bytes. */
  mediaUrl?: string;
};

type Deps = ConnectorDeps & { app: NonNullable<Spec['app']>; mediaUrl: () => string };

/** Loaded one at a time: a process of the matrix needs one of them, and there are hundreds of processes. */
const MAKE: Record<string, (deps: Deps) => Promise<Connector>> = {
  sandbox: async (deps) =>
    (await import('../../../shared/connectors/sandbox/index.ts')).createSandboxConnector(deps),
  bluesky: async (deps) =>
    (await import('../../../shared/connectors/bluesky/index.ts')).createBlueskyConnector(deps),
  mastodon: async (deps) =>
    (await import('../../../shared/connectors/mastodon/index.ts')).createMastodonConnector(deps),
  instagram: async (deps) =>
    (await import('../../../shared/connectors/instagram/index.ts')).createInstagramConnector(deps),
  youtube: async (deps) =>
    (await import('../../../shared/connectors/youtube/index.ts')).createYouTubeConnector(deps),
  x: async (deps) => (await import('../../../shared/connectors/x/index.ts')).createXConnector(deps),
};

const NO_APP = { clientId: '', clientSecret: '', authorizeUrl: '', tokenUrl: '' };

/** A connector as the server makes it, with a settle time that a test can wait for. */
export async function makeConnector(
  { platform, baseUrl, app = NO_APP, mediaUrl = '' }: Spec,
  { fetch, readMedia }: Pick<ConnectorDeps, 'fetch' | 'readMedia'>,
): Promise<Connector> {
  const make = MAKE[platform];
  if (!make) throw new Error(`There is no ${platform} here.`);
  const deps = { fetch, readMedia, now: () => new Date(), baseUrl, app, mediaUrl: () => mediaUrl };
  return { ...(await make(deps)), settleMs: 50 };
}
