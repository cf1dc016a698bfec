import type { Answer, DesktopApi } from '../../shared/ipc/index.ts';

/** What the bridge needs of a socket: the browser's own, or a test's. */
type Socket = Pick<WebSocket, 'send' | 'close' | 'readyState' | 'addEventListener'>;

type Frame =
  | { t: 'hello'; session: string }
  | { t: 'beat' }
  | { t: 'answer' | 'message'; id: number; answer: Answer }
  | { t: 'open'; url: string }
  | { t: 'save'; name: string; text: string }
  | { t: 'download'; name: string; url: string };

export type BridgeOptions = {
  connect(): Socket;
  /** A token for the next connection of this tab. */
  onSession(token: string): void;
  openExternal(url: string): void;
  saveFile(name: string, text: string): void;
  /** Lets the browser fetch a file to keep. */
  download(name: string, url: string): void;
  addFile: DesktopApi['addFile'];
};

const OPEN = 1;
/** The core says something every ten seconds; three misses are a dead line. */
const SILENCE_MS = 30_000;
const RETRY_MS = [100, 250, 500, 1000, 2000, 5000];
/** A call made while there is no connection waits this long for one. */
const CALL_PATIENCE_MS = 10_000;

const lost: Answer = {
  ok: false,
  error: { code: 'disconnected', message: 'The connection to Pillarbox was lost. It reconnects by itself.' },
};

/**
 * The contract over a WebSocket. A lost connection is made again; subscriptions go on by themselves then. A call that
 * was on its way when the connection broke fails with `disconnected`, because nobody knows whether it was carried out.
 */
export function createBridge(options: BridgeOptions): DesktopApi {
  const calls = new Map<number, { frame: object; sent: boolean; done: (answer: Answer) => void }>();
  const subscriptions = new Map<number, { frame: object; onMessage: (answer: Answer) => void }>();
  let socket: Socket | null = null;
  let ready = false;
  let failures = 0;
  let nextId = 1;
  let silence: ReturnType<typeof setTimeout> | undefined;

  const send = (frame: object) => socket?.send(JSON.stringify(frame));

  const sendCall = (call: { frame: object; sent: boolean }) => {
    call.sent = true;
    send(call.frame);
  };

  const onFrame = (frame: Frame) => {
    if (frame.t === 'hello') {
      options.onSession(frame.session);
      ready = true;
      failures = 0;
      for (const { frame: subscribe } of subscriptions.values()) send(subscribe);
      for (const call of calls.values()) if (!call.sent) sendCall(call);
    } else if (frame.t === 'answer') {
      calls.get(frame.id)?.done(frame.answer);
    } else if (frame.t === 'message') {
      subscriptions.get(frame.id)?.onMessage(frame.answer);
    } else if (frame.t === 'open') {
      options.openExternal(frame.url);
    } else if (frame.t === 'save') {
      options.saveFile(frame.name, frame.text);
    } else if (frame.t === 'download') {
      options.download(frame.name, frame.url);
    }
  };

  const open = () => {
    const made = options.connect();
    socket = made;
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(() => made.close(), SILENCE_MS);
    };
    made.addEventListener('message', (event) => {
      listen();
      onFrame(JSON.parse(String((event as MessageEvent).data)) as Frame);
    });
    made.addEventListener('close', () => {
      if (socket !== made) return;
      socket = null;
      ready = false;
      clearTimeout(silence);
      for (const call of [...calls.values()]) if (call.sent) call.done(lost);
      const wait = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
      failures += 1;
      setTimeout(open, wait);
    });
    listen();
  };
  open();

  return {
    addFile: options.addFile,
    invoke(method, args) {
      const id = nextId++;
      return new Promise<Answer>((resolve) => {
        const call = { frame: { t: 'invoke', id, method, args }, sent: false, done: (_: Answer) => {} };
        const timer = setTimeout(() => !call.sent && call.done(lost), CALL_PATIENCE_MS);
        call.done = (answer) => {
          clearTimeout(timer);
          calls.delete(id);
          resolve(answer);
        };
        calls.set(id, call);
        if (ready && socket?.readyState === OPEN) sendCall(call);
      });
    },
    subscribe(name, args, onMessage) {
      const id = nextId++;
      const frame = { t: 'subscribe', id, name, args };
      subscriptions.set(id, { frame, onMessage });
      if (ready && socket?.readyState === OPEN) send(frame);
      return () => {
        subscriptions.delete(id);
        if (ready && socket?.readyState === OPEN) send({ t: 'unsubscribe', id });
      };
    },
  };
}
