import type { Handlers } from '../ipc/handle.ts';
import type { Archives } from './archives.ts';
import type { Imports } from './imports.ts';

type Names = 'import.preview' | 'import.run' | 'import.undo' | 'import.redo' | 'archive.look' | 'archive.run';

export function importHandlers({
  imports,
  archives,
}: {
  imports: Imports;
  archives: Archives;
}): Pick<Handlers, Names> {
  return {
    'archive.look': ({ token }) => archives.look(token),
    'archive.run': (args) => archives.run(args),
    'import.preview': (args) => imports.preview(args),
    'import.run': (args) => imports.run(args),
    async 'import.undo'({ token }) {
      await imports.undo(token);
      return null;
    },
    async 'import.redo'({ token }) {
      await imports.redo(token);
      return null;
    },
  };
}
