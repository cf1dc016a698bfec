import { mailWishesSchema } from '../../shared/mail-wishes.ts';
import type { Log } from '../log.ts';
import type { Profile } from '../profile/profile.ts';
import type { Workspace } from '../workspace.ts';
import type { ServerApi } from './server-api.ts';

const SETTING = 'mailLanguage';

/**
 * Tells the server in which language it is to write to the person: the one that this computer is used in. Told once, and
 * again when it is another one.
 * @param deps.wanted languages as an `Accept-Language` header says them
 */
export function createMailLanguage(deps: {
  profile: Pick<Profile, 'settings' | 'setSetting'>;
  api: Pick<ServerApi, 'request'>;
  wanted: () => string;
  log: Log;
}) {
  const { profile, api, log } = deps;
  return {
    /** @returns a function that ends it */
    follow({ account, replica }: Workspace): () => void {
      if (!account) return () => {};
      let over = false;
      const tell = async () => {
        const language = deps.wanted().slice(0, 200);
        const told = `${account.serverKey} ${account.personId} ${language}`;
        if (over || language === '' || profile.settings()[SETTING] === told) return;
        // One at a time; a server that is away is told when it is back.
        over = true;
        try {
          await api.request('PATCH', '/me/mail', { language }, mailWishesSchema);
          profile.setSetting(SETTING, told);
        } catch (error) {
          over = false;
          log.debug({ err: error }, 'the language of mail could not be told');
        }
      };
      void tell();
      const unlisten = replica.onSyncState(() => {
        if (replica.syncState().status === 'up_to_date') void tell();
      });
      return () => {
        over = true;
        unlisten();
      };
    },
  };
}
