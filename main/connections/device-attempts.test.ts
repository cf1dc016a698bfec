import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { ConnectorError } from '../../shared/connectors/contract.ts';
import { createDeviceAttempts } from './device-attempts.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 9, 0, second)).toISOString();
const failure = (code: string, status: number | null = null) =>
  new ConnectorError({ class: 'retry', code, message: 'no', answer: { status, code } }).failure;

test('every try is there in order, with what was answered', () => {
  const attempts = createDeviceAttempts(new Database(':memory:'));
  attempts.begin('p', at(0));
  attempts.sent('p', at(1));
  attempts.settle('p', at(2), { outcome: 'not_published', by: 'answer', failure: failure('busy', 429) });
  attempts.begin('p', at(3));
  attempts.sent('p', at(4));
  attempts.settle('p', at(5), { outcome: 'published', by: 'answer' });
  attempts.begin('other', at(6));
  expect(attempts.of('p')).toMatchObject([
    { n: 1, begun_at: at(0), sent_at: at(1), settled_at: at(2), outcome: 'not_published', status: 429 },
    { n: 2, settled_at: at(5), outcome: 'published', settled_by: 'answer', error_code: null },
  ]);
});

test('a lost answer is unknown until a look settles it, also after a crash', () => {
  const db = new Database(':memory:');
  const attempts = createDeviceAttempts(db);
  attempts.begin('p', at(0));
  attempts.sent('p', at(1));
  const again = createDeviceAttempts(db);
  again.recover();
  expect(again.of('p')).toMatchObject([{ outcome: 'unknown', settled_at: null }]);
  again.settle('p', at(9), { outcome: 'published', by: 'probe' });
  expect(again.of('p')).toMatchObject([{ outcome: 'published', settled_by: 'probe', settled_at: at(9) }]);
  // What is settled stays so.
  again.settle('p', at(10), { outcome: 'not_published', by: 'person' });
  expect(again.of('p')).toMatchObject([{ outcome: 'published' }]);
});

test('a night without a connection is one try, and one that a crash cut off says so', () => {
  const attempts = createDeviceAttempts(new Database(':memory:'));
  for (const second of [0, 5, 10]) {
    attempts.begin('p', at(second));
    attempts.settle('p', at(second + 1), {
      outcome: 'not_published',
      by: 'answer',
      failure: failure('network'),
    });
  }
  expect(attempts.of('p')).toMatchObject([
    { n: 1, begun_at: at(0), settled_at: at(11), error_code: 'network' },
  ]);
  attempts.begin('p', at(20));
  attempts.begin('p', at(30));
  expect(attempts.of('p').map(({ n, settled_by }) => [n, settled_by])).toEqual([
    [1, 'answer'],
    [2, 'worker_lost'],
    [3, null],
  ]);
});
