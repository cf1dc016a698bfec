import type { Handlers } from '../ipc/handle.ts';
import type { Imports } from './imports.ts';

type Names = 'import.preview' | 'import.run' | 'import.undo' | 'import.redo';

export function importHandlers({ imports }: { imports: Imports }): Pick<Handlers, Names> {
  return {
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
