import { expect, it } from 'vitest';
import { byName, chooseFiles, nameKey } from './file-choice.ts';

const file = (name: string) => new File(['x'], name);

it('of files dropped together one is the plan, the others go with it', () => {
  const [rye, plan, oats] = [file('Rye.JPG'), file('plan.csv'), file('oats.png')];
  expect(chooseFiles([rye, plan, oats])).toEqual({ plan, beside: [rye, oats] });
  expect(chooseFiles([rye])).toEqual({ plan: rye, beside: [] });
  expect(chooseFiles([rye, oats])).toEqual({ plan: null, beside: [rye, oats] });
});

it('a file is found by its name whatever the case and however its letters are put together', () => {
  const found = byName([file('Bro\u0308tchen.JPG')]);
  expect(found.has(nameKey('br\u00f6tchen.jpg'))).toBe(true);
});
