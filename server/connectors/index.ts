import { type Connector, ConnectorError } from '../../shared/connectors/contract.ts';
import { withoutEcho } from '../../shared/connectors/without-echo.ts';
import type { OutgoingMedia, OutgoingPicture } from '../../shared/publishing/outgoing-media.ts';
import type { App, ServerDeps } from '../deps.ts';
import { createMediaLinks } from '../modules/media/links.ts';
import { createMediaStore } from '../modules/media/store.ts';
import { CONNECTORS } from './list.ts';
import { createLocalFetch } from './local-fetch.ts';
import { createSafeFetch } from './safe-fetch.ts';

/** Connectors by platform; one that is switched off is not there. */
export type Connectors = ReadonlyMap<string, Connector>;

/** The connectors that are on offer here. */
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
  const mediaUrl = (item: OutgoingPicture) => `${publicUrl()}${links.make(item)}`;
  const local = createLocalFetch(app);
  return new Map(
    CONNECTORS.filter(({ offers }) => offers(config.connectors).length > 0)
      .map((each) => each.create(config.connectors, { fetch, now, readMedia, mediaUrl, local }))
      .map((connector) => [connector.platform, connector]),
  );
}
