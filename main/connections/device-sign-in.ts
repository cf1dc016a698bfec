import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { permissionsFoundSchema } from '../../shared/connection-check.ts';
import { AppError } from '../../shared/errors.ts';
import type { Platform, Row } from '../../shared/kinds/index.ts';
import type { Languages } from '../../shared/languages.ts';
import type { FlowState } from '../../shared/sign-in-flow.ts';
import { type Loopback, openLoopback } from '../session/loopback.ts';
import type { Workspace } from '../workspace.ts';
import type { DeviceAccounts } from './device-accounts.ts';

/**
 * Signing in on a platform's own pages to an account that this device holds: they lead back to an address of this
 * computer (RFC 8252, 7.3) with a code that only works together with what stays here (PKCE). The server has no part in
 * it. The app makes itself known for each sign-in, because an instance knows an app by the exact address it leads back to.
 */
export function createDeviceSignIns(deps: {
  accounts: DeviceAccounts;
  languages: Languages;
  openExternal(url: string): Promise<void>;
}) {
  const { accounts } = deps;
  const flows = new Map<string, FlowState>();
  const waiting = new Set<Loopback>();

  return {
    /**
     * Opens the platform's page and waits for what comes of it in the background; `look` tells.
     * @param again the account to sign in to again
     * @returns the id of the connection it is for
     * @throws AppError `no_browser_sign_in`, `server_only`, or as the platform refused
     */
    async begin(
      workspace: Workspace,
      { brandId, platform, serviceUrl }: { brandId: string; platform: Platform; serviceUrl: string | null },
      again: Row<'connection'> | null,
    ): Promise<string> {
      const browser = accounts.connector(platform).browser;
      if (!browser)
        throw new AppError('no_browser_sign_in', 'This platform is not connected in a browser.', {
          status: 422,
        });
      const id = again?.id ?? uuidv7();
      const state = randomBytes(32).toString('base64url');
      // Begun anew, the page that was opened before leads nowhere.
      for (const before of [...waiting]) before.close();
      const loopback = await openLoopback({ languages: deps.languages, state });
      waiting.add(loopback);
      const redirectUri = loopback.redirectUrl;
      try {
        const client = await accounts.asked(platform, async (_, signal) =>
          browser.register ? browser.register({ serviceUrl, redirectUri }, signal) : '',
        );
        const { url, kept } = await browser.begin({ client, serviceUrl, redirectUri, state });
        flows.set(id, { ...NOTHING_YET, state: 'waiting' });
        void loopback.code
          .then((code) =>
            accounts.asked(platform, (_, signal) => browser.finish({ kept, redirectUri, code }, signal)),
          )
          .then((signedIn) =>
            again
              ? accounts.renew(workspace, again, signedIn)
              : accounts.add(workspace, { id, brandId, platform }, signedIn),
          )
          .then(
            () => flows.set(id, { ...NOTHING_YET, state: 'connected' }),
            (error: unknown) => flows.set(id, failed(error)),
          )
          .finally(() => waiting.delete(loopback));
        await deps.openExternal(url);
        return id;
      } catch (error) {
        loopback.close();
        waiting.delete(loopback);
        throw error;
      }
    },

    /** What became of a sign-in that was begun here; null for any other. */
    look: (connectionId: string): FlowState | null => flows.get(connectionId) ?? null,

    /** The same account is signed in to by somebody else now. */
    forget: (connectionId: string): void => void flows.delete(connectionId),

    close(): void {
      for (const loopback of waiting) loopback.close();
    },
  };
}

export type DeviceSignIns = ReturnType<typeof createDeviceSignIns>;

const NOTHING_YET = { code: null, message: null, permissions: null };

function failed(error: unknown): FlowState {
  if (!(error instanceof AppError))
    return { ...NOTHING_YET, state: 'failed', code: 'internal', message: 'Something went wrong here.' };
  const denied = error.code === 'browser_sign_in_failed' && error.details?.error === 'access_denied';
  const late = error.code === 'timed_out' || error.code === 'cancelled';
  const code = denied ? 'access_denied' : late ? 'sign_in_expired' : error.code;
  const permissions = permissionsFoundSchema.safeParse(error.details.permissions).data ?? null;
  return { state: 'failed', code, message: error.message, permissions };
}
