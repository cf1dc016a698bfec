import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_HOSTS } from '../shared/connectors/default-hosts.ts';
import { deepLinkRoute } from '../shared/deep-link.ts';
import { AppError } from '../shared/errors.ts';
import type { Answer } from '../shared/ipc/index.ts';
import type { Languages } from '../shared/languages.ts';
import { type Clock, createClock } from '../shared/time/clock.ts';
import {
  type AppStateSource,
  brandsToAdopt,
  createAppState,
  isThisComputer,
  lidAnswer,
} from './app-state.ts';
import { createDeviceAccounts } from './connections/device-accounts.ts';
import { watchPosts } from './connections/device-caretaker.ts';
import { watchComments } from './connections/device-comments.ts';
import { createDevicePublisher } from './connections/device-publisher.ts';
import { createDeviceRemovals } from './connections/device-removals.ts';
import { createDeviceSignIns } from './connections/device-sign-in.ts';
import { createHandOvers } from './connections/hand-overs.ts';
import { fillDemo, sameIds } from './demo/demo-brand.ts';
import type { HostServices } from './hosts/host-services.ts';
import { createArchives } from './import/archives.ts';
import { openImportFiles } from './import/files.ts';
import { createImports } from './import/imports.ts';
import { answerOf, handle, readArgs, type Sender } from './ipc/handle.ts';
import { registerHandlers } from './ipc/register.ts';
import { createSubscriptions } from './ipc/subscriptions.ts';
import { startKeeper } from './keeper/client.ts';
import type { Log } from './log.ts';
import type { Source } from './media/file-store.ts';
import { incomingSchema } from './media/incoming.ts';
import { createMedia, type Served } from './media/media.ts';
import { createNotices } from './notices/notices.ts';
import { openProfile, type Profile } from './profile/profile.ts';
import { watchSeries } from './recurrence.ts';
import { openKeychain } from './secrets/keychain.ts';
import { openSecrets, type Secrets } from './secrets/secrets.ts';
import { createMailLanguage } from './session/mail-language.ts';
import { anything, createServerApi } from './session/server-api.ts';
import { createSession } from './session/session.ts';
import type { SyncDeps } from './sync/sync.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** The whole desktop without a window. Both hosts carry its two functions to their page. */
export type Core = {
  invoke(sender: Sender, method: unknown, args: unknown): Promise<Answer>;
  subscribe(sender: Sender, name: unknown, args: unknown, onMessage: (message: Answer) => void): () => void;
  /** A file from a page; only its host knows where the bytes come from. */
  addFile(sender: Sender, args: unknown, source: Source): Promise<Answer>;
  /** What a page shows at `<media base>/<path>`; null where there is nothing. */
  serveMedia(path: string, range: string | null): Promise<Served | null>;
  /** Shows what a deep link names; a link that is not one of ours does nothing. @returns whether it is one */
  openLink(link: unknown): boolean;
  /** Shows an address of the app. */
  show(route: string): void;
  /** A command was chosen outside the page (native menu, tray, a key of the system): the page does it. */
  choose(command: string): void;
  close(): Promise<void>;
};

export type CoreOptions = {
  host: HostServices;
  profileDir: string;
  /** Used until a person chooses another server. */
  serverUrl: string;
  /** The words of what it shows outside its page. */
  languages: Languages;
  /** Folder of the replica's migrations. */
  migrationsDir: string;
  /** The module of the keeper's thread: `out/main/keeper.js`, or its source. */
  keeperFile: string;
  /** The module of the thread that reads HEIC pictures: `out/main/heic.js`, or its source. */
  heicFile: string;
  /** Fill an empty profile with the example brand; its pictures are in this folder. */
  demo?: string | undefined;
  log: Log;
  /** The system's unless said. */
  clock?: Clock;
  fetch?: typeof fetch;
  timing?: SyncDeps['timing'];
};

/**
 * Opens a profile with what the operating system offers to keep secrets in.
 * @throws AppError `profile_in_use`, `profile_unusable`, `replica_from_future`
 */
export async function openCore(options: CoreOptions): Promise<Core> {
  const profile = openProfile(options.profileDir);
  try {
    const secrets = await openSecrets({
      profileDir: profile.dir,
      deviceId: profile.deviceId,
      keychain: await openKeychain(),
      log: options.log,
    });
    return await createCore({ ...options, profile, secrets });
  } catch (error) {
    profile.close();
    throw error;
  }
}

/**
 * Puts the parts together. The order matters: who was signed in decides which replica opens, and only an open replica
 * can tell what is on screen.
 */
export async function createCore(
  deps: Omit<CoreOptions, 'profileDir'> & { profile: Profile; secrets: Secrets },
): Promise<Core> {
  const { profile, secrets, host, log, migrationsDir } = deps;
  const clock = deps.clock ?? createClock(null);
  const { now } = clock;
  if (clock.standsAt) log.warn({ at: clock.standsAt }, 'the clock stands still: nothing is published');
  const fetch = deps.fetch ?? globalThis.fetch;

  const keeper = startKeeper(deps.keeperFile, log);
  const session = await createSession({
    profile,
    secrets,
    defaultServerUrl: deps.serverUrl,
    fetch,
    openExternal: host.openExternal,
    languages: deps.languages,
    log,
  });
  const open = (account: Workspace['account']) =>
    openWorkspace({ ...deps, migrationsDir, keeper, session, clock }, account);

  const local = await open(null);
  let current = local;
  let serverIsHere = true;
  const unlisten: (() => void)[] = [];

  const api = createServerApi({ session, fetch });
  const media = await createMedia({
    profile,
    api,
    current: () => current,
    onChange: () => state.touch(),
    log,
    heicFile: deps.heicFile,
    ...(deps.timing?.backoff ? { backoff: deps.timing.backoff } : {}),
  });
  const state: AppStateSource = createAppState(() => {
    const signedIn = session.current();
    return {
      host: host.kind,
      serverUrl: session.serverUrl(),
      deviceId: profile.deviceId,
      session:
        signedIn.state === 'none'
          ? signedIn
          : {
              state: signedIn.state,
              personId: signedIn.account.personId,
              email: signedIn.account.email,
              name: signedIn.account.name,
            },
      toAdopt: brandsToAdopt(local, current),
      platforms: profile.serverInfo(session.serverUrl())?.platforms ?? [],
      keychain: secrets.where(),
      sync: current.replica.syncState(),
      lid: lidAnswer(current, serverIsHere),
      media: { base: host.mediaBase, uploads: media.uploads.states(), downloads: media.downloads.states() },
      clockStandsAt: clock.standsAt,
      settings: profile.settings(),
    };
  });
  const subscriptions = createSubscriptions({ state, log });
  const accounts = createDeviceAccounts({
    profile,
    secrets,
    fetch,
    now,
    log,
    // A server of one's own may offer a PDS of one's own.
    readMedia: media.readForSending,
    blueskyService: () => profile.serverInfo(session.serverUrl())?.bluesky_service ?? DEFAULT_HOSTS.bluesky,
  });
  const signIns = createDeviceSignIns({
    accounts,
    languages: deps.languages,
    openExternal: host.openExternal,
  });
  const handOvers = createHandOvers({
    db: profile.db,
    now,
    holderNow: (id) =>
      api.request('GET', `/connections/${id}/health`, undefined, anything).then(
        () => 'server',
        (error: unknown) => (error instanceof AppError && error.code === 'not_holder' ? 'device' : null),
      ),
  });
  const removals = createDeviceRemovals(profile.db);
  const publisher = createDevicePublisher({
    db: profile.db,
    deviceId: profile.deviceId,
    accounts,
    handOvers,
    removals,
    current: () => current,
    now,
    log,
  });

  const wanted = () => host.wanted?.() ?? Intl.DateTimeFormat().resolvedOptions().locale;
  const mailLanguage = createMailLanguage({ profile, api, wanted, log });
  const notices = createNotices({
    db: profile.db,
    deviceId: profile.deviceId,
    settings: profile.settings,
    language: () => deps.languages(wanted()),
    tell: (note) => (host.notify ? host.notify(note) : subscriptions.tell({ note })),
    now,
    log,
  });

  const watchOut = watchPosts({ current: () => current, accounts, removals, now, log });
  const series = watchSeries({ current: () => current, deviceId: profile.deviceId, now, log });

  /** Where the server runs may change with the network, so it is found out again now and then. */
  const locateServer = async () => {
    serverIsHere = await isThisComputer(session.serverUrl());
    state.touch();
  };

  const show = (workspace: Workspace) => {
    for (const stop of unlisten.splice(0)) stop();
    current = workspace;
    unlisten.push(workspace.replica.onCommit(state.touch), workspace.replica.onSyncState(state.touch));
    unlisten.push(accounts.follow(workspace), media.follow(workspace));
    // By a clock that stands nothing is due; what is planned would go out at some other time.
    if (!clock.standsAt)
      unlisten.push(publisher.follow(workspace), watchOut(workspace), notices.follow(workspace));
    unlisten.push(series.follow(workspace), mailLanguage.follow(workspace));
    subscriptions.moveTo(workspace.live);
    state.touch();
  };

  const move = async () => {
    const signedIn = session.current();
    const account = signedIn.state === 'none' ? null : signedIn.account;
    const same =
      account?.personId === current.account?.personId && account?.serverKey === current.account?.serverKey;
    if (same) return keeper.call('syncNow', current.replica.id);
    const before = current;
    show(account ? await open(account) : local);
    if (before !== local) await before.close();
  };
  // One move after the other: each closes what the one before it opened.
  let moving: Promise<void> = Promise.resolve();
  const follow = () => {
    moving = moving.catch(() => undefined).then(move);
    return moving;
  };

  const importFiles = await openImportFiles(join(profile.dir, 'import'));
  const archives = createArchives({ files: importFiles, media, current: () => current });
  const outDir = join(profile.dir, 'export');
  // What a browser was offered in an earlier run has been fetched, or nobody wants it.
  await rm(outDir, { recursive: true, force: true });
  const imports = createImports({ files: importFiles, profile, current: () => current, now });

  const handlers = registerHandlers({
    imports,
    archives,
    outDir,
    languages: deps.languages,
    host,
    profile,
    session,
    secrets,
    api,
    state,
    accounts,
    publisher,
    handOvers,
    signIns,
    media,
    keeper,
    local,
    current: () => current,
    follow,
    now,
  });
  session.onChange(() => {
    state.touch();
    void locateServer();
  });
  local.replica.onCommit(state.touch);
  const relocating = setInterval(() => void locateServer(), 5 * 60_000);
  relocating.unref();

  const unwatchComments = watchComments({ current: () => current, accounts, now, log });

  show(local);
  if (deps.demo) {
    const { demo: folder } = deps;
    await notices.silently(
      () =>
        fillDemo(local.replica, {
          timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          newId: clock.standsAt ? sameIds(now()) : undefined,
          addPicture: async (brandId, file) =>
            (await media.add({ brandId, name: file, folder: '' }, { path: join(folder, file) })).assetId,
        }),
      local,
    );
  }
  await follow();
  void locateServer();

  return {
    invoke: (sender, method, args) => handle({ handlers, log }, sender, method, args),
    subscribe: subscriptions.subscribe,
    addFile: (sender, args, source) =>
      answerOf({ log }, sender, 'addFile', async () => {
        const incoming = readArgs(incomingSchema, args);
        return incoming.use === 'import'
          ? { token: await importFiles.take(source, incoming.name) }
          : media.add(incoming, source);
      }),
    serveMedia: media.serve,
    openLink(link) {
      const route = deepLinkRoute(link);
      if (route !== null) subscriptions.tell({ show: route });
      return route !== null;
    },
    show: (route) => subscriptions.tell({ show: route }),
    choose: subscriptions.choose,
    async close() {
      clearInterval(relocating);
      unwatchComments();
      for (const stop of unlisten.splice(0)) stop();
      state.close();
      subscriptions.close();
      session.close();
      await series.close();
      signIns.close();
      await publisher.close();
      await media.close();
      await importFiles.close();
      await rm(outDir, { recursive: true, force: true });
      await moving.catch(() => undefined);
      if (current !== local) await current.close();
      await local.close();
      await keeper.close();
      profile.close();
    },
  };
}
