import { z } from 'zod';
import { web } from '../../settings.ts';
import { onServer } from '../on-server.ts';
import { createXConnector } from './index.ts';

/** X on a server that has an app there. */
export const x = onServer({
  settings: {
    X_CLIENT_ID: {
      schema: z.string(),
      help: 'The OAuth 2 client id of your app on X; without it X is not on offer.',
    },
    X_CLIENT_SECRET: {
      schema: z.string(),
      help: "That app's client secret. Its callback address is PUBLIC_URL/connect/callback.",
    },
    X_API_URL: { schema: web, fallback: 'https://api.x.com', help: 'Where the API of X is.' },
    X_AUTHORIZE_URL: {
      schema: web,
      fallback: 'https://x.com/i/oauth2/authorize',
      help: 'The page where people sign in to X.',
    },
  },
  offers: ({ X_CLIENT_ID: id }) => (id ? ['x'] : []),
  create: (values, deps) =>
    createXConnector({
      ...deps,
      baseUrl: values.X_API_URL,
      app: {
        clientId: values.X_CLIENT_ID ?? '',
        clientSecret: values.X_CLIENT_SECRET ?? null,
        authorizeUrl: values.X_AUTHORIZE_URL,
      },
    }),
});
