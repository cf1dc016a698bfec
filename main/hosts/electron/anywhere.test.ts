import { expect, test, vi } from 'vitest';
import { createAnywhere, trayBitmap } from './anywhere.ts';

function world(free = true) {
  const hideSign = vi.fn();
  const deps = {
    register: vi.fn((_accelerator: string, _run: () => void) => free),
    unregister: vi.fn(),
    showSign: vi.fn(() => hideSign),
    onCapture: vi.fn(),
    onRefused: vi.fn(),
  };
  return { ...deps, hideSign, ...createAnywhere(deps) };
}

test('nothing is listened for until it is chosen, and nothing any more when it no longer is', () => {
  const all = world();
  all.apply({});
  all.apply({ captureAnywhere: 'yes', shortcuts: 7 });
  expect(all.register).not.toHaveBeenCalled();
  all.apply({ captureAnywhere: true });
  all.apply({ captureAnywhere: true, theme: 'dark' });
  expect(all.register).toHaveBeenCalledOnce();
  expect(all.register).toHaveBeenCalledWith('CommandOrControl+Alt+I', all.onCapture);
  expect(all.showSign).toHaveBeenCalledOnce();
  all.apply({ captureAnywhere: false });
  expect(all.unregister).toHaveBeenCalledWith('CommandOrControl+Alt+I');
  expect(all.hideSign).toHaveBeenCalledOnce();
});

test('other keys take the place of the first ones; keys that a text needs are not taken from the system', () => {
  const all = world();
  all.apply({ captureAnywhere: true });
  all.apply({ captureAnywhere: true, shortcuts: { 'capture.anywhere': 'mod+shift+f9' } });
  expect(all.unregister).toHaveBeenCalledWith('CommandOrControl+Alt+I');
  expect(all.register).toHaveBeenLastCalledWith('CommandOrControl+Shift+F9', all.onCapture);
  all.apply({ captureAnywhere: true, shortcuts: { 'capture.anywhere': 'i' } });
  expect(all.register).toHaveBeenCalledTimes(2);
});

test('keys that another program has are told, and the sign stays', () => {
  const all = world(false);
  all.apply({ captureAnywhere: true });
  expect(all.onRefused).toHaveBeenCalledWith('CommandOrControl+Alt+I');
  expect(all.hideSign).not.toHaveBeenCalled();
});

test('the sign is a shape in one colour on nothing', () => {
  const pixels = trayBitmap(16, [1, 2, 3]);
  const kinds = new Set(Array.from({ length: 256 }, (_, at) => pixels.subarray(at * 4, at * 4 + 4).join()));
  expect([...kinds].sort()).toEqual(['0,0,0,0', '3,2,1,255']);
});
