import { AppError } from '../../shared/errors.ts';
import type { Handlers } from '../ipc/handle.ts';
import type { Keeper } from '../keeper/client.ts';
import type { Workspace } from '../workspace.ts';
import type { Session } from './session.ts';

type Names =
  | 'session.signUp'
  | 'session.signIn'
  | 'session.signInWithBrowser'
  | 'session.signOut'
  | 'session.adopt'
  | 'session.setServer';

/** Coming and going. After each, the workspace follows who is there. */
export function sessionHandlers(deps: {
  session: Session;
  keeper: Keeper;
  local: Workspace;
  current(): Workspace;
  /** Opens the workspace of whoever is signed in now. */
  follow(): Promise<void>;
}): Pick<Handlers, Names> {
  const { session, keeper, local, current, follow } = deps;
  return {
    async 'session.signUp'(input) {
      await session.signUp(input);
      await follow();
      return null;
    },
    async 'session.signIn'(input) {
      await session.signIn(input);
      await follow();
      return null;
    },
    async 'session.signInWithBrowser'() {
      await session.signInWithBrowser();
      await follow();
      return null;
    },
    async 'session.signOut'() {
      // Counted before the file is closed; it stays, and its writes go out when this person signs in again.
      const kept = current().account ? current().replica.syncState().waiting : 0;
      await session.signOut();
      await follow();
      return { kept };
    },
    async 'session.adopt'({ brands }) {
      const { account, replica } = current();
      if (!account) throw new AppError('account_needed', 'Sign in before giving brands to an organization.');
      const chosen = brands.flatMap(({ brandId, organizationId }) =>
        organizationId === null ? [] : [{ brandId, organizationId }],
      );
      await keeper.call('adopt', local.replica.id, replica.id, chosen, account.personId);
      return null;
    },
    async 'session.setServer'({ url }) {
      await session.setServer(url);
      return null;
    },
  };
}
