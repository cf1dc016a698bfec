import { connect, createServer, type Socket } from 'node:net';

/** One desktop's own way to the server, which can be cut while others go on talking to it. */
export type Line = { url: string; cut(): void; mend(): void; close(): Promise<void> };

/** @param target the server's address */
export async function openLine(target: string): Promise<Line> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let broken = false;
  const listener = createServer((near) => {
    if (broken) return void near.destroy();
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((ready) => listener.listen(0, '127.0.0.1', ready));
  const address = listener.address();
  const own = typeof address === 'object' && address ? address.port : 0;
  const cut = () => {
    broken = true;
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${own}`,
    cut,
    mend() {
      broken = false;
    },
    close() {
      cut();
      return new Promise((closed) => listener.close(() => closed()));
    },
  };
}
