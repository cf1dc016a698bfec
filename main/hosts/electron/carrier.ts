import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron';
import { z } from 'zod';
import type { Core } from '../../core.ts';
import type { Sender } from '../../ipc/handle.ts';
import type { Source } from '../../media/file-store.ts';
import { isOurPage } from './security.ts';

/** A file by its path, or the bytes of one that the page made itself (a picture it drew). */
const fileSchema = z.union([
  z
    .string()
    .min(1)
    .transform((path): Source => ({ path })),
  z
    .instanceof(Uint8Array)
    .refine(({ length }) => length <= 64 * 1024 * 1024)
    .transform((bytes): Source => ({ stream: only(bytes), bytes: bytes.length })),
]);

async function* only(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

const subscribeSchema = z.tuple([z.int(), z.unknown(), z.unknown()]);

/** Carries the contract over Electron's IPC. Only the top frame of our own page is a trusted sender. */
export function carry(ipcMain: IpcMain, core: Core, devUrl: string | undefined): void {
  const open = new Map<WebContents, Map<number, () => void>>();

  const senderOf = ({ senderFrame }: IpcMainInvokeEvent | IpcMainEvent): Sender => ({
    trusted: senderFrame !== null && senderFrame.parent === null && isOurPage(senderFrame.url, devUrl),
  });

  const subscriptionsOf = (contents: WebContents) => {
    const known = open.get(contents);
    if (known) return known;
    const made = new Map<number, () => void>();
    open.set(contents, made);
    const end = () => {
      for (const stop of made.values()) stop();
      made.clear();
    };
    // A reload starts the page anew: whatever the old one had asked for ends.
    contents.on('did-start-navigation', (event) => {
      if (event.isMainFrame && !event.isSameDocument) end();
    });
    contents.once('destroyed', () => {
      end();
      open.delete(contents);
    });
    return made;
  };

  ipcMain.handle('pillarbox:invoke', (event, method: unknown, args: unknown) =>
    core.invoke(senderOf(event), method, args),
  );
  // A channel of its own: a path comes from the preload, which got it from the system with the file, never from a page.
  ipcMain.handle('pillarbox:addFile', (event, args: unknown, from: unknown) =>
    core.addFile(senderOf(event), args, fileSchema.parse(from)),
  );
  ipcMain.on('pillarbox:subscribe', (event, ...received: unknown[]) => {
    const [id, name, args] = subscribeSchema.parse(received);
    const subscriptions = subscriptionsOf(event.sender);
    subscriptions.get(id)?.();
    subscriptions.set(
      id,
      core.subscribe(senderOf(event), name, args, (message) => {
        if (!event.sender.isDestroyed()) event.sender.send('pillarbox:message', id, message);
      }),
    );
  });
  ipcMain.on('pillarbox:unsubscribe', (event, id: unknown) => {
    const subscriptions = open.get(event.sender);
    if (typeof id !== 'number' || !subscriptions) return;
    subscriptions.get(id)?.();
    subscriptions.delete(id);
  });
}
