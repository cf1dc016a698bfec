import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningElectron, startElectron } from './start.ts';

const root = resolve(import.meta.dirname, '../..');
const profile = mkdtempSync(join(tmpdir(), 'electron-'));
let electron: RunningElectron;

beforeAll(async () => {
  if (!existsSync(join(root, 'out/main/electron.js')))
    execFileSync(process.execPath, [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'], {
      cwd: root,
    });
  electron = await startElectron({ profile });
}, 120_000);
afterAll(() => {
  electron?.kill();
  rmSync(profile, { recursive: true, force: true });
});

const invoke = (method: string, args: unknown) =>
  electron.ask('evaluate', `window.pillarbox.invoke(${JSON.stringify(method)}, ${JSON.stringify(args)})`);

test('the window asks for every protection there is', async () => {
  expect(await electron.ask('record')).toMatchObject({
    window: {
      webPreferences: {
        preload: join(root, 'out/preload/preload.cjs'),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        webviewTag: false,
        navigateOnDragDrop: false,
      },
    },
    loaded: 'app://pillarbox/index.html',
    shown: true,
  });
});

test('sandbox, scheme and single instance are asked for before the app is ready', async () => {
  const { calls } = (await electron.ask('record')) as { calls: unknown[][] };
  expect(calls).toEqual([
    ['requestSingleInstanceLock', { profile }],
    [
      'registerSchemesAsPrivileged',
      [
        {
          scheme: 'app',
          privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true, stream: true },
        },
      ],
      false,
    ],
    ['enableSandbox', false],
    ['setAsDefaultProtocolClient', 'pillarbox'],
  ]);
});

test('the real preload carries calls and subscriptions between the page and the core', async () => {
  expect(Object.keys((await electron.ask('evaluate', 'window.pillarbox')) as object)).toEqual([]);
  expect(await electron.ask('evaluate', 'Object.keys(window.pillarbox)')).toEqual([
    'invoke',
    'subscribe',
    'addFile',
  ]);
  const [before, after] = (await electron.ask(
    'evaluate',
    `new Promise((done) => {
       const seen = [];
       window.pillarbox.subscribe('state', {}, (answer) => {
         seen.push(answer.value.settings.smoke ?? null);
         if (seen.at(-1) === 'yes') done([seen[0], seen.at(-1)]);
       });
       window.pillarbox.invoke('settings.set', { key: 'smoke', value: 'yes' });
     })`,
  )) as unknown[];
  expect([before, after]).toEqual([null, 'yes']);
  expect(await invoke('mutate', { mutations: [{ name: 'no.such', args: {} }] })).toMatchObject({
    ok: false,
    error: { code: 'invalid_arguments' },
  });
});

test('the menu bar holds the page’s commands with this device’s keys, and choosing one does it', async () => {
  await expect
    .poll(() => electron.ask('evaluate', 'document.querySelector("input")?.labels[0]?.textContent'))
    .toMatch(/^Brand/);
  // A brand made as the page makes one: commands are there as soon as the shell is.
  await electron.ask('evaluate', `document.querySelector('input').focus()`);
  await electron.ask('type', 'Harbour Bakery');
  const item = async (id: string) =>
    ((await electron.ask('record')) as { menu: { id?: string; label: string }[] }).menu.find(
      (one) => one.id === id,
    );
  await expect
    .poll(() => item('palette'))
    .toMatchObject({ accelerator: 'CommandOrControl+K', enabled: true });
  expect(await item('go:/inbox')).toMatchObject({ label: 'Inbox (G, N)' });
  expect(await item('inbox.reply')).toMatchObject({ enabled: false });
  await invoke('settings.set', { key: 'shortcuts', value: { palette: 'mod+shift+p' } });
  await expect.poll(() => item('palette')).toMatchObject({ accelerator: 'CommandOrControl+Shift+P' });
  await electron.ask('choose', 'go:/inbox');
  await expect.poll(() => electron.ask('url')).toContain('#/inbox');
});

test('an idea can be caught from anywhere once that is chosen', async () => {
  const listens = async () => (await electron.ask('record')) as { shortcuts: string[]; trays: number };
  expect(await listens()).toMatchObject({ shortcuts: [], trays: 0 });
  await invoke('settings.set', { key: 'captureAnywhere', value: true });
  await expect.poll(listens).toMatchObject({ shortcuts: ['CommandOrControl+Alt+I'], trays: 1 });
  await electron.ask('press', 'CommandOrControl+Alt+I');
  await expect
    .poll(() => electron.ask('evaluate', 'document.querySelector("[role=dialog] textarea") !== null'))
    .toBe(true);
  await invoke('settings.set', { key: 'captureAnywhere', value: false });
  await expect.poll(listens).toMatchObject({ shortcuts: [], trays: 0 });
});

test('where the window is and how large is kept when it rests', async () => {
  await electron.ask('resize', { x: 300, width: 900 });
  const kept = () =>
    electron.ask(
      'evaluate',
      `new Promise((done) => window.pillarbox.subscribe('state', {}, (answer) => done(answer.value.settings.window ?? null)))`,
    );
  await expect.poll(kept).toEqual({ x: 300, y: 80, width: 900, height: 700, maximized: false });
});

test('the page is drawn under its policy, with no script, frame or connection from elsewhere', async () => {
  await expect
    .poll(() => electron.ask('evaluate', 'document.querySelector("#root").childElementCount'))
    .toBeGreaterThan(0);
  const loaded = await electron.ask(
    'evaluate',
    `fetch('https://evil.example/').then(() => 'loaded', () => 'refused')`,
  );
  expect(loaded).toBe('refused');
  expect(
    await electron.ask(
      'evaluate',
      `new Promise((done) => {
         addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective), { once: true });
         const script = document.createElement('script');
         script.textContent = 'window.injected = true';
         document.head.append(script);
       })`,
    ),
  ).toBe('script-src-elem');
  expect(await electron.ask('evaluate', 'window.injected ?? null')).toBeNull();
});

test.each([
  ['another site', { url: 'https://evil.example/' }],
  ['a page that only looks like ours', { url: 'app://pillarbox.evil/index.html' }],
  ['a file', { url: 'file:///app/index.html' }],
  ['a frame inside our page', { url: 'app://pillarbox/index.html', child: true }],
])('%s cannot use the bridge', async (_name, sender) => {
  expect(await electron.ask('invokeAs', sender, 'sync.now', {})).toEqual({
    ok: false,
    error: { code: 'forbidden', message: expect.any(String) },
  });
  expect(await electron.ask('invokeAs', { url: 'app://pillarbox/index.html' }, 'sync.now', {})).toEqual({
    ok: true,
    value: null,
  });
});

test('a file is saved where the person says, for their eyes only', async () => {
  expect(await invoke('diagnostics.save', {})).toEqual({ ok: true, value: { saved: true } });
  const [name = ''] = readdirSync(profile).filter((each) => each.startsWith('pillarbox-diagnostics-'));
  expect(JSON.parse(readFileSync(join(profile, name), 'utf8'))).toMatchObject({ app: { host: 'electron' } });
  expect(statSync(join(profile, name)).mode & 0o777).toBe(0o600);
  // Shown over the window that asked.
  expect(((await electron.ask('record')) as { calls: unknown[][] }).calls).toContainEqual([
    'showSaveDialog',
    true,
  ]);
});

test('a file is added by the path that came with it from the system, and by no words of a page', async () => {
  const brandId = '01a1fd75-29c0-7091-8d6a-74f4a2b8574a';
  const add = (path: string) =>
    electron.ask(
      'evaluate',
      `window.pillarbox.addFile({ brandId: '${brandId}', path: '/etc/passwd' },
         Object.assign(new File([''], 'a.png'), { standInPath: ${JSON.stringify(path)} }))`,
    );
  expect(await add('/nothing/a.png')).toMatchObject({ ok: false, error: { code: 'gone' } });
  expect(await invoke('addFile', { brandId })).toMatchObject({
    ok: false,
    error: { code: 'unknown_method' },
  });
});

test('there are four channels and no more', async () => {
  expect(await electron.ask('channels')).toEqual([
    'pillarbox:addFile',
    'pillarbox:invoke',
    'pillarbox:subscribe',
    'pillarbox:unsubscribe',
  ]);
});

test.each(['geolocation', 'media', 'notifications', 'openExternal', 'fileSystem', 'usb'])(
  'the page may not have the permission %s',
  async (name) => {
    expect(await electron.ask('permission', name)).toEqual([false, false, false]);
  },
);

test.each([
  ['by script', 'location.href = "https://evil.example/phish"', ['https://evil.example/phish']],
  ['to a machine in the network', 'location.href = "http://10.0.0.1/router"', []],
  [
    'by a form',
    `{ const form = document.createElement('form'); form.action = 'https://evil.example/form'; form.method = 'post';
       document.body.append(form); form.submit(); }`,
    [],
  ],
  ['in a new window', 'void window.open("https://docs.example/help")', ['https://docs.example/help']],
  [
    'by a link to a new window',
    `{ const link = document.createElement('a'); link.href = 'https://docs.example/link'; link.target = '_blank';
       document.body.append(link); link.click(); }`,
    ['https://docs.example/link'],
  ],
  ['in a window for another program', 'void window.open("http://192.168.0.1/admin")', []],
])('nothing leads away from our page: %s', async (_name, script, opened) => {
  const before = ((await electron.ask('record')) as { opened: string[] }).opened.length;
  await electron.ask('evaluate', `(() => { ${script} })()`).catch(() => undefined);
  await expect
    .poll(async () => ((await electron.ask('record')) as { opened: string[] }).opened.slice(before))
    .toEqual(opened);
  await expect.poll(() => electron.ask('pages')).toBe(1);
  expect(await electron.ask('url')).toMatch(/^app:\/\/pillarbox\/index\.html/);
  expect(await electron.ask('evaluate', 'document.title')).toMatch(/Pillarbox$/);
});

test('a deep link that is ours opens its screen, any other opens nothing', async () => {
  await electron.ask('emit', 'open-url', 'pillarbox://evil/../../x');
  await electron.ask('emit', 'second-instance', [
    'electron',
    '.',
    'pillarbox://invite/AbCdEfGhIjKlMnOpQrStUv',
  ]);
  await expect.poll(() => electron.ask('url')).toContain('#/account/AbCdEfGhIjKlMnOpQrStUv');
});

test('a post that is a person’s to put up is told of by the system, and pressing that opens it', async () => {
  const [brand_id, connection_id, post_id] = [randomUUID(), randomUUID(), randomUUID()];
  const named = { brand_id, post_id, connection_id };
  const stamps = { notes: '', hashtags: [], link: null, pillar_id: null };
  const when = { wall_time: wallBefore(60_000), time_zone: 'UTC', schedule_id: null, slot_key: null };
  const mutations = [
    {
      name: 'brand.create',
      args: { id: brand_id, organization_id: null, name: 'Stall', time_zone: 'UTC', week_starts_on: 1 },
    },
    {
      name: 'connection.addByHand',
      args: { id: connection_id, brand_id, platform: 'instagram', handle: 'stall', limits: null },
    },
    {
      name: 'post.create',
      args: { ...stamps, id: post_id, brand_id, title: 'Plaits', caption: 'Fresh', when },
    },
    { name: 'target.add', args: { ...named, text: null } },
  ];
  expect(await invoke('mutate', { mutations })).toMatchObject({ ok: true });
  const told = async () => ((await electron.ask('record')) as { notifications?: unknown[] }).notifications;
  await expect.poll(told, { timeout: 15_000 }).toMatchObject([{ title: 'Time to post: Plaits' }]);
  await electron.ask('notice', 0);
  await expect.poll(() => electron.ask('url')).toContain(`#/post/${post_id}`);
});

/** On the clock of UTC. */
const wallBefore = (ms: number) => new Date(Date.now() - ms).toISOString().slice(0, 16);

test('files outside the built page are not served', async () => {
  const paths = [
    '/../main/electron.js',
    '/..%2fmain%2felectron.js',
    '/%2e%2e/package.json',
    '/.env',
    '/missing.js',
  ];
  const statuses = await electron.ask(
    'evaluate',
    `Promise.all(${JSON.stringify(paths)}.map((path) => fetch(path).then((answer) => answer.status)))`,
  );
  expect(statuses).toEqual([404, 403, 404, 403, 404]);
});

test('a second start ends at once and leaves the first alone', async () => {
  const second = await startElectron({ profile, env: { STAND_IN_SECOND: '1' }, window: false });
  expect(await second.exited).toBe(0);
  expect(await invoke('sync.now', {})).toEqual({ ok: true, value: null });
});

test('a profile that another desktop has open is said so and nothing is damaged', async () => {
  const second = await startElectron({ profile, window: false });
  expect(await second.exited).toBe(1);
  expect(await invoke('sync.now', {})).toEqual({ ok: true, value: null });
});

test('closing the window ends the core and the process', async () => {
  await electron.ask('close').catch(() => undefined);
  expect(await electron.exited).toBe(0);
});

test('only the Electron entry mentions electron, and the preload needs nothing else', () => {
  const built = (path: string) => readFileSync(join(root, 'out', path), 'utf8');
  expect(built('main/browser.js')).not.toMatch(/from ["']electron["']|require\(["']electron["']\)/);
  expect(
    [...built('preload/preload.cjs').matchAll(/require\(["']([^"']+)["']\)/g)].map(([, name]) => name),
  ).toEqual(['electron']);
});
