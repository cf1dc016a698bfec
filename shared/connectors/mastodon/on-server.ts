import { web } from '../../settings.ts';
import { DEFAULT_HOSTS } from '../default-hosts.ts';
import { onServer } from '../on-server.ts';
import { createMastodonConnector } from './index.ts';

/** Mastodon on a server: always on offer. */
export const mastodon = onServer({
  settings: {
    MASTODON_INSTANCE: {
      schema: web,
      fallback: DEFAULT_HOSTS.mastodon,
      help: 'The instance that is offered when a Mastodon account is connected.',
    },
  },
  offers: () => ['mastodon'],
  create: (values, deps) => createMastodonConnector({ ...deps, baseUrl: values.MASTODON_INSTANCE }),
});
