import { parentPort } from 'node:worker_threads';
import { createKeeper } from './keeper.ts';
import type { ToKeeper } from './protocol.ts';

/** The keeper's thread. It ends when the core closes the port. */

const port = parentPort;
if (!port) throw new Error('The keeper runs in a thread of the core.');
const keeper = createKeeper((message) => port.postMessage(message));
port.on('message', (message: ToKeeper) => void keeper.receive(message));
