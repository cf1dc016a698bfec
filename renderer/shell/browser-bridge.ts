import type { AppState } from '../../shared/ipc/app.ts';
import type { Answer, DesktopApi } from '../../shared/ipc/index.ts';
import { createBridge } from '../app/bridge.ts';

/** The browser host's entry: puts `window.pillarbox` there, and only then starts the app that looks for it. */

const KEPT = 'pillarbox';

/** In development the page comes from another server than the core, so its address names the core's as well. */
const LAUNCH = /^#([\w-]{43})(?:@(127\.0\.0\.1:\d{1,5}))?$/;

type Door = { token: string; host: string };

function findDoor(): Door {
  const [, token, host] = LAUNCH.exec(location.hash) ?? [];
  if (token) {
    // The token leaves the address bar, and with it the history and anything that reads it.
    history.replaceState(null, '', location.pathname + location.search);
    return { token, host: import.meta.env.DEV && host ? host : location.host };
  }
  const kept: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null');
  if (typeof kept === 'object' && kept !== null && 'token' in kept && 'host' in kept)
    return { token: String(kept.token), host: String(kept.host) };
  return { token: '', host: location.host };
}

/** Gives a text to the browser to be saved, by its own rules. */
function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: typeOf(name) }));
  download(name, url);
  // The browser takes hold of it after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

const TYPES: Record<string, string> = { csv: 'text/csv', ics: 'text/calendar', html: 'text/html' };
const typeOf = (name: string) => TYPES[name.split('.').at(-1) ?? ''] ?? 'application/json';

const download = (name: string, url: string) =>
  Object.assign(document.createElement('a'), { href: url, download: name }).click();

/**
 * Streams a file to the core. Where to is part of the state, which only a page with a socket is told.
 * @returns the core's answer, or that the file could not be read any more (it was changed or moved)
 */
const addFile: DesktopApi['addFile'] = async (args, file) => {
  const base = await mediaBase();
  const query = new URLSearchParams({ ...(args as Record<string, string>), name: file.name });
  try {
    const answer = await fetch(`${base}/add?${query}`, { method: 'POST', body: file });
    return (await answer.json()) as Answer;
  } catch {
    const message = 'The file could not be read to its end.';
    return { ok: false, error: { code: 'file_read_failed', message } };
  }
};

const mediaBase = () =>
  new Promise<string>((known) => {
    const stop = window.pillarbox.subscribe('state', {}, (answer) => {
      if (!answer.ok) return;
      known((answer.value as AppState).media.base);
      // The first message may come before there is anything to stop.
      setTimeout(() => stop(), 0);
    });
  });

const door = findDoor();
window.pillarbox = createBridge({
  connect: () => new WebSocket(`ws://${door.host}/core`, ['pillarbox', door.token]),
  onSession(token) {
    door.token = token;
    // Kept by the tab alone: cookies would be shared between ports, and so between programs on this machine.
    sessionStorage.setItem(KEPT, JSON.stringify(door));
  },
  openExternal: (url) => window.open(url, '_blank', 'noopener,noreferrer'),
  saveFile,
  download,
  addFile,
});

// Imported here and not by a second script in the page: a bundler may load two scripts' shared parts in any order.
void import('../shell/main.tsx');
