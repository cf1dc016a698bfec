import { createReadStream } from 'node:fs';
import { copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  app,
  BrowserWindow,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  Notification,
  nativeImage,
  protocol,
  screen,
  session,
  shell,
  Tray,
} from 'electron';
import { DEEP_LINK_SCHEME, deepLinkAmong } from '../../../shared/deep-link.ts';
import type { AppState } from '../../../shared/ipc/app.ts';
import type { MenuItem } from '../../../shared/native-menu.ts';
import type { Note } from '../../../shared/notices.ts';
import { type Core, openCore } from '../../core.ts';
import { readLanguages } from '../../languages.ts';
import { createLog } from '../../log.ts';
import { contentSecurityPolicy } from '../csp.ts';
import { appRoot, readEnvironment } from '../environment.ts';
import { readStatic } from '../static-files.ts';
import { createAnywhere, trayBitmap } from './anywhere.ts';
import { carry } from './carrier.ts';
import { menuTemplate } from './menu.ts';
import {
  APP_ORIGIN,
  APP_PAGE,
  guardNavigation,
  guardPermissions,
  SCHEME,
  webPreferences,
} from './security.ts';
import { startFailure } from './start-failure.ts';
import { keepPlace, placeWindow, SMALLEST } from './window-bounds.ts';

/** The desktop in Electron, from top to bottom in the order things must happen. */

// 1. One desktop for each person: a second start hands its link to the first and ends.
const env = readEnvironment(process.env, join(app.getPath('userData'), 'profile'));
if (!app.requestSingleInstanceLock({ profile: env.profileDir })) app.exit(0);

// 2. Before `ready`: our scheme gets an origin of its own, every renderer a sandbox, and links lead to us.
protocol.registerSchemesAsPrivileged([
  {
    scheme: SCHEME,
    privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true, stream: true },
  },
]);
app.enableSandbox();
app.setAsDefaultProtocolClient(DEEP_LINK_SCHEME);

let window: BrowserWindow | null = null;
let core: Core | undefined;
/** Held while they are shown: one that is let go loses its click. */
const shown = new Set<Notification>();
/** A link that came before there was a core to open it. */
let pendingLink = deepLinkAmong(process.argv);
const root = appRoot(import.meta.dirname);
const log = createLog({ level: env.logLevel, file: join(env.profileDir, 'desktop.log') });
const languages = readLanguages();
/** The core's settings as they are; the page keeps its own there, too. */
let settings: Record<string, unknown> = {};
/** This process speaks for itself. */
const OURSELVES = { trusted: true };
const anywhere = createAnywhere({
  register: (accelerator, run) => globalShortcut.register(accelerator, run),
  unregister: (accelerator) => globalShortcut.unregister(accelerator),
  showSign,
  onCapture: capture,
  onRefused: (accelerator) => log.warn({ accelerator }, 'another program has these keys'),
});
/** The words of what is not a page; the system knows the language once the app is ready. */
const preferred = () => app.getPreferredSystemLanguages().join();
const words = () => languages(preferred()).i18n;

app.on('second-instance', (_event, argv) => {
  window?.show();
  follow(deepLinkAmong(argv));
});
app.on('open-url', (event, url) => {
  event.preventDefault();
  follow(url);
});
// Whatever contents come to be, by whatever way: none leaves our page.
app.on('web-contents-created', (_event, contents) =>
  guardNavigation(contents, { devUrl: env.devUrl, openExternal: (url) => void openExternal(url) }),
);
app.on('window-all-closed', () => app.quit());
app.on('activate', () => {
  if (core && !window) openWindow();
});
// 6. The last thing: pending work of the core ends before the process does.
app.on('will-quit', (event) => {
  if (!core) return;
  event.preventDefault();
  const closing = core;
  core = undefined;
  void closing.close().finally(() => app.quit());
});

void app.whenReady().then(start).catch(fail);

async function start(): Promise<void> {
  // 3. The page and what it may ask for, before any page is there.
  protocol.handle(SCHEME, servePage);
  guardPermissions(session.defaultSession);
  showMenu([]);

  // 4. The core, and the one way to it.
  core = await openCore({
    host: {
      kind: 'electron',
      mediaBase: `${APP_ORIGIN}/media`,
      openExternal,
      saveFile,
      showFiles,
      printPage,
      showMenu,
      notify,
      wanted: preferred,
    },
    profileDir: env.profileDir,
    serverUrl: env.serverUrl,
    languages,
    migrationsDir: join(root, 'migrations', 'replica'),
    keeperFile: join(import.meta.dirname, 'keeper.js'),
    heicFile: join(import.meta.dirname, 'heic.js'),
    demo: env.demo ? join(root, 'main', 'demo', 'pictures') : undefined,
    clock: env.clock,
    log,
  });
  carry(ipcMain, core, env.devUrl);
  core.subscribe(OURSELVES, 'state', {}, (answer) => {
    if (!answer.ok) return;
    settings = (answer.value as AppState).settings;
    anywhere.apply(settings);
  });

  // 5. The window, on what was asked for.
  if (pendingLink) core.openLink(pendingLink);
  openWindow();
}

function openWindow(): void {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  const areas = [primary, ...others].map(({ workArea }) => workArea);
  const { maximized, ...place } = placeWindow(settings.window, areas);
  const opened = new BrowserWindow({
    ...place,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title: 'Pillarbox',
    webPreferences: webPreferences(join(root, 'out', 'preload', 'preload.cjs')),
  });
  window = opened;
  if (maximized) opened.maximize();
  keepPlace(opened, (value) => void core?.invoke(OURSELVES, 'settings.set', { key: 'window', value }));
  opened.once('ready-to-show', () => opened.show());
  opened.on('closed', () => {
    window = null;
  });
  void opened.loadURL(env.devUrl ? new URL('/index.html', env.devUrl).href : APP_PAGE);
}

/** `app://pillarbox/…`: the built page's files, with the policy they are served under. */
async function servePage(request: Request): Promise<Response> {
  const { host, pathname } = new URL(request.url);
  if (host !== 'pillarbox' || request.method !== 'GET') return new Response(null, { status: 403 });
  // Only our own page can ask for an address of our scheme.
  if (pathname.startsWith('/media/')) return serveMedia(request, pathname.slice('/media/'.length));
  const file = await readStatic(join(root, 'out', 'renderer'), pathname);
  if (file === 'forbidden') return new Response(null, { status: 403 });
  if (file === 'missing') return new Response(null, { status: 404 });
  return new Response(file.bytes, {
    headers: {
      'content-type': file.type,
      'content-security-policy': contentSecurityPolicy(),
      'x-content-type-options': 'nosniff',
    },
  });
}

/** A file of the library, or a part of it. */
async function serveMedia(request: Request, path: string): Promise<Response> {
  const found = await core?.serveMedia(path, request.headers.get('range'));
  if (!found) return new Response(null, { status: 404 });
  const { start, end, size, type, partial } = found;
  const bytes = size === 0 ? null : Readable.toWeb(createReadStream(found.path, { start, end }));
  return new Response(bytes as ReadableStream<Uint8Array> | null, {
    status: partial ? 206 : 200,
    headers: {
      'content-type': type,
      'content-length': String(Math.max(0, end - start + 1)),
      'accept-ranges': 'bytes',
      ...(partial ? { 'content-range': `bytes ${start}-${end}/${size}` } : {}),
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  });
}

/** Addresses that come here have passed `externalLink`. */
async function openExternal(url: string): Promise<void> {
  await shell.openExternal(url);
}

async function askWhere(name: string): Promise<string | null> {
  const options = { defaultPath: join(app.getPath('downloads'), name) };
  const { canceled, filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options));
  return canceled || !filePath ? null : filePath;
}

async function saveFile(name: string, content: string | { path: string }): Promise<boolean> {
  const filePath = await askWhere(name);
  if (filePath === null) return false;
  // Somebody's own words: theirs to read, nobody else's.
  if (typeof content === 'string') await writeFile(filePath, content, { mode: 0o600 });
  else await copyFile(content.path, filePath);
  return true;
}

/** The system's own window of files, from which they can be dragged. */
async function showFiles(folder: string): Promise<void> {
  const problem = await shell.openPath(folder);
  if (problem) log.warn({ problem }, 'the folder could not be opened');
}

/** The menu bar with what the page offers at the moment. */
function showMenu(commands: readonly MenuItem[]): void {
  const template = menuTemplate(words(), {
    platform: process.platform,
    development: env.devUrl !== undefined,
    commands,
    onChoose: (id) => core?.choose(id),
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/** Our sign in the tray, and the same in the dock's menu on a Mac. */
function showSign(): () => void {
  const mac = process.platform === 'darwin';
  const pixels = trayBitmap(32, mac ? [0, 0, 0] : [200, 22, 29]);
  const image = nativeImage.createFromBitmap(pixels, { width: 32, height: 32, scaleFactor: 2 });
  if (mac) image.setTemplateImage(true);
  const tray = new Tray(image);
  const i18n = words();
  const first = { label: i18n._('Capture an idea'), click: capture };
  tray.setToolTip('Pillarbox');
  tray.setContextMenu(
    Menu.buildFromTemplate([
      first,
      { label: i18n._('Open Pillarbox'), click: () => window?.show() },
      { type: 'separator' },
      { role: 'quit', label: i18n._('Quit Pillarbox') },
    ]),
  );
  app.dock?.setMenu(Menu.buildFromTemplate([first]));
  return () => {
    tray.destroy();
    app.dock?.setMenu(Menu.buildFromTemplate([]));
  };
}

/** From wherever the person is: our window comes up with the small dialog that keeps an idea. */
function capture(): void {
  bringUp();
  core?.choose('capture');
}

/** A window nobody sees, without script and without a way out, prints the page. */
async function printPage(name: string, path: string): Promise<'saved' | 'cancelled'> {
  const filePath = await askWhere(name);
  if (filePath === null) return 'cancelled';
  const page = new BrowserWindow({
    show: false,
    webPreferences: { sandbox: true, contextIsolation: true, javascript: false, partition: 'print' },
  });
  try {
    await page.loadFile(path);
    await writeFile(
      filePath,
      await page.webContents.printToPDF({ preferCSSPageSize: true, printBackground: true }),
      {
        mode: 0o600,
      },
    );
    return 'saved';
  } finally {
    page.destroy();
    await rm(path, { force: true });
  }
}

/** A deep link only shows a screen; what it asks for a person confirms there. */
function follow(link: string | undefined): void {
  if (!core) pendingLink = link ?? pendingLink;
  else if (link && core.openLink(link)) bringUp();
}

/** From wherever the person is: our window comes up. */
function bringUp(): void {
  if (window) {
    window.show();
    window.focus();
  } else openWindow();
}

/** Shown in the system's way; pressed, it opens what it tells of. */
function notify({ title, body, route }: Note): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title, body });
  shown.add(notification);
  const done = () => shown.delete(notification);
  notification.on('click', () => {
    bringUp();
    core?.show(route);
    done();
  });
  notification.on('close', done);
  notification.show();
}

function fail(error: unknown): void {
  log.error({ err: error }, 'the start failed');
  const { title, text } = startFailure(words(), error);
  dialog.showErrorBox(title, `${text}\n\n${join(env.profileDir, 'desktop.log')}`);
  app.exit(1);
}
