import type { InstagramDouble } from './instagram.ts';
import type { XDouble } from './x.ts';
import type { YouTubeDouble } from './youtube.ts';

/** What a server is configured with to meet a double in its platform's place. */
export const xEnv = (x: XDouble) => ({
  X_CLIENT_ID: x.clientId,
  X_CLIENT_SECRET: x.clientSecret,
  X_API_URL: x.url,
  X_AUTHORIZE_URL: x.authorizeUrl,
});

export const youtubeEnv = (youtube: YouTubeDouble) => ({
  YOUTUBE_CLIENT_ID: youtube.clientId,
  YOUTUBE_CLIENT_SECRET: youtube.clientSecret,
  YOUTUBE_API_URL: youtube.url,
  YOUTUBE_AUTHORIZE_URL: youtube.authorizeUrl,
  YOUTUBE_TOKEN_URL: youtube.tokenUrl,
});

export const instagramEnv = (instagram: InstagramDouble) => ({
  INSTAGRAM_CLIENT_ID: instagram.clientId,
  INSTAGRAM_CLIENT_SECRET: instagram.clientSecret,
  INSTAGRAM_GRAPH_URL: instagram.url,
  INSTAGRAM_AUTHORIZE_URL: instagram.authorizeUrl,
  INSTAGRAM_TOKEN_URL: instagram.tokenUrl,
});

/** Instagram by its other login: the accounts of somebody's Pages. */
export const facebookEnv = ({ clientId, clientSecret, facebook }: InstagramDouble) => ({
  FACEBOOK_CLIENT_ID: clientId,
  FACEBOOK_CLIENT_SECRET: clientSecret,
  FACEBOOK_GRAPH_URL: facebook.url,
  FACEBOOK_AUTHORIZE_URL: facebook.authorizeUrl,
});
