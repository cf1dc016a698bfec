// A Bluesky network of one: a PLC directory in memory and a PDS with its data in a temporary folder, both on free
// loopback ports. Prints one JSON line {url, plc} when it answers; ends on SIGTERM, SIGINT or when its standard input
// closes, so that it never outlives the test that started it. `node main.mjs [appViewUrl]`: without one, the PDS
// refuses every call that is an AppView's to answer.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { envToCfg, envToSecrets, PDS } from '@atproto/pds';
import plcServer from '@did-plc/server';

const LOOPBACK = '127.0.0.1';
const [appViewUrl] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'pds-'));

let stopping = false;
/** @type {{destroy: () => Promise<void>}[]} */
const running = [];
async function stop(code) {
  if (stopping) return;
  stopping = true;
  await Promise.allSettled(running.map((part) => part.destroy()));
  await rm(folder, { recursive: true, force: true });
  process.exit(code);
}
process.on('SIGTERM', () => stop(0));
process.on('SIGINT', () => stop(0));
process.stdin
  .on('end', () => stop(0))
  .on('error', () => stop(0))
  .resume();

try {
  const plcUrl = await startPlc();
  const url = await startPds(plcUrl);
  process.stdout.write(`${JSON.stringify({ url, plc: plcUrl })}\n`);
} catch (error) {
  console.error(error);
  await stop(1);
}

async function startPlc() {
  const plc = plcServer.PlcServer.create({ db: new plcServer.MockDatabase(), port: 0 });
  onLoopback(plc.app);
  const server = await plc.start();
  running.push(plc);
  // By name: the PDS refuses to resolve identities through an address.
  return `http://localhost:${server.address().port}`;
}

/** The PDS writes its own address into every account's DID document, so it must know its port before it listens. */
async function startPds(plcUrl) {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const data = join(folder, String(attempt));
    await mkdir(data);
    const env = {
      port,
      hostname: 'localhost',
      devMode: true,
      disableSsrfProtection: true,
      inviteRequired: false,
      serviceHandleDomains: ['.test'],
      didPlcUrl: plcUrl,
      ...(appViewUrl ? { bskyAppViewUrl: appViewUrl, bskyAppViewDid: 'did:web:appview.test' } : {}),
      dataDirectory: data,
      blobstoreDiskLocation: join(data, 'blobs'),
      plcRotationKeyK256PrivateKeyHex: randomBytes(32).toString('hex'),
      jwtSecret: randomBytes(16).toString('hex'),
      adminPassword: randomBytes(16).toString('hex'),
    };
    const pds = await PDS.create(envToCfg(env), envToSecrets(env));
    onLoopback(pds.app);
    try {
      await pds.start();
      running.push(pds);
      return pds.ctx.cfg.service.publicUrl;
    } catch (error) {
      await pds.destroy();
      if (error.code !== 'EADDRINUSE' || attempt === 5) throw error;
    }
  }
}

/** Both servers listen on every interface by themselves. */
function onLoopback(app) {
  const listen = app.listen.bind(app);
  app.listen = (port) => listen(port, LOOPBACK);
}

async function freePort() {
  const server = createServer().listen(0, LOOPBACK);
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
