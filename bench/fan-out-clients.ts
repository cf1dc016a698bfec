import { gunzipSync } from 'node:zlib';
import { Agent, request } from 'undici';

/** Many clients of one shape in one process: each follows the stream from where its own first answer ended. */

type Start = { url: string; token: string; clients: number };
const agent = new Agent({ connections: null, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
let expected = 0;
let missing = new Map<number, number>();
let times: number[] = [];

process.on('message', (message: Start | { expect: number }) => {
  if ('expect' in message) {
    expected = message.expect;
    times = [];
    missing = new Map([...missing.keys()].map((client) => [client, expected]));
    process.send?.({ kind: 'expecting' });
  } else void start(message);
});

async function start({ url, token, clients }: Start) {
  const headers = { authorization: `Bearer ${token}`, 'accept-encoding': 'gzip' };
  const ask = async (query: Record<string, string>) => {
    const answer = await request(`${url}?${new URLSearchParams(query)}`, { headers, dispatcher: agent });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    const text = String(answer.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes);
    if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${text}`);
    const header = (name: string) => String(answer.headers[`electric-${name}`] ?? '');
    const messages = JSON.parse(text) as { headers: { operation?: string; control?: string } }[];
    return {
      messages,
      next: { handle: header('handle'), offset: header('offset'), cursor: header('cursor') },
      whole: messages.some((one) => one.headers.control === 'up-to-date'),
    };
  };
  const follow = async (client: number, live: () => void) => {
    let { next, whole } = await ask({ offset: '-1' });
    while (!whole) ({ next, whole } = await ask(next));
    missing.set(client, 0);
    for (let first = true; ; first = false) {
      const answering = ask({ ...next, live: 'true' });
      if (first) live();
      const answer = await answering;
      next = answer.next;
      const rows = answer.messages.filter((one) => one.headers.operation).length;
      const left = (missing.get(client) ?? 0) - rows;
      missing.set(client, left);
      if (rows > 0 && left <= 0) {
        times.push(Date.now());
        if (times.length === missing.size) process.send?.({ kind: 'arrived', value: { times } });
      }
    }
  };
  let live = 0;
  // Not all at once: a crowd that starts together is another bench.
  for (let client = 0; client < clients; client += 1) {
    await new Promise<void>((begun) => {
      void follow(client, () => {
        live += 1;
        begun();
      });
    });
  }
  await new Promise((done) => setTimeout(done, 1000));
  process.send?.({ kind: 'live', value: live });
}
