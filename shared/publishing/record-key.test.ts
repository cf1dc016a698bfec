import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { recordKey } from './record-key.ts';

const id = '0190f5a0-0000-7000-8000-000000000001';
const due = '2026-11-21T09:00:00.000Z';

describe('recordKey', () => {
  it('is the same for the same publication and time, and a valid TID', () => {
    const key = recordKey(id, due);
    expect(recordKey(id, due)).toBe(key);
    expect(key).toMatch(/^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$/);
  });

  it('differs by time and by publication', () => {
    expect(recordKey(id, '2026-11-21T09:00:01.000Z')).not.toBe(recordKey(id, due));
    const keys = new Set(Array.from({ length: 5000 }, () => recordKey(uuidv7(), due)));
    expect(keys.size).toBe(5000);
  });

  it('sorts by due time', () => {
    const later = ['2026-11-21T09:01:00.000Z', '2026-11-22T09:00:00.000Z', '2031-01-01T00:00:00.000Z'];
    const keys = [due, ...later].map((at) => recordKey(id, at));
    expect([...keys].sort()).toEqual(keys);
  });
});
