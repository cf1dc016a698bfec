// As much of Electron as our entry and preload touch, with a real Chromium page as the window. It records what it was
// given and lets a test look at it over the process's channel. It proves the wiring, not Electron: sandbox, context
// isolation and structured cloning are Chromium's and Electron's own, so the options that ask for them are asserted.
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright';

/** Chromium cannot load app:// by itself: the window lives at this origin and asks the protocol handler. */
const ORIGIN = 'http://pillarbox.invalid';
const toPage = (url) => url.replace(/^app:\/\/pillarbox/, ORIGIN);
const toApp = (url) => url.replace(ORIGIN, 'app://pillarbox');

const record = { calls: [], opened: [], menu: [], shortcuts: [], trays: 0 };
/** What a menu or a key of the system would call. */
const clicks = new Map();
const shortcuts = new Map();
const flat = (items) => items.flatMap((one) => [one, ...(one.submenu ? flat(one.submenu) : [])]);
const called = (name, ...args) => record.calls.push([name, ...args]);
const handlers = {
  protocol: new Map(),
  invoke: new Map(),
  permission: null,
  permissionCheck: null,
  device: null,
};
const userData = process.env.STAND_IN_USER_DATA;
let window;

export const app = Object.assign(new EventEmitter(), {
  getPath: () => userData,
  getPreferredSystemLanguages: () => ['en-GB', 'de'],
  requestSingleInstanceLock: (data) => {
    called('requestSingleInstanceLock', data);
    return process.env.STAND_IN_SECOND !== '1';
  },
  enableSandbox: () => called('enableSandbox', ready),
  setAsDefaultProtocolClient: (scheme) => called('setAsDefaultProtocolClient', scheme),
  whenReady: () => whenReady,
  exit: (code) => process.exit(code),
  quit: async () => {
    let prevented = false;
    app.emit('will-quit', { preventDefault: () => (prevented = true) });
    if (prevented) return;
    await browser?.close();
    process.exit(0);
  },
});
let ready = false;
let browser;
const whenReady = new Promise((done) =>
  setImmediate(() => {
    ready = true;
    done();
  }),
);

export const protocol = {
  registerSchemesAsPrivileged: (schemes) => called('registerSchemesAsPrivileged', schemes, ready),
  handle: (scheme, handler) => handlers.protocol.set(scheme, handler),
};
export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler) => (handlers.permission = handler),
    setPermissionCheckHandler: (handler) => (handlers.permissionCheck = handler),
    setDevicePermissionHandler: (handler) => (handlers.device = handler),
  },
};
export const shell = { openExternal: async (url) => void record.opened.push(url) };
export const Menu = {
  buildFromTemplate: (template) => template,
  setApplicationMenu(menu) {
    const items = flat(menu).filter(({ label }) => label);
    record.menu = items.map(({ id, label, accelerator, enabled }) => ({ id, label, accelerator, enabled }));
    clicks.clear();
    for (const { id, click } of items) if (id && click) clicks.set(id, click);
  },
};
/** Kept, so that a test can press one. */
const notifications = [];
export class Notification extends EventEmitter {
  static isSupported = () => true;
  constructor(options) {
    super();
    this.options = options;
  }
  show() {
    notifications.push(this);
    record.notifications = notifications.map(({ options }) => options);
  }
}
export const dialog = {
  showErrorBox: (title, text) => console.error(title, text),
  // The person takes what is suggested.
  async showSaveDialog(owner, { defaultPath }) {
    called('showSaveDialog', owner === window);
    return { canceled: false, filePath: defaultPath };
  },
};
export const globalShortcut = {
  register(accelerator, run) {
    shortcuts.set(accelerator, run);
    record.shortcuts = [...shortcuts.keys()];
    return true;
  },
  unregister(accelerator) {
    shortcuts.delete(accelerator);
    record.shortcuts = [...shortcuts.keys()];
  },
};
const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } };
export const screen = { getPrimaryDisplay: () => display, getAllDisplays: () => [display] };
export const nativeImage = {
  createFromBitmap: (pixels, size) => ({ pixels, ...size, setTemplateImage() {} }),
};
export class Tray {
  constructor() {
    record.trays++;
  }
  setToolTip() {}
  setContextMenu() {}
  destroy() {
    record.trays--;
  }
}
export const ipcMain = Object.assign(new EventEmitter(), {
  handle: (channel, handler) => handlers.invoke.set(channel, handler),
});

class WebContents extends EventEmitter {
  openHandler = null;
  page = null;
  setWindowOpenHandler(handler) {
    this.openHandler = handler;
  }
  getURL() {
    return toApp(this.page.url());
  }
  isDestroyed() {
    return this.page === null || this.page.isClosed();
  }
  send(channel, ...args) {
    this.page
      .evaluate(([name, values]) => globalThis.standIn.receive(name, values), [channel, args])
      .catch(() => undefined);
  }
  frame(url = this.getURL(), parent = null) {
    return { url, parent };
  }
}

export class BrowserWindow extends EventEmitter {
  webContents = new WebContents();
  constructor(options) {
    super();
    window = this;
    record.window = options;
    app.emit('web-contents-created', {}, this.webContents);
  }
  show() {
    record.shown = true;
  }
  focus() {}
  maximize() {
    record.maximized = true;
  }
  isMaximized() {
    return record.maximized === true;
  }
  isFullScreen() {
    return false;
  }
  getNormalBounds() {
    return { x: 100, y: 80, width: 1000, height: 700, ...record.bounds };
  }
  async loadURL(url) {
    record.loaded ??= url;
    if (this.webContents.page) {
      await this.webContents.page.goto(toPage(url));
      return;
    }
    const path = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((name) => exists(name));
    browser = await chromium.launch({
      ...(path && { executablePath: path }),
      args: ['--no-sandbox', '--disable-gpu'],
    });
    const context = await browser.newContext();
    const page = await context.newPage();
    this.webContents.page = page;
    await context.exposeBinding('standInInvoke', (_source, channel, args) =>
      handlers.invoke.get(channel)(this.event(), ...args),
    );
    await context.exposeBinding(
      'standInSend',
      (_source, channel, args) => void ipcMain.emit(channel, this.event(), ...args),
    );
    await page.addInitScript(preloadScript(record.window.webPreferences.preload));
    await context.route('**/*', (route) => this.answer(route, page));
    context.on('page', (other) => void other.close());
    page.on('close', () => {
      this.emit('closed');
      app.emit('window-all-closed');
    });
    await page.goto(toPage(url));
    this.emit('ready-to-show');
    process.send?.({ ready: true });
  }
  event() {
    return { sender: this.webContents, senderFrame: this.webContents.frame() };
  }
  /** Requests of the page: ours go to the protocol handler; a way out of it asks the guards, as Electron would. */
  async answer(route, page) {
    const request = route.request();
    const url = toApp(request.url());
    if (request.isNavigationRequest() && record.started) {
      let frame = null;
      try {
        frame = request.frame();
      } catch {
        // A window that is only just opening has no frame yet.
      }
      if (!frame || frame.page() !== page) {
        const { action } = this.webContents.openHandler({ url });
        // No content: the navigation ends and the page that asked stays as it is.
        if (action === 'deny') return route.fulfill({ status: 204 });
      } else {
        let prevented = false;
        const details = {
          url,
          isMainFrame: frame === page.mainFrame(),
          preventDefault: () => (prevented = true),
        };
        this.webContents.emit('will-frame-navigate', details);
        if (details.isMainFrame) this.webContents.emit('will-navigate', details);
        if (prevented) return route.fulfill({ status: 204 });
      }
    }
    record.started = true;
    const handler = handlers.protocol.get(new URL(url).protocol.replace(':', ''));
    if (!handler)
      return route.fulfill({ status: 200, contentType: 'text/html', body: '<title>outside</title>' });
    const answer = await handler(new Request(url));
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    });
  }
}

const exists = (name) => {
  try {
    readFileSync(name, { flag: 'r' }).subarray(0, 1);
    return true;
  } catch {
    return false;
  }
};

/** The real preload bundle, in the page, with the two modules it may ask for. */
function preloadScript(file) {
  return `(() => {
    const listeners = new Map();
    globalThis.standIn = { receive: (channel, args) => listeners.get(channel)?.({}, ...args) };
    const electron = {
      contextBridge: { exposeInMainWorld: (name, api) => { globalThis[name] = api; } },
      ipcRenderer: {
        on: (channel, listener) => listeners.set(channel, listener),
        invoke: (channel, ...args) => globalThis.standInInvoke(channel, args),
        send: (channel, ...args) => void globalThis.standInSend(channel, args),
      },
      webUtils: { getPathForFile: (file) => file.standInPath },
    };
    const require = (name) => { if (name !== 'electron') throw new Error('no module ' + name); return electron; };
    const module = { exports: {} };
    (function (require, module, exports) { ${readFileSync(file, 'utf8')} })(require, module, module.exports);
  })();`;
}

/** What a test may ask over the process's channel. */
const questions = {
  record: () => record,
  evaluate: (expression) => window.webContents.page.evaluate(expression),
  url: () => window.webContents.getURL(),
  pages: () => browser.contexts()[0].pages().length,
  invokeAs: ({ url, child }, method, args) =>
    handlers.invoke.get('pillarbox:invoke')(
      { sender: window.webContents, senderFrame: window.webContents.frame(url, child ? {} : null) },
      method,
      args,
    ),
  permission: async (name) => [
    await new Promise((answer) => handlers.permission(null, name, answer)),
    handlers.permissionCheck(null, name),
    handlers.device({}),
  ],
  channels: () => [...handlers.invoke.keys(), ...ipcMain.eventNames()].sort(),
  emit: (event, ...args) => void app.emit(event, { preventDefault: () => undefined }, ...args),
  type: async (text) => {
    await window.webContents.page.keyboard.type(text);
    await window.webContents.page.keyboard.press('Enter');
  },
  choose: (id) => clicks.get(id)?.(),
  notice: (place) => void notifications[place].emit('click'),
  press: (accelerator) => shortcuts.get(accelerator)?.(),
  resize(bounds) {
    record.bounds = bounds;
    window.emit('resize');
  },
  close: () => void window.webContents.page.close(),
};
process.on('message', async ({ id, ask, args }) => {
  try {
    process.send({ id, value: await questions[ask](...args) });
  } catch (error) {
    process.send({ id, error: String(error) });
  }
});
