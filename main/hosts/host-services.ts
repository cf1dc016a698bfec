import type { MenuItem } from '../../shared/native-menu.ts';
import type { Note } from '../../shared/notices.ts';

/** What the core needs from whatever shows its screens. Two implementations: Electron and the browser host. */
export type HostServices = {
  kind: 'electron' | 'browser';
  /** Where its page finds files of the library, without a slash at the end; nobody else can guess it. */
  mediaBase: string;
  /** Opens an address in the system's browser. The address has passed `mayOpen`. */
  openExternal(url: string): Promise<void>;
  /**
   * Saves a file where the person wants it.
   * @param name what to call it, unless they choose otherwise
   * @param content its text, or a file of ours that holds it; that one may go when this resolves, except in a browser,
   *   which fetches it a moment later
   * @returns false when they changed their mind
   */
  saveFile(name: string, content: string | { path: string }): Promise<boolean>;
  /** Shows files of ours where the person can take them from: in the system's window of their folder, or as downloads. */
  showFiles(folder: string, names: readonly string[]): Promise<void>;
  /** Puts the page's commands into the system's menu bar; left out where there is none of ours. */
  showMenu?(items: readonly MenuItem[]): void;
  /** Tells of something in the system's own way; left out where the page does it. Pressed, it opens `note.route`. */
  notify?(note: Note): void;
  /** Languages the person reads, as an `Accept-Language` header says it; the process's own where left out. */
  wanted?(): string;
  /**
   * Makes a page into a PDF, where the host can, or shows it to be printed.
   * @param name what to call the PDF
   * @param path a page that needs nothing else and has no script
   */
  printPage(name: string, path: string): Promise<'saved' | 'opened' | 'cancelled'>;
};
