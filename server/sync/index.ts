import type { App, ServerDeps } from '../deps.ts';
import { keepHouse, setCommentWindow } from './housekeeping.ts';
import { createHub } from './log/hub.ts';
import { claimDatabase } from './log/identity.ts';
import { createSequencer } from './log/sequencer.ts';
import { registerMutationRoute } from './push/route.ts';
import { registerShapeRoute } from './shapes/route.ts';
import type { SyncVersions } from './versions.ts';

const HOUSEKEEPING_MS = 10 * 60_000;

/**
 * Reads (one stream per scope) and writes (named mutations, exactly once) of desktops.
 * @param options.pollMs how long a live poll is held; the client gives up after 45 s
 * @param options.chunkBytes how much JSON one answer of a stream holds
 */
export async function syncModule(
  app: App,
  deps: ServerDeps,
  options: { pollMs?: number; chunkBytes?: number } & SyncVersions = {},
): Promise<void> {
  if (await claimDatabase(deps.db)) deps.log.warn('this is a copied database: desktops will fetch anew');
  await setCommentWindow(deps.db, deps.config.comments.windowDays);
  const hub = createHub(deps);
  const sequencer = createSequencer({ ...deps, hub });
  await hub.start();
  sequencer.start();
  const housekeeping = setInterval(
    () =>
      void keepHouse(deps.db).catch((error: unknown) =>
        deps.log.warn({ err: error }, 'sync housekeeping failed'),
      ),
    HOUSEKEEPING_MS,
  );
  deps.onClose('sync', async () => {
    clearInterval(housekeeping);
    await sequencer.stop();
    await hub.stop();
  });

  registerShapeRoute(app, { ...deps, ...options, hub, pollMs: options.pollMs ?? 20_000 });
  registerMutationRoute(app, { ...deps, ...options });
}
