import { createBlueskyConnector } from '../../shared/connectors/bluesky/index.ts';
import { type Connector, ConnectorError } from '../../shared/connectors/contract.ts';
import { createInstagramConnector } from '../../shared/connectors/instagram/index.ts';
import { createMastodonConnector } from '../../shared/connectors/mastodon/index.ts';
import { createSandboxConnector } from '../../shared/connectors/sandbox/index.ts';
import { withoutEcho } from '../../shared/connectors/without-echo.ts';
import { createXConnector } from '../../shared/connectors/x/index.ts';
import { createYouTubeConnector } from '../../shared/connectors/youtube/index.ts';
import type { Platform } from '../../shared/kinds/index.ts';
import type { OutgoingMedia } from '../../shared/publishing/outgoing-media.ts';
import type { App, ServerDeps } from '../deps.ts';
import { createMediaLinks } from '../modules/media/links.ts';
import { createMediaStore } from '../modules/media/store.ts';
import { createLocalFetch } from './local-fetch.ts';
import { createSafeFetch } from './safe-fetch.ts';

/** Connectors by platform; one that is switched off is not there. */
export type Connectors = ReadonlyMap<string, Connector>;

/** Every connector of this server. Adding one is a folder, an entry in `PLATFORMS` and a line here. */
export function createConnectors(
  app: Pick<App, 'inject'>,
  {
    config,
    now,
    onClose,
    vaultKeys,
    publicUrl,
  }: Pick<ServerDeps, 'config' | 'now' | 'onClose' | 'vaultKeys' | 'publicUrl'>,
): Connectors {
  const safe = createSafeFetch({ allowPrivate: config.privateHosts });
  onClose('outgoing connections', () => safe.close());
  const fetch = withoutEcho(safe.fetch);
  const store = createMediaStore(config.dataHome, config.media.s3);
  const readMedia = async ({ sha256 }: OutgoingMedia, part?: { from: number; bytes: number }) => {
    if ((await store.size(sha256)) !== null) return store.read(sha256, part);
    throw new ConnectorError({
      class: 'give_up',
      code: 'media_lost',
      message: 'The server lost a file of this post.',
    });
  };
  const links = createMediaLinks({ vaultKeys, now });
  const mediaUrl = (item: OutgoingMedia) => `${publicUrl()}${links.make(item)}`;
  const connectors: Partial<Record<Platform, Connector>> = {
    bluesky: createBlueskyConnector({
      fetch,
      now,
      baseUrl: config.bluesky.service,
      readMedia,
    }),
    mastodon: createMastodonConnector({
      fetch,
      now,
      baseUrl: config.mastodon.instance,
      readMedia,
    }),
    ...(config.x
      ? {
          x: createXConnector({ fetch, now, baseUrl: config.x.apiUrl, app: config.x, readMedia }),
        }
      : {}),
    ...(config.instagram.app || config.instagram.facebook
      ? {
          instagram: createInstagramConnector({
            fetch,
            now,
            baseUrl: config.instagram.graphUrl,
            app: config.instagram.app,
            facebook: config.instagram.facebook,
            readMedia,
            mediaUrl,
          }),
        }
      : {}),
    ...(config.youtube
      ? {
          youtube: createYouTubeConnector({
            fetch,
            now,
            baseUrl: config.youtube.apiUrl,
            app: config.youtube,
            readMedia,
          }),
        }
      : {}),
    ...(config.sandbox
      ? {
          sandbox: createSandboxConnector({
            fetch: createLocalFetch(app),
            now,
            readMedia,
            // Never dialled: the fetch above stays in this process.
            baseUrl: 'http://sandbox.invalid',
          }),
        }
      : {}),
  };
  return new Map(Object.entries(connectors));
}
