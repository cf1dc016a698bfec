import type { MenuItem } from '../../shared/native-menu.ts';

/** What the core needs from whatever shows its screens. Two implementations: Electron and the browser host. */
export type HostServices = {
  kind: 'electron' | 'browser';
  /** Where its page finds files of the library, without a slash at the end; nobody else can guess it. */
  mediaBase: string;
  /** Opens an address in the system's browser. The address has passed `mayOpen`. */
  openExternal(url: string): Promise<void>;
  /**
   * Saves a text file where the person wants it.
   * @param name what to call it, unless they choose otherwise
   * @returns false when they changed their mind
   */
  saveFile(name: string, text: string): Promise<boolean>;
  /** Puts the page's commands into the system's menu bar; left out where there is none of ours. */
  showMenu?(items: readonly MenuItem[]): void;
};
