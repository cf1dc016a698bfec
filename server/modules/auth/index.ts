import { serializerCompiler } from 'fastify-type-provider-zod';
import { AppError } from '../../../shared/errors.ts';
import type { App, ServerDeps, ServerModule, VerifyAccessToken } from '../../deps.ts';
import { createAccounts } from './accounts.ts';
import { registerAuthorize } from './authorize.ts';
import { createFlowStates } from './flow-states.ts';
import { createPasswords } from './passwords.ts';
import { ensurePerson, nameIn } from './people.ts';
import { createGuard, type Limits } from './rate-limit.ts';
import { registerGoTrueRoutes } from './routes.ts';
import { createSealer } from './sealer.ts';
import { createSessions } from './sessions.ts';
import { createSignIn } from './sign-in.ts';
import { createSigningKeys } from './signing-keys.ts';
import { createSupabaseVerifier } from './supabase.ts';
import { type Claims, createTokens } from './tokens.ts';

const PURGE_EVERY_MS = 3_600_000;
const MAX_SEEN = 10_000;

export type AuthDeps = Pick<ServerDeps, 'config' | 'db' | 'log' | 'now' | 'vaultKeys'> & { limits?: Limits };

export type Auth = {
  /**
   * Who a token speaks for.
   * @throws AppError 401 `unauthorized` | `token_expired`, or 503 `auth_unavailable` when a Supabase project's keys
   *   cannot be fetched
   */
  verifyAccessToken: VerifyAccessToken;
  /** Registers the sign-in routes; none of them with a Supabase project, which has its own. */
  module: ServerModule;
};

/** Sign-in by this server's own accounts, or by a Supabase project when the configuration names one. */
export function createAuth(deps: AuthDeps): Auth {
  return deps.config.supabase ? supabaseAuth(deps, deps.config.supabase.url) : localAuth(deps);
}

function supabaseAuth({ db, now }: AuthDeps, projectUrl: string): Auth {
  const claimsOf = createSupabaseVerifier(projectUrl, now);
  // People whose row is known to be right. Bounded by forgetting all: the next request writes nothing new.
  const seen = new Set<string>();
  return {
    verifyAccessToken: (token) =>
      asCaller(async () => {
        const claims = await claimsOf(token);
        const person = { id: claims.sub, email: claims.email, name: nameIn(claims.user_metadata) };
        const key = JSON.stringify(person);
        if (!seen.has(key)) {
          await db.tx({ as: 'system' }, (tx) => ensurePerson(tx, person));
          if (seen.size >= MAX_SEEN) seen.clear();
          seen.add(key);
        }
        return claims;
      }),
    module: () => undefined,
  };
}

function localAuth(deps: AuthDeps): Auth {
  const { config, db, log, now } = deps;
  const keys = createSigningKeys({
    db,
    sealer: createSealer(deps.vaultKeys),
    onLostKey: (kid) =>
      log.warn({ kid }, 'the signing key cannot be opened with the vault keys; made a new one'),
  });
  // Without a public address the port may change from start to start; a token must outlive that.
  const issuer = config.publicUrl ? `${config.publicUrl}/auth/v1` : 'pillarbox';
  const tokens = createTokens({ keys, issuer, now });
  const sessions = createSessions({
    db,
    onReuse: (sessionId) => log.warn({ sessionId }, 'a used refresh token came back; its session was ended'),
  });
  const accounts = createAccounts({ db, passwords: createPasswords(), sessions });
  const flowStates = createFlowStates({ db, sessions });
  const guard = createGuard(deps.limits);
  const signIn = createSignIn({ db, accounts, sessions, flowStates, tokens, guard });

  const claimsOf = async (token: string): Promise<Claims> => {
    const claims = await tokens.verify(token);
    await sessions.assertAlive(claims);
    return claims;
  };

  return {
    verifyAccessToken: (token) => asCaller(() => claimsOf(token)),
    async module(app, { languages, onClose }) {
      await app.register(
        async (plain) => {
          const scope: App = plain.withTypeProvider();
          scope.setSerializerCompiler(serializerCompiler);
          registerGoTrueRoutes(scope, { db, accounts, sessions, signIn, keys, guard, claimsOf });
          registerAuthorize(scope, {
            signIn,
            languages,
            redirectOrigins: config.publicUrl ? [new URL(config.publicUrl).origin] : [],
          });
        },
        { prefix: '/auth/v1' },
      );
      const purging = setInterval(() => {
        sessions.purge().catch((error: unknown) => log.warn({ err: error }, 'old sessions were not removed'));
      }, PURGE_EVERY_MS).unref();
      onClose('sign-in', () => clearInterval(purging));
    },
  };
}

/** Every refusal of a token becomes one of two answers: sign in again, or refresh and repeat. */
async function asCaller(check: () => Promise<Claims>) {
  try {
    const { sub, session_id, email } = await check();
    return { personId: sub, sessionId: session_id, email };
  } catch (error) {
    if (error instanceof AppError && (error.code === 'bad_jwt' || error.code === 'session_not_found')) {
      throw new AppError('unauthorized', error.message, { status: 401, details: { reason: error.code } });
    }
    throw error;
  }
}
