import { z } from 'zod';
import { web } from '../../settings.ts';
import { onServer } from '../on-server.ts';
import { createInstagramConnector } from './index.ts';

/** Instagram on a server that has an app at Meta, for either of its two logins. */
export const instagram = onServer({
  settings: {
    INSTAGRAM_CLIENT_ID: {
      schema: z.string(),
      help: 'The Instagram app id of your app at Meta; without it Instagram is not on offer.',
    },
    INSTAGRAM_CLIENT_SECRET: {
      schema: z.string(),
      help: "That app's secret. Its redirect address is PUBLIC_URL/connect/callback; Instagram fetches pictures from PUBLIC_URL.",
    },
    INSTAGRAM_GRAPH_URL: {
      schema: web,
      fallback: 'https://graph.instagram.com',
      help: "Where Instagram's API is.",
    },
    INSTAGRAM_AUTHORIZE_URL: {
      schema: web,
      fallback: 'https://www.instagram.com/oauth/authorize',
      help: 'The page where people sign in to Instagram.',
    },
    INSTAGRAM_TOKEN_URL: {
      schema: web,
      fallback: 'https://api.instagram.com/oauth/access_token',
      help: 'Where its codes become tokens.',
    },
    FACEBOOK_CLIENT_ID: {
      schema: z.string(),
      help: 'The app id of your app at Meta with Facebook Login; without it nobody connects Instagram through a Facebook page.',
    },
    FACEBOOK_CLIENT_SECRET: {
      schema: z.string(),
      help: "That app's secret. Its redirect address is PUBLIC_URL/connect/callback; Instagram fetches pictures from PUBLIC_URL.",
    },
    FACEBOOK_GRAPH_URL: {
      schema: web,
      fallback: 'https://graph.facebook.com',
      help: "Where Facebook's API is.",
    },
    FACEBOOK_AUTHORIZE_URL: {
      schema: web,
      fallback: 'https://www.facebook.com/dialog/oauth',
      help: 'The page where people sign in to Facebook.',
    },
  },
  offers: (values) => [
    ...(values.INSTAGRAM_CLIENT_ID && values.INSTAGRAM_CLIENT_SECRET ? ['instagram'] : []),
    ...(values.FACEBOOK_CLIENT_ID && values.FACEBOOK_CLIENT_SECRET ? ['instagram_by_facebook'] : []),
  ],
  create: (values, deps) => {
    const { INSTAGRAM_CLIENT_ID, INSTAGRAM_CLIENT_SECRET, FACEBOOK_CLIENT_ID, FACEBOOK_CLIENT_SECRET } =
      values;
    return createInstagramConnector({
      ...deps,
      baseUrl: values.INSTAGRAM_GRAPH_URL,
      app:
        INSTAGRAM_CLIENT_ID && INSTAGRAM_CLIENT_SECRET
          ? {
              clientId: INSTAGRAM_CLIENT_ID,
              clientSecret: INSTAGRAM_CLIENT_SECRET,
              authorizeUrl: values.INSTAGRAM_AUTHORIZE_URL,
              tokenUrl: values.INSTAGRAM_TOKEN_URL,
            }
          : undefined,
      facebook:
        FACEBOOK_CLIENT_ID && FACEBOOK_CLIENT_SECRET
          ? {
              graphUrl: values.FACEBOOK_GRAPH_URL,
              clientId: FACEBOOK_CLIENT_ID,
              clientSecret: FACEBOOK_CLIENT_SECRET,
              authorizeUrl: values.FACEBOOK_AUTHORIZE_URL,
            }
          : undefined,
    });
  },
});
