import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const spec = readFileSync(new URL('main/sync/SPEC.md', root), 'utf8');
const blocks = spec.split(/^- \*\*/m).slice(1);

describe('SPEC.md', () => {
  it('maps every promise to checks that exist', () => {
    for (const block of blocks) {
      const name = block.slice(0, block.indexOf('*'));
      const checks = [...block.matchAll(/^ {2}- (\S+\.test\.ts): (.+)$/gm)];
      expect(checks.length, `${name} has no check`).toBeGreaterThan(0);
      for (const [, file = '', test = ''] of checks) {
        const source = readFileSync(new URL(file, root), 'utf8');
        expect(source.includes(test), `${name}: ${file} has no test "${test}"`).toBe(true);
      }
    }
  });

  it('names each promise once', () => {
    const names = blocks.map((block) => block.slice(0, block.indexOf('*')));
    expect(names).toEqual([...new Set(names)]);
  });
});
