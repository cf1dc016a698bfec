import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { ConnectorError } from '../../shared/connectors/contract.ts';
import { createDeviceRemovals } from './device-removals.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 9, 0, second)).toISOString();
const failure = (code: string, status: number | null = null) =>
  new ConnectorError({ class: 'retry', code, message: 'no', answer: { status, code } }).failure;

test('every try to take a post down is there in order, also after a restart', () => {
  const db = new Database(':memory:');
  const removals = createDeviceRemovals(db);
  removals.begin('p', at(0));
  removals.settle('p', at(1), failure('down', 503));
  removals.begin('p', at(10));
  // The app ends here, and the next start does it again.
  const again = createDeviceRemovals(db);
  again.begin('p', at(20));
  again.settle('p', at(21), null);
  again.begin('other', at(22));
  expect(again.of('p')).toMatchObject([
    { n: 1, begun_at: at(0), settled_at: at(1), outcome: 'failed', status: 503, platform_code: 'down' },
    { n: 2, settled_at: null, outcome: null },
    { n: 3, begun_at: at(20), settled_at: at(21), outcome: 'removed', error_code: null, status: null },
  ]);
});

test('a night without a connection is one try', () => {
  const removals = createDeviceRemovals(new Database(':memory:'));
  for (const second of [0, 10, 20]) {
    removals.begin('p', at(second));
    removals.settle('p', at(second + 1), failure('network'));
  }
  removals.begin('p', at(30));
  removals.settle('p', at(31), null);
  expect(removals.of('p')).toMatchObject([
    { n: 1, begun_at: at(0), settled_at: at(31), outcome: 'removed', error_code: null },
  ]);
});
