import { expect, test } from 'vitest';
import type { AppState } from '../../shared/ipc/app.ts';
import { createAppState } from '../app-state.ts';
import { createLog } from '../log.ts';
import { createLiveQueries } from '../queries/live.ts';
import { createBench } from '../replica/testing.ts';
import { createSubscriptions } from './subscriptions.ts';

const page = { trusted: true };

test('a thousand pages that come and go leave no subscription behind, in this workspace or the next', () => {
  const bench = createBench();
  const [one, two] = [createLiveQueries(bench.open('one')), createLiveQueries(bench.open('two'))];
  const state = createAppState(() => ({}) as AppState);
  const subscriptions = createSubscriptions({ state, log: createLog({ level: 'silent' }) });
  subscriptions.moveTo(one);
  for (let number = 0; number < 1000; number++) {
    const heard: string[] = [];
    const open = (name: string, args: object) =>
      subscriptions.subscribe(page, name, args, () => heard.push(name));
    const stops = [open('state', {}), open('query', { name: 'brands', args: {} }), open('nonsense', {})];
    subscriptions.moveTo(two);
    expect([one.size(), two.size()]).toEqual([0, 1]);
    subscriptions.moveTo(one);
    for (const stop of stops) stop();
    expect(heard).toEqual(['state', 'query', 'nonsense', 'query', 'query']);
    expect([one.size(), two.size()]).toEqual([0, 0]);
  }
  subscriptions.close();
  state.close();
  bench.clean();
});
