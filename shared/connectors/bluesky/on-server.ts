import { web } from '../../settings.ts';
import { DEFAULT_HOSTS } from '../default-hosts.ts';
import { onServer } from '../on-server.ts';
import { createBlueskyConnector } from './index.ts';

/** Bluesky on a server: always on offer. */
export const bluesky = onServer({
  settings: {
    BLUESKY_SERVICE: {
      schema: web,
      fallback: DEFAULT_HOSTS.bluesky,
      help: 'The PDS that is offered when a Bluesky account is connected.',
    },
  },
  offers: () => ['bluesky'],
  create: (values, deps) => createBlueskyConnector({ ...deps, baseUrl: values.BLUESKY_SERVICE }),
});
