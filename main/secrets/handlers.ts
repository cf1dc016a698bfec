import type { AppStateSource } from '../app-state.ts';
import type { DeviceAccounts } from '../connections/device-accounts.ts';
import type { DevicePublisher } from '../connections/device-publisher.ts';
import type { Handlers } from '../ipc/handle.ts';
import type { Session } from '../session/session.ts';
import type { Secrets } from './secrets.ts';

type Names = 'secrets.protect' | 'secrets.unlock' | 'secrets.change' | 'secrets.forget';

/** A passphrase in place of a keychain. What waited for the secrets goes on once they are there. */
export function secretHandlers(deps: {
  secrets: Secrets;
  session: Pick<Session, 'secretsOpened'>;
  accounts: Pick<DeviceAccounts, 'secretsOpened'>;
  publisher: Pick<DevicePublisher, 'kick'>;
  state: Pick<AppStateSource, 'touch'>;
  follow(): Promise<void>;
}): Pick<Handlers, Names> {
  const { secrets, session, accounts, publisher, state, follow } = deps;
  /** Also after forgetting: what was lost is said now, not when something is due. */
  const opened = async () => {
    accounts.secretsOpened();
    publisher.kick();
    if (await session.secretsOpened()) await follow();
    state.touch();
  };
  return {
    async 'secrets.protect'({ passphrase }) {
      await secrets.protect(passphrase);
      state.touch();
      return null;
    },
    async 'secrets.unlock'({ passphrase }) {
      await secrets.unlock(passphrase);
      await opened();
      return null;
    },
    async 'secrets.change'({ passphrase, next }) {
      await secrets.change(passphrase, next);
      return null;
    },
    async 'secrets.forget'() {
      await secrets.forget();
      await opened();
      return null;
    },
  };
}
