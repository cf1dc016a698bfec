import { hostname, networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { createAppState, isThisComputer } from './app-state.ts';

test('a server is on this computer by any of its names and addresses', async () => {
  const own = Object.values(networkInterfaces())
    .flat()
    .flatMap((address) =>
      address && !address.internal && address.family === 'IPv4' ? [address.address] : [],
    );
  for (const host of ['127.0.0.1', 'localhost', '[::1]', hostname(), `${hostname()}.local`, ...own])
    expect([host, await isThisComputer(`http://${host}:4820`)]).toEqual([host, true]);
});

test('a server elsewhere is not, whether or not its name can be looked up', async () => {
  for (const host of ['192.0.2.7', 'pillarbox.invalid', 'localhost.evil.invalid'])
    expect([host, await isThisComputer(`https://${host}`)]).toEqual([host, false]);
});

test('the state is pushed whole, once for many touches, and only when it differs', async () => {
  let waiting = 0;
  const source = createAppState(() => ({ lid: { waiting } }) as never);
  const seen: unknown[] = [];
  const stop = source.subscribe((state) => seen.push(state));
  waiting = 1;
  source.touch();
  source.touch();
  await new Promise((next) => setTimeout(next, 10));
  source.touch();
  await new Promise((next) => setTimeout(next, 10));
  expect(seen).toEqual([{ lid: { waiting: 0 } }, { lid: { waiting: 1 } }]);
  stop();
  waiting = 2;
  expect(source.get()).toEqual({ lid: { waiting: 2 } });
  source.close();
});
