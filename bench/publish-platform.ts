/** A Mastodon instance with many accounts, in a process of its own: what the publisher's benches post to. */
import { startMastodon } from '../shared/connectors/mastodon/double.ts';

type Ask =
  | { kind: 'accounts'; count: number }
  /** What a token may do in a window; null: as an instance has it. */
  | { kind: 'limit'; limit: number; windowMs: number }
  /** One of so many requests, or its answer, goes wrong. */
  | { kind: 'trouble'; every: number }
  | { kind: 'posts' };

const instance = await startMastodon();
const accounts: { id: string; username: string; display_name: string }[] = [];
const POSTING = /\/api\/v1\/statuses$/;
const TROUBLE = [
  () => instance.loseAnswer(POSTING),
  () => instance.loseRequest(POSTING),
  () => instance.refuse(POSTING, 503),
  () => instance.refuse(POSTING, 500),
  () => instance.refuse(POSTING, 422, {}, { error: 'Validation failed' }),
];
let turn = 0;
let timer: NodeJS.Timeout | undefined;

process.on('disconnect', () => process.exit(0));
process.on('message', (ask: Ask) => {
  if (ask.kind === 'accounts') {
    const made = Array.from({ length: ask.count }, (_, n) => ({
      id: String(20_000 + n),
      username: `shop${n}`,
      display_name: '',
    }));
    accounts.push(...made);
    const value = made.map((account) => ({ id: account.id, token: instance.token('read write', account) }));
    process.send?.({ kind: 'accounts', value: { url: instance.url, accounts: value } });
  }
  if (ask.kind === 'limit') {
    instance.settings.limit = ask.limit;
    instance.settings.windowMs = ask.windowMs;
  }
  if (ask.kind === 'trouble') {
    clearInterval(timer);
    let at = instance.requests.length;
    timer = setInterval(() => {
      for (; instance.requests.length - at >= ask.every; at += ask.every) {
        TROUBLE[turn % TROUBLE.length]?.();
        turn += 1;
      }
    }, 20);
  }
  if (ask.kind === 'posts') {
    const value = accounts.flatMap((account) =>
      instance.statuses(account).map(({ text, created_at: at }) => ({ account: account.id, text, at })),
    );
    process.send?.({ kind: 'posts', value });
  }
});
process.send?.({ kind: 'ready', value: null });
