import type { WebSocket } from 'ws';
import { AppError } from '../../../shared/errors.ts';
import type { Answer } from '../../../shared/ipc/index.ts';
import type { Core } from '../../core.ts';
import { clientFrame } from '../../ipc/wire.ts';
import type { Log } from '../../log.ts';

/** Calls one page may have under way. */
const MAX_CALLS = 200;
const MAX_SUBSCRIPTIONS = 500;
/**
 * Beyond this a page is too slow for every message: each subscription then keeps only its latest. A live query that
 * lost a patch by this asks for the whole result again (shared/follow-query.ts).
 */
const HIGH_WATER_BYTES = 4 * 1024 * 1024;
const BEAT_MS = 10_000;

/**
 * Serves one page over its socket. It has been let in by its token, so its calls are trusted as a sender; what they
 * say is checked like everything else by the core.
 */
export function servePage(socket: WebSocket, deps: { core: Core; session: string; log: Log }): void {
  const { core, log } = deps;
  const open = new Map<number, () => void>();
  /** Latest message of each subscription that had to wait; older ones of the same subscription are out of date. */
  const waiting = new Map<number, Answer>();
  let calls = 0;
  let alive = true;

  const send = (frame: object) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame), drain);
  };
  const drain = () => {
    for (const [id, answer] of waiting) {
      if (socket.bufferedAmount > HIGH_WATER_BYTES) return;
      waiting.delete(id);
      send({ t: 'message', id, answer });
    }
  };
  const tell = (id: number, answer: Answer) => {
    if (socket.bufferedAmount > HIGH_WATER_BYTES) waiting.set(id, answer);
    else {
      waiting.delete(id);
      send({ t: 'message', id, answer });
    }
  };
  const close = (id: number) => {
    open.get(id)?.();
    open.delete(id);
    waiting.delete(id);
  };

  const invoke = async (id: number, method: unknown, args: unknown) => {
    if (calls >= MAX_CALLS) {
      const error = { code: 'too_many_requests', message: 'Too many calls at once.' };
      return send({ t: 'answer', id, answer: { ok: false, error } });
    }
    calls += 1;
    const answer = await core.invoke({ trusted: true }, method, args);
    calls -= 1;
    send({ t: 'answer', id, answer });
  };

  const subscribe = (id: number, name: unknown, args: unknown) => {
    close(id);
    if (open.size >= MAX_SUBSCRIPTIONS) {
      const error = { code: 'too_many_requests', message: 'Too many subscriptions.' };
      return send({ t: 'message', id, answer: { ok: false, error } });
    }
    // The first message comes before subscribe() returns.
    open.set(id, () => undefined);
    open.set(
      id,
      core.subscribe({ trusted: true }, name, args, (answer) => {
        if (open.has(id)) tell(id, answer);
      }),
    );
  };

  socket.on('message', (data, isBinary) => {
    try {
      const frame = clientFrame.parse(isBinary ? null : JSON.parse(String(data)));
      if (frame.t === 'invoke') void invoke(frame.id, frame.method, frame.args);
      else if (frame.t === 'subscribe') subscribe(frame.id, frame.name, frame.args);
      else close(frame.id);
    } catch (error) {
      if (error instanceof AppError) throw error;
      // Our own bridge never sends this.
      log.warn('a frame that is not one was received; the page is cut off');
      socket.close(1008, 'not a frame');
    }
  });
  socket.on('pong', () => {
    alive = true;
  });
  // Both ends notice a line that went dead: we by the pong, the page by the beats that stop coming.
  const beating = setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
    send({ t: 'beat' });
  }, BEAT_MS);
  socket.on('close', () => {
    clearInterval(beating);
    for (const id of [...open.keys()]) close(id);
  });
  socket.on('error', (error) => log.debug({ err: error }, 'the socket of a page failed'));
  send({ t: 'hello', session: deps.session });
}
