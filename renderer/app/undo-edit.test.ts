import { expect, it } from 'vitest';
import { applyEdit, putBack } from './undo-edit.ts';

it('puts back what nobody changed since', () => {
  expect(
    putBack({ title: 'old', link: 'a' }, { title: 'new', link: 'b' }, { title: 'new', link: 'theirs' }),
  ).toEqual({
    title: 'old',
  });
});

it('puts long text back also where somebody changed it: it is merged', () => {
  const now = { caption: 'New. Theirs.' };
  expect(putBack({ caption: 'Old.' }, { caption: 'New.' }, now, ['caption'])).toEqual({ caption: 'Old.' });
});

it('has nothing to do where it is so already', () => {
  expect(putBack({ tags: ['a'] }, { tags: ['b'] }, { tags: ['a'] })).toBeNull();
});

it('says that it has changed where nothing is left to put back, or the row is gone', async () => {
  const write = async () => true;
  expect(await applyEdit({ name: 'theirs' }, { name: 'old' }, { name: 'new' }, write)).toBe('changed');
  expect(await applyEdit(null, { name: 'old' }, { name: 'new' }, write)).toBe('changed');
  expect(await applyEdit({ name: 'new' }, { name: 'old' }, { name: 'new' }, write)).toBe(true);
});
