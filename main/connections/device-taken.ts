import type { Workspace } from '../workspace.ts';
import type { DeviceLedger, Entry } from './device-ledger.ts';
import { sameAccount } from './rows.ts';

type Named = Pick<Entry, 'id' | 'connectionId'>;

/** Whose is what an account posted? Several brands may hold one account, each with a connection of its own. */
export function createTaken({ ledger, current }: { ledger: DeviceLedger; current(): Workspace }) {
  /** Everything else that this device sends or sent by the account, whichever brand it is of. */
  const others = ({ id, connectionId }: Named): Entry[] =>
    sameAccount(current().replica, connectionId)
      .flatMap((connection) => ledger.ofConnection(connection))
      .filter((other) => other.id !== id);

  /** What belongs to other publications of the account; this device's own word first, the replica hears of it later. */
  const on = (entry: Named): string[] => {
    const { read } = current().replica;
    const told = sameAccount(current().replica, entry.connectionId).flatMap((connection) =>
      read.all<{ remote_id: string }>(
        `select p.remote_id from connections c
           join publications p on p.brand_id = c.brand_id and p.connection_id = c.id
          where c.id = ? and p.id <> ? and p.remote_id is not null`,
        connection,
        entry.id,
      ),
    );
    const own = others(entry).flatMap(({ result }) =>
      result?.state === 'published' && result.remote_id !== null ? result.remote_id : [],
    );
    return [...told.map(({ remote_id }) => remote_id), ...own];
  };

  return {
    on,
    /** Whether what a look found is certainly this one: nothing else has it, or is on its way there at this moment. */
    isOwn: (entry: Named, remoteId: string): boolean =>
      !on(entry).includes(remoteId) && !others(entry).some(({ state }) => state === 'armed'),
  };
}
