import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { shortcut, shortcutTable } from '../renderer/app/shortcuts/table.ts';

const root = resolve(import.meta.dirname, '../renderer');
const source = globSync('{app,features,shell}/**/*.{ts,tsx}', { cwd: root })
  .filter((file) => !/shortcuts\/|\.test\./.test(file))
  .map((file) => readFileSync(resolve(root, file), 'utf8'))
  .join('\n');
const offered = [...source.matchAll(/\bid: '([a-z][\w-]*(?:[.:][\w.:/-]+)?)',\s*group/g)].map(
  ([, id]) => id ?? '',
);

/** Made of what there is: an address, a theme, a place among the saved views; or heard by the system. */
const MADE = /^(go:|theme:|calendar\.view\.|capture\.anywhere$)/;

test('every command that a screen offers can be given keys and has a place in the menu', () => {
  expect(offered.length).toBeGreaterThan(50);
  expect(offered.filter((id) => !shortcut(id))).toEqual([]);
});

test('every part of a brand can be found by its name', () => {
  const read = (file: string) => readFileSync(resolve(root, file), 'utf8');
  const tabs = /const TABS = \[(.*?)\]/s.exec(read('features/brand/brand.tsx'))?.[1] ?? '';
  const names = [...tabs.matchAll(/'(\w+)'/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(8);
  const places = read('shell/places.ts');
  expect(names.filter((name) => !places.includes(`'/brand/${name}'`))).toEqual([]);
});

test('nothing can be given keys that no screen offers', () => {
  const ids = shortcutTable.filter(({ id, fixed }) => !fixed && !MADE.test(id)).map(({ id }) => id);
  expect(ids.filter((id) => !offered.includes(id))).toEqual([]);
});
