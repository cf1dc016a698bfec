import type { Fault } from './plan.ts';

export type Request = { url: URL; method: string; headers: Headers; body: string | undefined };
export type Serve = (request: Request) => Promise<Response>;

/** A request that a device has made and that the run has not decided about yet. */
export type Waiting = {
  /** `push`, or the scope's name. */
  readonly about: string;
  readonly live: boolean;
  readonly query: string;
};
type Held = Waiting & {
  request: Request;
  resolve(answer: Response): void;
  reject(error: unknown): void;
};

const lost = () => new TypeError('fetch failed');

/** A device's line to the server, on which nothing moves but by `let`. */
export function createLine(options: { serve: Serve; kill: Serve; onExpired: (forGood: boolean) => void }) {
  const { serve } = options;
  const waiting = new Set<Held>();
  /** Answers and requests that arrive later. */
  const late: (() => Promise<void>)[] = [];
  let dead = false;

  const fetchThrough: typeof fetch = (input, init) =>
    new Promise((resolve, reject) => {
      const url = new URL(String(input));
      const held: Held = {
        about: url.pathname === '/api/mutations' ? 'push' : decodeURIComponent(url.pathname.slice(12)),
        live: url.searchParams.get('live') === 'true',
        query: url.search,
        request: {
          url,
          method: init?.method ?? 'GET',
          headers: new Headers(init?.headers),
          body: typeof init?.body === 'string' ? init.body : undefined,
        },
        resolve,
        reject,
      };
      const { signal } = init ?? {};
      if (dead || signal?.aborted) return reject(new DOMException('aborted', 'AbortError'));
      waiting.add(held);
      signal?.addEventListener('abort', () => {
        waiting.delete(held);
        reject(new DOMException('aborted', 'AbortError'));
      });
    });

  async function through(held: Held, fault: Fault): Promise<void> {
    const { request, resolve, reject } = held;
    switch (fault) {
      case 'none':
        return resolve(await serve(request));
      case 'lost':
        return reject(lost());
      case 'answer lost':
        await serve(request);
        return reject(lost());
      case 'doubled':
        await serve(request);
        return resolve(await serve(request));
      case 'held': {
        const answer = await serve(request);
        late.push(async () => resolve(answer));
        return;
      }
      case 'late':
        late.push(async () => void (await serve(request)));
        return reject(lost());
      case 'cut':
        return resolve(await cut(await serve(request)));
      case 'hotel':
        return resolve(
          new Response('<h1>Welcome to our hotel</h1>', { headers: { 'content-type': 'text/html' } }),
        );
      case '401':
      case '401 for good':
        options.onExpired(fault === '401 for good');
        return resolve(Response.json({ code: 'token_expired', message: 'Expired.' }, { status: 401 }));
      case '409':
        return resolve(Response.json({ code: 'conflict', message: 'Not us.' }, { status: 409 }));
      case '429':
      case '503':
        return resolve(new Response('Later', { status: Number(fault) }));
      case 'refetch':
        return resolve(
          Response.json([{ headers: { control: 'must-refetch' } }], {
            status: 409,
            headers: { 'electric-handle': `elsewhere-${Math.random()}` },
          }),
        );
      case 'server dies':
        return resolve(await options.kill(request));
    }
  }

  return {
    fetch: fetchThrough,
    /** In an order that is the same whenever the same requests wait. */
    waiting: (): Waiting[] => [...waiting].sort((a, b) => (a.about < b.about ? -1 : 1)),
    /** @param one of `waiting` */
    async let(one: Waiting, fault: Fault): Promise<void> {
      const held = [...waiting].find((each) => each === one);
      if (!held) return;
      waiting.delete(held);
      try {
        await through(held, fault);
      } catch (error) {
        held.reject(error);
      }
    },
    /** What is late arrives. */
    async arrive(): Promise<void> {
      for (const each of late.splice(0)) await each().catch(() => undefined);
    },
    late: () => late.length,
    /** The device is gone: nothing answers it any more. What is late still arrives at the server. */
    end(): void {
      dead = true;
      waiting.clear();
    },
  };
}
export type Line = ReturnType<typeof createLine>;

/** The connection breaks in the middle of the body. */
async function cut(answer: Response): Promise<Response> {
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.slice(0, Math.floor(bytes.length / 2)));
      controller.error(new TypeError('terminated'));
    },
  });
  return new Response(body, { status: answer.status, headers: answer.headers });
}
