import { readdirSync, readFileSync } from 'node:fs';
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

  it('every test of a sync suite stands for a promise', () => {
    const checks = [...spec.matchAll(/^ {2}- (\S+\.test\.ts): (.+)$/gm)];
    const suites = ['main/sync', 'tests/sync'].flatMap((folder) =>
      readdirSync(new URL(`${folder}/`, root))
        .filter((file) => file.endsWith('.test.ts') && file !== 'spec.test.ts')
        .map((file) => `${folder}/${file}`),
    );
    const unclaimed = suites.flatMap((suite) =>
      testNames(readFileSync(new URL(suite, root), 'utf8'))
        .filter((name) => !checks.some(([, file, test = '']) => file === suite && name.includes(test)))
        .map((name) => `${suite}: ${name}`),
    );
    expect(unclaimed).toEqual([]);
  });

  it('names each promise once', () => {
    const names = blocks.map((block) => block.slice(0, block.indexOf('*')));
    expect(names).toEqual([...new Set(names)]);
  });
});

/** Names of tests as they are written in a source, each at the beginning of a call. */
const testNames = (source: string): string[] =>
  [
    ...source.matchAll(
      /^\s*(?:it|test)(?:\.each\([^)]*\)(?: as const\))?)?\(\s*(?:`([^`]*)`|'((?:[^'\\]|\\.)*)')/gm,
    ),
  ].map(([, template, text]) => template ?? text ?? '');
