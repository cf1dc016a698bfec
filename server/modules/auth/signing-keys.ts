import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import sql from 'sql-template-tag';
import { z } from 'zod';
import type { Db } from '../../db/db.ts';

/** What keeps the private half safe at rest. `about` is bound to the sealed bytes: they open only with the same. */
export type Sealer = {
  seal(plain: string, about: string): Promise<Buffer> | Buffer;
  open(sealed: Buffer, about: string): Promise<string> | string;
};

export type SigningKey = { kid: string; privateKey: CryptoKey };
export type PublicJwk = JWK & { kid: string; alg: 'ES256'; use: 'sig' };

export type SigningKeys = {
  /** The key that signs now; made on first use. */
  active(): Promise<SigningKey>;
  /** @returns the public key a token names, or undefined when we never had it or stopped publishing it */
  byKid(kid: string): Promise<CryptoKey | undefined>;
  /** What /.well-known/jwks.json publishes. */
  published(): Promise<PublicJwk[]>;
};

type Row = { kid: string; public_jwk: JWK; private_sealed: Buffer; retired: boolean };
type Loaded = { active: SigningKey; keys: Map<string, CryptoKey>; jwks: PublicJwk[] };

const jwkSchema = z.record(z.string(), z.unknown());
/** Other processes may have made another key; nobody signs with a stale one for longer than this. */
const RELOAD_MS = 60_000;

/**
 * The ES256 keys of this server, one active at a time, shared by every process through Postgres.
 * @param deps.onLostKey told when the stored key cannot be opened (the vault's key changed): a new one is made,
 *   access tokens signed before are refused and clients refresh, nobody is signed out
 */
export function createSigningKeys(deps: {
  db: Db;
  sealer: Sealer;
  onLostKey?: (kid: string) => void;
}): SigningKeys {
  const { db, sealer } = deps;
  let loading: Promise<Loaded> | undefined;
  let loadedAt = 0;

  const load = (): Promise<Loaded> => {
    if (!loading || performance.now() - loadedAt > RELOAD_MS) {
      loadedAt = performance.now();
      loading = read().catch((error: unknown) => {
        loading = undefined;
        throw error;
      });
    }
    return loading;
  };

  const read = async (attempt = 1): Promise<Loaded> => {
    if (attempt > 4)
      throw new Error('No signing key can be made and opened again. Is the vault key the right one?');
    const rows = await usableRows();
    let active: SigningKey | undefined;
    const keys = new Map<string, CryptoKey>();
    const jwks: PublicJwk[] = [];
    for (const row of rows) {
      const jwk: PublicJwk = { ...row.public_jwk, kid: row.kid, alg: 'ES256', use: 'sig' };
      jwks.push(jwk);
      keys.set(row.kid, await importEs256(jwk));
      if (row.retired) continue;
      try {
        const privateJwk = jwkSchema.parse(
          JSON.parse(await sealer.open(row.private_sealed, aboutSigningKey(row.kid))),
        );
        active = { kid: row.kid, privateKey: await importEs256(privateJwk) };
      } catch {
        deps.onLostKey?.(row.kid);
        await replace(row.kid);
        return read(attempt + 1);
      }
    }
    if (active) return { active, keys, jwks };
    await replace(undefined);
    return read(attempt + 1);
  };

  /** The active key and those that signed tokens which may still be in use (an hour, and an hour for clocks). */
  const usableRows = () =>
    db.tx({ as: 'system' }, (tx) =>
      tx.many<Row>(sql`
        select kid, public_jwk, private_sealed, retired_at is not null as retired
          from identity.signing_keys
         where retired_at is null or retired_at > now() - interval '2 hours'
         order by created_at desc`),
    );

  /** Retires one key and makes the next. When several processes try, one wins and the others read what it made. */
  const replace = async (kid: string | undefined) => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    const publicJwk = await exportJWK(pair.publicKey);
    const next = await calculateJwkThumbprint(publicJwk);
    const sealed = await sealer.seal(JSON.stringify(await exportJWK(pair.privateKey)), aboutSigningKey(next));
    await db.tx({ as: 'system' }, async (tx) => {
      if (kid) await tx.run(sql`update identity.signing_keys set retired_at = now() where kid = ${kid}`);
      await tx.run(sql`
        insert into identity.signing_keys (kid, public_jwk, private_sealed)
        values (${next}, ${JSON.stringify(publicJwk)}::jsonb, ${sealed})
        on conflict do nothing`);
    });
  };

  return {
    active: async () => (await load()).active,
    async byKid(kid) {
      const known = (await load()).keys.get(kid);
      // A key another process made a moment ago; asked at most once a second, so that noise costs nothing.
      if (known || performance.now() - loadedAt < 1000) return known;
      loading = undefined;
      return (await load()).keys.get(kid);
    },
    published: async () => (await load()).jwks,
  };
}

/** What a signing key's sealed half is bound to. */
export const aboutSigningKey = (kid: string) => `identity.signing_keys/${kid}`;

async function importEs256(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, 'ES256');
  if (key instanceof Uint8Array) throw new Error('A signing key must be an EC key.');
  return key;
}
