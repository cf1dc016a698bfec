import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Answer, DesktopApi } from '../shared/ipc/index.ts';

/** Electron's half of the contract: forwards, nothing else. The core checks who calls and with what. */

const listeners = new Map<number, (message: Answer) => void>();
let nextId = 1;

ipcRenderer.on('pillarbox:message', (_event, id: number, message: Answer) => listeners.get(id)?.(message));

const api: DesktopApi = {
  invoke: (method, args) => ipcRenderer.invoke('pillarbox:invoke', method, args),
  subscribe(name, args, onMessage) {
    const id = nextId++;
    listeners.set(id, onMessage);
    ipcRenderer.send('pillarbox:subscribe', id, name, args);
    return () => {
      listeners.delete(id);
      ipcRenderer.send('pillarbox:unsubscribe', id);
    };
  },
  async addFile(args, file) {
    // One that the page made itself lies nowhere: its bytes go instead.
    const from = webUtils.getPathForFile(file) || new Uint8Array(await file.arrayBuffer());
    return ipcRenderer.invoke('pillarbox:addFile', { ...(args as object), name: file.name }, from);
  },
};

contextBridge.exposeInMainWorld('pillarbox', api);
