import type { OwnerDb } from '../../../db/db.ts';
import type { ServerModule } from '../../../deps.ts';
import { createHub } from '../../log/hub.ts';
import { createSequencerOf } from '../../log/sequencer.ts';
import { registerTableRoutes } from './route.ts';
import { CHANNEL, entriesOf, setUpStore, tidyStore } from './store.ts';

const TIDY_MS = 10 * 60_000;

/**
 * The shape endpoint over any table, for tests of clients; a server has it only where `config.shapeTest` is set.
 * @param owner may make a schema, and triggers on the tables that are asked for
 * @param options.pollMs how long a live poll is held
 */
export function tableShapes(owner: OwnerDb, options: { pollMs?: number } = {}): ServerModule {
  return async (app, deps) => {
    const settings = deps.config.shapeTest;
    if (!settings) return;
    await setUpStore(owner);
    await tidyStore(owner);
    deps.log.warn({ schemas: settings.schemas }, 'tables are served at /v1/shape to anybody: test mode');
    const hub = createHub({ db: owner, log: deps.log, channel: CHANNEL });
    const sequencer = createSequencerOf(entriesOf(owner), { log: deps.log, hub });
    await hub.start();
    sequencer.start();
    const tidying = setInterval(
      () =>
        void tidyStore(owner).catch((error: unknown) =>
          deps.log.warn({ err: error }, 'shapes of the test mode could not be tidied'),
        ),
      TIDY_MS,
    );
    deps.onClose('table shapes', async () => {
      clearInterval(tidying);
      await sequencer.stop();
      await hub.stop();
    });
    await registerTableRoutes(app, { ...deps, owner, settings, hub, pollMs: options.pollMs ?? 20_000 });
  };
}
