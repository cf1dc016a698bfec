import { z } from 'zod';
import { acceleratorOf } from '../../../shared/keys.ts';
import { CAPTURE_ANYWHERE } from '../../../shared/native-menu.ts';

/** What the person chose, among the settings that the page keeps in the core. */
const chosenSchema = z.object({
  captureAnywhere: z.boolean().catch(false),
  shortcuts: z.record(z.string(), z.string()).catch({}),
});

type AnywhereDeps = {
  /** Listens for keys in the whole system. @returns false when another program has them */
  register(accelerator: string, run: () => void): boolean;
  unregister(accelerator: string): void;
  /** Puts a sign into the tray and an item into the dock's menu. @returns takes them away */
  showSign(): () => void;
  onCapture(): void;
  /** The keys could not be had. */
  onRefused(accelerator: string): void;
};

/** An idea from wherever one is: keys that the system listens for, and a sign in its tray. Off until it is chosen. */
export function createAnywhere(deps: AnywhereDeps) {
  let keys: string | null = null;
  let hideSign: (() => void) | null = null;

  const listenFor = (wanted: string | null) => {
    if (wanted === keys) return;
    if (keys) deps.unregister(keys);
    keys = wanted;
    if (wanted && !deps.register(wanted, deps.onCapture)) deps.onRefused(wanted);
  };
  return {
    /** @param settings as the core keeps them; called whenever they may have changed */
    apply(settings: unknown): void {
      const { captureAnywhere, shortcuts } = chosenSchema.parse(settings);
      const { id, keys: first } = CAPTURE_ANYWHERE;
      listenFor(captureAnywhere ? acceleratorOf(shortcuts[id] ?? first) : null);
      if (captureAnywhere && !hideSign) hideSign = deps.showSign();
      if (!captureAnywhere && hideSign) {
        hideSign();
        hideSign = null;
      }
    },
  };
}

/**
 * The sign in the tray: a pillar box, drawn here because a tray wants pixels and the app brings no picture files.
 * @param size of its sides in pixels @returns BGRA, row by row
 */
export function trayBitmap(size: number, [red, green, blue]: readonly [number, number, number]): Buffer {
  const pixels = Buffer.alloc(size * size * 4);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const across = Math.abs((x + 0.5) / size - 0.5);
      const down = (y + 0.5) / size;
      const dome = down < 0.25 && (across / 0.32) ** 2 + ((down - 0.25) / 0.19) ** 2 < 1;
      const cap = down >= 0.25 && down < 0.33 && across < 0.36;
      const slot = down >= 0.42 && down < 0.5 && across < 0.17;
      const body = down >= 0.33 && down < 0.86 && across < 0.29 && !slot;
      const foot = down >= 0.86 && down < 0.95 && across < 0.36;
      if (dome || cap || body || foot) pixels.set([blue, green, red, 255], (y * size + x) * 4);
    }
  }
  return pixels;
}
