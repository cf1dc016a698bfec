import { z } from 'zod';

/** Menus of the system's menu bar that hold the app's commands, in their order. */
export const MENU_NAMES = ['file', 'edit', 'view', 'go', 'post', 'inbox', 'brand', 'help'] as const;
export type MenuName = (typeof MENU_NAMES)[number];

/** A command as the native menu shows it. `keys` as in shared/keys.ts; what a menu cannot hold it leaves out. */
export const menuItemSchema = z.object({
  id: z.string().min(1).max(120),
  title: z.string().min(1).max(200),
  menu: z.enum(MENU_NAMES),
  keys: z.string().max(80).nullable(),
  /** Its screen is there, so that it can be done now. */
  enabled: z.boolean(),
});
export type MenuItem = z.infer<typeof menuItemSchema>;

/** Starts an idea from anywhere in the system, where the host can listen for that and the person wants it. */
export const CAPTURE_ANYWHERE = { id: 'capture.anywhere', keys: 'mod+alt+i' } as const;
