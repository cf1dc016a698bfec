import { z } from 'zod';
import { ConnectorError } from '../contract.ts';

/** What is sealed for a Bluesky account: the tokens of one session, never the app password. */
export const blueskySecretSchema = z.object({
  did: z.string().startsWith('did:').max(300),
  handle: z.string().max(300),
  /** Where the session was made and is refreshed. */
  service: z.url().max(2000),
  /** Where the repository lives, from the account's DID document. */
  pds: z.url().max(2000),
  accessJwt: z.string().min(1).max(10_000),
  refreshJwt: z.string().min(1).max(10_000),
});
export type BlueskySecret = z.infer<typeof blueskySecretSchema>;

export function readSecret(text: string): BlueskySecret {
  const secret = tryReadSecret(text);
  if (!secret) {
    throw new ConnectorError({
      class: 'reconnect',
      code: 'secret_unreadable',
      message: 'What is stored for this account cannot be read. Connect it again.',
    });
  }
  return secret;
}

export function tryReadSecret(text: string): BlueskySecret | undefined {
  try {
    return blueskySecretSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const sessionSchema = z.object({
  did: z.string(),
  handle: z.string(),
  accessJwt: z.string(),
  refreshJwt: z.string(),
  didDoc: z.unknown().optional(),
});

/**
 * The next secret from a session answer. A token the answer leaves empty keeps its old value: an empty refresh token
 * written over a good one would end the session for ever.
 */
export function secretFrom(answer: unknown, service: string, old?: BlueskySecret): BlueskySecret {
  const session = sessionSchema.parse(answer);
  if (old && session.did !== old.did) {
    throw new ConnectorError({
      class: 'reconnect',
      code: 'other_account',
      message: 'The service answered for another account. Connect this one again.',
    });
  }
  return {
    did: session.did,
    handle: session.handle,
    service,
    pds: pdsOf(session.didDoc) ?? old?.pds ?? service,
    accessJwt: session.accessJwt || (old?.accessJwt ?? ''),
    refreshJwt: session.refreshJwt || (old?.refreshJwt ?? ''),
  };
}

const didDocSchema = z.object({
  service: z.array(z.object({ id: z.string(), type: z.string(), serviceEndpoint: z.unknown() })),
});

/** The `#atproto_pds` endpoint of a DID document (https://atproto.com/specs/did). */
function pdsOf(didDoc: unknown): string | undefined {
  const document = didDocSchema.safeParse(didDoc);
  const found = document.data?.service.find(
    ({ id, type }) => id.endsWith('#atproto_pds') && type === 'AtprotoPersonalDataServer',
  );
  const url = z.url({ protocol: /^https?$/ }).safeParse(found?.serviceEndpoint);
  return url.data?.replace(/\/+$/, '');
}

/** When an access token ends, in milliseconds since 1970; 0 for a token whose end cannot be read. */
export function expiryOf(jwt: string): number {
  try {
    const payload = (jwt.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const claims: unknown = JSON.parse(atob(payload));
    return z.object({ exp: z.number() }).parse(claims).exp * 1000;
  } catch {
    return 0;
  }
}
