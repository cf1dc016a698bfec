import type { Session, WebContents, WebPreferences } from 'electron';
import { externalLink } from '../external-links.ts';

/** The built page's address; `standard` and `secure`, so that it has an origin of its own. */
export const SCHEME = 'app';
export const APP_ORIGIN = `${SCHEME}://pillarbox`;
export const APP_PAGE = `${APP_ORIGIN}/index.html`;

/** A page sees its own DOM and the bridge, nothing of Node or of this machine. */
export const webPreferences = (preload: string) =>
  ({
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: true,
  }) satisfies WebPreferences;

/**
 * Is this address our own page? @param devUrl the development server, when it shows the page
 */
export function isOurPage(address: string, devUrl: string | undefined): boolean {
  const url = URL.parse(address);
  if (!url) return false;
  // `origin` is "null" for schemes that WHATWG does not know, so it is put together by hand.
  const origin = `${url.protocol}//${url.host}`;
  return origin === APP_ORIGIN || (devUrl !== undefined && origin === new URL(devUrl).origin);
}

/** Nothing leads a window away from our page, and no page opens a window: links go to the system's browser. */
export function guardNavigation(
  contents: WebContents,
  deps: { devUrl: string | undefined; openExternal: (url: string) => void },
): void {
  const stay = (event: { preventDefault(): void }, address: string) => {
    if (isOurPage(address, deps.devUrl)) return;
    event.preventDefault();
    const link = externalLink(address);
    if (link) deps.openExternal(link);
  };
  contents.on('will-navigate', (event) => stay(event, event.url));
  contents.on('will-redirect', (event) => stay(event, event.url));
  contents.on('will-frame-navigate', (event) => {
    if (!isOurPage(event.url, deps.devUrl)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    const link = externalLink(url);
    if (link) deps.openExternal(link);
    return { action: 'deny' };
  });
}

/** What a page may ask the system for: to write to the clipboard. Everything else is refused, unasked. */
const PERMISSIONS = ['clipboard-sanitized-write'];

export function guardPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(PERMISSIONS.includes(permission)),
  );
  session.setPermissionCheckHandler((_contents, permission) => PERMISSIONS.includes(permission));
  session.setDevicePermissionHandler(() => false);
}
