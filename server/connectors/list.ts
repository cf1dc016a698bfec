import { bluesky } from '../../shared/connectors/bluesky/on-server.ts';
import { instagram } from '../../shared/connectors/instagram/on-server.ts';
import { mastodon } from '../../shared/connectors/mastodon/on-server.ts';
import type { OnServer } from '../../shared/connectors/on-server.ts';
import { sandbox } from '../../shared/connectors/sandbox/on-server.ts';
import { x } from '../../shared/connectors/x/on-server.ts';
import { youtube } from '../../shared/connectors/youtube/on-server.ts';
import type { Config } from '../config.ts';

/** Every connector a server may have. */
export const CONNECTORS: readonly OnServer[] = [bluesky, mastodon, instagram, x, youtube, sandbox];

/** The ways to connect an account that this server offers. */
export const offered = ({ connectors: values }: Pick<Config, 'connectors'>): string[] =>
  CONNECTORS.flatMap((connector) => connector.offers(values));
