import sql from 'sql-template-tag';
import { v7 as uuid } from 'uuid';
import type { Db, Tx } from '../../db/db.ts';
import { authError, sessionNotFound } from './errors.ts';
import { assertAcceptablePassword, type Passwords } from './passwords.ts';
import { ensurePerson, nameIn } from './people.ts';
import type { WireUser } from './schemas.ts';
import type { Sessions } from './sessions.ts';

export type UserRow = {
  id: string;
  email: string;
  password_hash: string;
  email_confirmed_at: string | null;
  user_metadata: Record<string, unknown>;
  app_metadata: Record<string, unknown>;
  last_sign_in_at: string | null;
  created_at: string;
  updated_at: string;
};

export type Accounts = {
  /**
   * Makes an account; its address counts as confirmed, because this server sends no mail.
   * @throws AppError `user_already_exists` | `weak_password` | `validation_failed`
   */
  signUp(input: { email: string; password: string; data: Record<string, unknown> }): Promise<UserRow>;
  /** @throws AppError `invalid_credentials`, in the same time whether or not the address is known */
  authenticate(input: { email: string; password: string }): Promise<UserRow>;
  /** @throws AppError `session_not_found` when the account is gone */
  byId(id: string): Promise<UserRow>;
  /**
   * Changes what is given. A new password ends the person's other sessions; metadata is merged, null removes a key.
   * @param sessionId the session that asks
   * @throws AppError `same_password` | `weak_password` | `email_exists` | `invalid_credentials`
   */
  update(
    id: string,
    sessionId: string,
    change: {
      email?: string | null | undefined;
      password?: string | null | undefined;
      current_password?: string | null | undefined;
      data?: Record<string, unknown> | null | undefined;
    },
  ): Promise<UserRow>;
};

export function createAccounts(deps: { db: Db; passwords: Passwords; sessions: Sessions }): Accounts {
  const { db, passwords, sessions } = deps;

  const byId = async (id: string): Promise<UserRow> => {
    const user = await db.tx({ as: 'system' }, (tx) => find(tx, sql`id = ${id}`));
    if (!user) throw sessionNotFound();
    return user;
  };

  return {
    byId,

    async signUp({ email, password, data }) {
      assertAcceptablePassword(password, email);
      const passwordHash = await passwords.hash(password);
      const userMetadata = withoutNulls(data);
      return unlessTaken('user_already_exists', 'User already registered', () =>
        db.tx({ as: 'system' }, async (tx) => {
          const id = uuid();
          await tx.run(sql`
            insert into identity.users (id, email, password_hash, email_confirmed_at, user_metadata)
            values (${id}, ${email}, ${passwordHash}, now(), ${JSON.stringify(userMetadata)}::jsonb)`);
          await ensurePerson(tx, { id, email, name: nameIn(userMetadata) });
          return stored(await find(tx, sql`id = ${id}`));
        }),
      );
    },

    async authenticate({ email, password }) {
      const user = await db.tx({ as: 'system' }, (tx) => find(tx, sql`lower(email) = ${email}`));
      if (!(await passwords.matches(user?.password_hash, password)) || !user) {
        throw authError(400, 'invalid_credentials', 'Invalid login credentials');
      }
      if (passwords.isOutdated(user.password_hash)) {
        const stronger = await passwords.hash(password);
        await db.tx({ as: 'system' }, (tx) =>
          tx.run(sql`
            update identity.users set password_hash = ${stronger}
             where id = ${user.id} and password_hash = ${user.password_hash}`),
        );
      }
      return user;
    },

    async update(id, sessionId, change) {
      const before = await byId(id);
      if (
        change.current_password != null &&
        !(await passwords.matches(before.password_hash, change.current_password))
      ) {
        throw authError(400, 'invalid_credentials', 'The current password is not right.');
      }
      let passwordHash = before.password_hash;
      if (change.password != null) {
        assertAcceptablePassword(change.password, change.email ?? before.email);
        if (await passwords.matches(before.password_hash, change.password)) {
          throw authError(422, 'same_password', 'New password should be different from the old password.');
        }
        passwordHash = await passwords.hash(change.password);
      }
      return unlessTaken('email_exists', 'A user with this email address has already been registered', () =>
        db.tx({ as: 'system' }, async (tx) => {
          const current = await find(tx, sql`id = ${id} for update`);
          if (!current) throw sessionNotFound();
          const email = change.email ?? current.email;
          const userMetadata = withoutNulls({ ...current.user_metadata, ...change.data });
          await tx.run(sql`
            update identity.users
               set email = ${email}, user_metadata = ${JSON.stringify(userMetadata)}::jsonb,
                   password_hash = ${change.password == null ? current.password_hash : passwordHash},
                   updated_at = now()
             where id = ${id}`);
          if (change.password != null) {
            await sessions.end(tx, id, { except: sessionId });
            await tx.run(sql`delete from identity.flow_states where user_id = ${id} and used_at is null`);
          }
          await ensurePerson(tx, { id, email, name: nameIn(userMetadata) });
          return stored(await find(tx, sql`id = ${id}`));
        }),
      );
    },
  };
}

/** The row in GoTrue's shape. */
export function wireUser(user: UserRow): WireUser {
  const { id, email, created_at, updated_at, last_sign_in_at } = user;
  return {
    id,
    aud: 'authenticated',
    role: 'authenticated',
    email,
    email_confirmed_at: user.email_confirmed_at,
    confirmed_at: user.email_confirmed_at,
    phone: '',
    last_sign_in_at,
    app_metadata: user.app_metadata,
    user_metadata: user.user_metadata,
    identities: [
      {
        identity_id: id,
        id,
        user_id: id,
        identity_data: { sub: id, email, email_verified: user.email_confirmed_at !== null },
        provider: 'email',
        created_at,
        updated_at,
        last_sign_in_at,
      },
    ],
    factors: [],
    created_at,
    updated_at,
    is_anonymous: false,
  };
}

const find = (tx: Tx, where: ReturnType<typeof sql>) =>
  tx.one<UserRow>(sql`
    select id, email, password_hash, email_confirmed_at, user_metadata, app_metadata, last_sign_in_at,
           created_at, updated_at
      from identity.users where ${where}`);

function stored(user: UserRow | undefined): UserRow {
  if (!user) throw new Error('The account was not stored.');
  return user;
}

const withoutNulls = (data: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null));

/** Two people may take one address at the same moment: the index decides. */
async function unlessTaken<T>(code: string, message: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && 'constraint' in error && error.constraint === 'users_email') {
      throw authError(422, code, message);
    }
    throw error;
  }
}
