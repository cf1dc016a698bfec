/** Where an account lives that names no host. A server says another one in its configuration. */
export const DEFAULT_HOSTS = {
  bluesky: 'https://bsky.social',
  mastodon: 'https://mastodon.social',
} as const;
