import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLanguages, type Languages } from '../shared/languages.ts';
import { appRoot } from './hosts/environment.ts';

/** The words the desktop shows outside its own page: menus, a dialog, the page a browser sign-in ends on. */
export function readLanguages(): Languages {
  const folder = join(appRoot(import.meta.dirname), 'main', 'locales');
  const tags = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return createLanguages(
    Object.fromEntries(
      tags.map(({ name }) => [name, readFileSync(join(folder, name, 'messages.po'), 'utf8')]),
    ),
  );
}
