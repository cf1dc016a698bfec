import { describe, expect, it } from 'vitest';
import { createBatcher } from './batcher.ts';

const scope = 'person:1';
const row = (id: string, operation = 'insert', data: string | undefined = `{"id":"${id}"}`) => ({
  value: { scope, kind: 'pillar', id, ...(data === undefined ? {} : { data }) },
  headers: { operation },
});
const put = (id: string) => ({ op: 'put', kind: 'pillar', id, data: `{"id":"${id}"}` });
const upToDate = { headers: { control: 'up-to-date' } };
const snapshotEnd = { headers: { control: 'snapshot-end' } };
const refetch = { headers: { control: 'must-refetch' } };
const at = (offset: string, handle = 'h') => ({ offset, handle });
const stored = { handle: 'h', offset: '5_0' };

describe('batches of a stream', () => {
  it('a first snapshot is passed on part by part, with the log after it, until it is whole', () => {
    const batcher = createBatcher(scope, null);
    const part = (changes: object[], rest: object) => ({ do: 'snapshot', changes, ...rest });
    expect(batcher.take([row('a')], at('0_0'))).toEqual(part([put('a')], { begins: true, whole: null }));
    expect(batcher.take([row('b'), snapshotEnd], at('0_1'))).toEqual(
      part([put('b')], { begins: false, whole: null }),
    );
    expect(batcher.take([row('a', 'delete', undefined), upToDate], at('7_1'))).toEqual(
      part([{ op: 'delete', kind: 'pillar', id: 'a' }], { begins: false, whole: at('7_1') }),
    );
    expect(batcher.take([row('c'), upToDate], at('8_0'))).toMatchObject({ do: 'apply' });
  });

  it('log entries are gathered over chunks and written together', () => {
    const batcher = createBatcher(scope, stored);
    expect(batcher.take([row('a', 'update')], at('6_0'))).toEqual({ do: 'wait' });
    expect(batcher.take([row('b', 'delete', undefined), upToDate], at('7_0'))).toEqual({
      do: 'apply',
      changes: [put('a'), { op: 'delete', kind: 'pillar', id: 'b' }],
      position: at('7_0'),
    });
  });

  it('an empty poll is nothing to write', () => {
    const batcher = createBatcher(scope, stored);
    expect(batcher.take([upToDate], at('5_0'))).toEqual({ do: 'nothing' });
    expect(batcher.take([upToDate], at('6_inf'))).toMatchObject({
      do: 'apply',
      changes: [],
      position: at('6_inf'),
    });
  });

  it('must-refetch drops what was gathered and rebuilds from what follows', () => {
    const batcher = createBatcher(scope, stored);
    batcher.take([row('old')], at('6_0'));
    expect(batcher.take([refetch], at('-1', 'next'))).toEqual({ do: 'wait' });
    expect(batcher.take([row('new'), snapshotEnd], at('0_0', 'h2'))).toEqual({
      do: 'snapshot',
      begins: true,
      changes: [put('new')],
      whole: null,
    });
    expect(batcher.take([upToDate], at('9_inf', 'h2'))).toEqual({
      do: 'snapshot',
      begins: false,
      changes: [],
      whole: at('9_inf', 'h2'),
    });
    expect(batcher.take([row('x'), upToDate], at('10_0', 'h2'))).toMatchObject({ do: 'apply' });
  });

  it('a silent start over is a rebuild too, with the same handle or another', () => {
    for (const handle of ['h', 'h2']) {
      const batcher = createBatcher(scope, stored);
      batcher.take([row('old')], at('6_0'));
      expect(batcher.take([row('new'), snapshotEnd], at('0_0', handle))).toMatchObject({
        do: 'snapshot',
        begins: true,
        changes: [put('new')],
      });
      expect(batcher.take([upToDate], at('0_inf', handle))).toMatchObject({
        do: 'snapshot',
        begins: false,
        whole: at('0_inf', handle),
      });
    }
  });

  it('another handle in the middle of the log, or of a snapshot, begins again from nothing', () => {
    expect(createBatcher(scope, stored).take([row('a'), upToDate], at('6_0', 'h2'))).toMatchObject({
      do: 'restart',
    });
    expect(createBatcher(scope, stored).take([row('a')], at('0_3'))).toMatchObject({ do: 'restart' });
    expect(createBatcher(scope, null).take([row('a')], at('0_1'))).toMatchObject({ do: 'restart' });
  });

  it('passes over what it does not know, and counts rows that are not its own', () => {
    const batcher = createBatcher(scope, stored);
    const strange = [
      { headers: { event: 'move-out' } },
      { headers: { control: 'new-control' } },
      { headers: { operation: 'insert' }, value: { scope: 'person:2', kind: 'pillar', id: 'a', data: '{}' } },
      { headers: { operation: 'explode' }, value: { scope, kind: 'pillar', id: 'a', data: '{}' } },
      'nonsense',
      upToDate,
    ];
    expect(batcher.take(strange, at('6_0'))).toMatchObject({ do: 'apply', changes: [] });
    expect(batcher.ignored()).toBe(3);
  });
});
