import { AppError } from '../../shared/errors.ts';
import type { Languages } from '../../shared/languages.ts';
import { mailWishesSchema } from '../../shared/mail-wishes.ts';
import type { AppStateSource } from '../app-state.ts';
import { olderHandlers } from '../comments/handlers.ts';
import type { DeviceAccounts } from '../connections/device-accounts.ts';
import type { DevicePublisher } from '../connections/device-publisher.ts';
import type { DeviceSignIns } from '../connections/device-sign-in.ts';
import type { HandOvers } from '../connections/hand-overs.ts';
import { connectionHandlers } from '../connections/handlers.ts';
import { exportHandlers } from '../export/handlers.ts';
import { feedHandlers } from '../feeds/handlers.ts';
import { historyHandlers } from '../history/handlers.ts';
import { externalLink } from '../hosts/external-links.ts';
import type { HostServices } from '../hosts/host-services.ts';
import type { Archives } from '../import/archives.ts';
import { importHandlers } from '../import/handlers.ts';
import type { Imports } from '../import/imports.ts';
import type { Keeper } from '../keeper/client.ts';
import { refuseWhileInUse } from '../media/in-use.ts';
import type { Media } from '../media/media.ts';
import { assetOf } from '../media/rows.ts';
import { organizationHandlers } from '../organizations/handlers.ts';
import type { Profile } from '../profile/profile.ts';
import { reviewHandlers } from '../review/handlers.ts';
import { secretHandlers } from '../secrets/handlers.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { sessionHandlers } from '../session/handlers.ts';
import type { ServerApi } from '../session/server-api.ts';
import type { Session } from '../session/session.ts';
import { storageHandlers } from '../storage/handlers.ts';
import type { Workspace } from '../workspace.ts';
import type { Handlers } from './handle.ts';

export type HandlerDeps = {
  host: HostServices;
  profile: Profile;
  session: Session;
  secrets: Secrets;
  api: ServerApi;
  state: AppStateSource;
  accounts: DeviceAccounts;
  publisher: DevicePublisher;
  handOvers: HandOvers;
  signIns: DeviceSignIns;
  media: Media;
  imports: Imports;
  archives: Archives;
  /** A folder for files on their way out. */
  outDir: string;
  languages: Languages;
  keeper: Keeper;
  local: Workspace;
  current(): Workspace;
  follow(): Promise<void>;
  now: () => Date;
};

/** The table of contents: everything the screens can ask the core to do, and which slice does it. */
export function registerHandlers(deps: HandlerDeps): Handlers {
  const { current, keeper, profile, host, state } = deps;
  const syncNow = () => keeper.call('syncNow', current().replica.id);
  return {
    mutate: async ({ mutations }) => {
      const { replica, account } = current();
      refuseWhileInUse(replica, mutations);
      return { uuids: await replica.mutate(mutations, account?.personId ?? null) };
    },
    ...sessionHandlers(deps),
    ...secretHandlers(deps),
    ...organizationHandlers({ ...deps, syncNow }),
    ...reviewHandlers(deps),
    ...connectionHandlers({ ...deps, syncNow }),
    ...olderHandlers(deps),
    ...historyHandlers(deps),
    ...feedHandlers({ ...deps, syncNow }),
    ...importHandlers(deps),
    ...exportHandlers({ ...deps, dir: deps.outDir }),
    ...storageHandlers(deps),
    'media.original': ({ assetId }) => {
      const asset = assetOf(current().replica, assetId);
      return { here: asset !== null && deps.media.store.original(asset.sha256) !== null };
    },
    'mail.wishes': () => deps.api.request('GET', '/me/mail', undefined, mailWishesSchema),
    'mail.choose': (wishes) => deps.api.request('PATCH', '/me/mail', wishes, mailWishesSchema),
    'media.pause': ({ assetId }) => {
      deps.media.pause(assetId);
      return null;
    },
    'media.resume': ({ assetId }) => {
      deps.media.resume(assetId);
      return null;
    },
    'media.keepThumb': async ({ assetId, bytes }) => {
      await deps.media.keepThumb(assetId, Buffer.from(bytes, 'base64'));
      return null;
    },
    'sync.retry': async ({ uuid }) => {
      await keeper.call('retry', current().replica.id, uuid);
      return null;
    },
    'sync.discard': async ({ uuid }) => {
      await keeper.call('discard', current().replica.id, uuid);
      return null;
    },
    'sync.now': async () => {
      await syncNow();
      return null;
    },
    'host.openExternal': async ({ url }) => {
      const link = externalLink(url);
      if (!link) throw new AppError('link_refused', 'Pillarbox does not open this kind of address.');
      await host.openExternal(link);
      return null;
    },
    'menu.show': ({ items }) => {
      host.showMenu?.(items);
      return null;
    },
    'settings.set': async ({ key, value }) => {
      profile.setSetting(key, value);
      state.touch();
      // The page keeps the brand it shows as a setting: that one's streams go live.
      if (key === 'brand' && typeof value === 'string') await keeper.call('use', current().replica.id, value);
      return null;
    },
  };
}
