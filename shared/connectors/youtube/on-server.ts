import { z } from 'zod';
import { web } from '../../settings.ts';
import { onServer } from '../on-server.ts';
import { createYouTubeConnector } from './index.ts';

/** YouTube on a server that has a project at Google. */
export const youtube = onServer({
  settings: {
    YOUTUBE_CLIENT_ID: {
      schema: z.string(),
      help: 'The OAuth client id of your project at Google, with the YouTube Data API on; without it YouTube is not on offer.',
    },
    YOUTUBE_CLIENT_SECRET: {
      schema: z.string(),
      help: "That client's secret. Its redirect address is PUBLIC_URL/connect/callback.",
    },
    YOUTUBE_API_URL: {
      schema: web,
      fallback: 'https://www.googleapis.com',
      help: 'Where the YouTube Data API is, and where films are uploaded.',
    },
    YOUTUBE_AUTHORIZE_URL: {
      schema: web,
      fallback: 'https://accounts.google.com/o/oauth2/v2/auth',
      help: 'The page where people sign in to Google.',
    },
    YOUTUBE_TOKEN_URL: {
      schema: web,
      fallback: 'https://oauth2.googleapis.com/token',
      help: 'Where its codes become tokens.',
    },
  },
  offers: ({ YOUTUBE_CLIENT_ID: id, YOUTUBE_CLIENT_SECRET: secret }) => (id && secret ? ['youtube'] : []),
  create: (values, deps) =>
    createYouTubeConnector({
      ...deps,
      baseUrl: values.YOUTUBE_API_URL,
      app: {
        clientId: values.YOUTUBE_CLIENT_ID ?? '',
        clientSecret: values.YOUTUBE_CLIENT_SECRET ?? '',
        authorizeUrl: values.YOUTUBE_AUTHORIZE_URL,
        tokenUrl: values.YOUTUBE_TOKEN_URL,
      },
    }),
});
