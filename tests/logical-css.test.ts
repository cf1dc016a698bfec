import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const renderer = resolve(import.meta.dirname, '../renderer');
/** Properties that name a side of the screen instead of a side of the text; a language that runs the other way breaks them. */
const PHYSICAL =
  /^\s*(?:(?:margin|padding|border|inset)-(?:left|right|top|bottom)[\w-]*|(?:border-(?:top|bottom)-(?:left|right)-radius)|left|right|top|bottom|(?:min-|max-)?(?:width|height))\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)/;

test('styles speak of start and end, never of left and right', () => {
  const files = globSync('**/*.css', { cwd: renderer });
  expect(files.length).toBeGreaterThan(10);
  const found = files.flatMap((file) =>
    readFileSync(resolve(renderer, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (PHYSICAL.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : [])),
  );
  expect(found).toEqual([]);
});
