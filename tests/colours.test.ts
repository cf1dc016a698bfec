import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const renderer = resolve(import.meta.dirname, '../renderer');
const LITERAL =
  /#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(|:\s*(?:white|black|red|gr[ae]y|blue|green|orange)\b/i;

test('a colour is named in tokens.css and nowhere else', () => {
  const files = [...globSync('**/*.css', { cwd: renderer }), ...globSync('**/*.tsx', { cwd: renderer })];
  expect(files.length).toBeGreaterThan(50);
  const found = files
    .filter((file) => file !== 'ui/tokens.css')
    .flatMap((file) =>
      readFileSync(resolve(renderer, file), 'utf8')
        .split('\n')
        .flatMap((line, index) => {
          // Words in a component may well say "#100": only styles and style attributes are looked at there.
          const looked = file.endsWith('.css') || line.includes('style=') || /\b(?:fill|stroke)=/.test(line);
          return looked && LITERAL.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : [];
        }),
    );
  expect(found).toEqual([]);
});
