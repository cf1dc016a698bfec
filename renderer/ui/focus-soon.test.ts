import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { focusSoon } from './focus-soon.ts';

/** As much of a page as has a focus, whose frames come when the test says. */
const body = { id: 'body', focus() {} };
let page: { activeElement: { id: string }; body: typeof body };
let frames: (() => void)[];
const thing = (id: string) => {
  const made = {
    id,
    focus() {
      page.activeElement = made;
    },
  };
  return made as unknown as HTMLElement;
};
const frame = () => {
  for (const run of frames.splice(0)) run();
};
beforeEach(() => {
  page = { activeElement: body, body };
  frames = [];
  vi.stubGlobal('document', page);
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => frames.push(run));
});
afterEach(() => vi.unstubAllGlobals());

it('goes to what is drawn, one frame later than hoped where it must', () => {
  let drawn: HTMLElement | null = null;
  focusSoon(() => drawn);
  frame();
  drawn = thing('tile');
  frame();
  expect(page.activeElement.id).toBe('tile');
  expect(frames).toEqual([]);
});

it('leaves a person where they have gone meanwhile', () => {
  thing('first').focus();
  focusSoon(() => thing('second'));
  thing('another button').focus();
  frame();
  expect(page.activeElement.id).toBe('another button');
});

it('follows keys that come faster than frames', () => {
  thing('first').focus();
  focusSoon(() => thing('second'));
  focusSoon(() => thing('third'));
  frame();
  expect(page.activeElement.id).toBe('third');
});
