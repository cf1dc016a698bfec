import { v7 } from 'uuid';
import { expect, it } from 'vitest';
import { readFile, toBase64 } from './read-file.ts';
import { undoImport } from './undo-import.ts';

it('a large file becomes the base64 of its bytes', () => {
  const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => index % 256);
  expect(Buffer.from(toBase64(bytes), 'base64').equals(Buffer.from(bytes))).toBe(true);
});

it('refuses more than 5 MB before reading', async () => {
  const file = new File([new Uint8Array(5 * 1024 * 1024 + 1)], 'plan.csv');
  await expect(readFile(file)).rejects.toMatchObject({ code: 'too_large' });
  expect(await readFile(new File(['a,b'], 'plan.csv'))).toBe(btoa('a,b'));
});

it('takes back what an import made, last first, and only the version it made', () => {
  const [brand_id, pillar, post, connection_id] = [v7(), v7(), v7(), v7()];
  expect(
    undoImport([
      { name: 'pillar.create', args: { id: pillar, brand_id, name: 'News' } },
      { name: 'post.create', args: { id: post, brand_id, title: 'A' } },
      { name: 'target.add', args: { brand_id, post_id: post, connection_id, text: null } },
    ]),
  ).toEqual([
    { name: 'target.remove', args: { brand_id, post_id: post, connection_id } },
    { name: 'post.delete', args: { id: post, brand_id, version: 1 } },
    { name: 'pillar.delete', args: { id: pillar, brand_id } },
  ]);
});
