import sql from 'sql-template-tag';
import type { Db } from '../../db/db.ts';
import { type Accounts, type UserRow, wireUser } from './accounts.ts';
import { authError } from './errors.ts';
import type { FlowStates } from './flow-states.ts';
import type { Guard } from './rate-limit.ts';
import type { WireSession } from './schemas.ts';
import type { Device, Issued, Sessions } from './sessions.ts';
import type { Tokens } from './tokens.ts';

type Credentials = { email: string; password: string };

/** The ways to a session. Each answers GoTrue's session body. */
export type SignIn = {
  signUp(input: Credentials & { data: Record<string, unknown> }, device: Device): Promise<WireSession>;
  byPassword(input: Credentials, device: Device): Promise<WireSession>;
  byRefreshToken(refreshToken: string): Promise<WireSession>;
  byCode(code: string, verifier: string, device: Device): Promise<WireSession>;
  /** Checks a password, or makes the account, and answers a code for the redirect of a browser sign-in. */
  toCode(
    input: Credentials & { mode: 'sign-in' | 'sign-up'; codeChallenge: string },
    device: Device,
  ): Promise<string>;
};

export function createSignIn(deps: {
  db: Db;
  accounts: Accounts;
  sessions: Sessions;
  flowStates: FlowStates;
  tokens: Tokens;
  guard: Guard;
}): SignIn {
  const { db, accounts, sessions, flowStates, tokens, guard } = deps;

  const authenticate = (input: Credentials, { ip }: Device) =>
    guard.password({ email: input.email, ip }, () => accounts.authenticate(input));

  const register = (input: Credentials & { data: Record<string, unknown> }, { ip }: Device) => {
    guard.signUp(ip);
    return accounts.signUp(input);
  };

  const startFor = (user: UserRow, device: Device) =>
    db.tx({ as: 'system' }, async (tx) => {
      // Whoever changes the password ends all sessions; none may start on the old password meanwhile.
      const same = await tx.run(sql`
        update identity.users set last_sign_in_at = now()
         where id = ${user.id} and password_hash = ${user.password_hash}`);
      if (same === 0) throw authError(400, 'invalid_credentials', 'Invalid login credentials');
      return sessions.start(tx, user.id, device);
    });

  const answer = async ({ session, refreshToken }: Issued): Promise<WireSession> => {
    const user = await accounts.byId(session.user_id);
    const { accessToken, expiresIn } = await tokens.sign(user, { ...session, startedAt: session.created_at });
    return {
      access_token: accessToken,
      token_type: 'bearer',
      expires_in: expiresIn,
      refresh_token: refreshToken,
      user: wireUser(user),
    };
  };

  return {
    async signUp(input, device) {
      return answer(await startFor(await register(input, device), device));
    },
    async byPassword(input, device) {
      return answer(await startFor(await authenticate(input, device), device));
    },
    byRefreshToken: async (refreshToken) => answer(await sessions.refresh(refreshToken)),
    byCode: async (code, verifier, device) =>
      answer(
        await flowStates.exchange(code, verifier, async (tx, userId) => {
          await tx.run(sql`update identity.users set last_sign_in_at = now() where id = ${userId}`);
          return sessions.start(tx, userId, device);
        }),
      ),
    async toCode({ mode, codeChallenge, ...credentials }, device) {
      const user =
        mode === 'sign-up'
          ? await register({ ...credentials, data: {} }, device)
          : await authenticate(credentials, device);
      return flowStates.issue(user.id, codeChallenge);
    },
  };
}
