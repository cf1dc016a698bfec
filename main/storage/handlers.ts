import { statSync } from 'node:fs';
import type { HostServices } from '../hosts/host-services.ts';
import type { Handlers } from '../ipc/handle.ts';
import type { Keeper } from '../keeper/client.ts';
import { listCopies, removeCopy } from '../replica/copies.ts';
import { rowCounts, syncReport } from '../replica/report.ts';
import type { Workspace } from '../workspace.ts';
import { type DiagnosticsDeps, diagnostics } from './diagnostics.ts';
import { exportWrites } from './export-writes.ts';

type Names =
  | 'sync.report'
  | 'sync.discardKept'
  | 'sync.resendKept'
  | 'sync.export'
  | 'storage.report'
  | 'storage.restore'
  | 'storage.removeCopy'
  | 'diagnostics.save';

/** What is kept on this device: to be looked at, saved elsewhere, and put back. */
export function storageHandlers(
  deps: Omit<DiagnosticsDeps, 'workspace'> & {
    host: HostServices;
    keeper: Keeper;
    current(): Workspace;
  },
): Pick<Handlers, Names> {
  const { host, keeper, current, now } = deps;
  /** Day and minute, as a file's name may hold them. */
  const stamp = () => now().toISOString().slice(0, 16).replace(':', '-');
  const save = async (name: string, content: object) => ({
    saved: await host.saveFile(`${name}-${stamp()}.json`, `${JSON.stringify(content, null, 2)}\n`),
  });
  const streams = () => keeper.call('streams', current().replica.id);

  return {
    'sync.report': async () => syncReport(current().replica.read, await streams()),
    async 'sync.discardKept'({ uuid }) {
      await keeper.call('discardKept', current().replica.id, uuid);
      return null;
    },
    async 'sync.resendKept'({ uuids }) {
      await keeper.call('resendKept', current().replica.id, uuids);
      return null;
    },
    'sync.export': ({ uuids }) => save('pillarbox-changes', exportWrites(current(), uuids, now())),
    'storage.report'() {
      const { replica } = current();
      return {
        bytes: sizeOf(replica.file),
        rows: replica.read.atOnce(() => rowCounts(replica.read)),
        copies: listCopies(replica.file),
      };
    },
    'storage.restore': ({ name }) => current().replica.restore(name),
    'storage.removeCopy'({ name }) {
      removeCopy(current().replica.file, name);
      return null;
    },
    async 'diagnostics.save'() {
      return save('pillarbox-diagnostics', diagnostics({ ...deps, workspace: current() }, await streams()));
    },
  };
}

/** Bytes of a replica's file with what SQLite keeps beside it. */
export const sizeOf = (file: string): number =>
  ['', '-wal', '-shm'].reduce(
    (sum, suffix) => sum + (statSync(file + suffix, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
