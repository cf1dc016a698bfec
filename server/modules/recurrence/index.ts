import type { ServerModule } from '../../deps.ts';
import { type Made, materialise } from './materialise.ts';

const LOOK_MS = 60_000;

/** Series of posts: their next dates become posts in time, whoever is there. */
export const recurrenceModule: ServerModule = (app, { db, log, now, config, onClose }) => {
  if (!config.publisher.enabled) return;
  const made: Made = new Map();
  let looking: Promise<unknown> = Promise.resolve();
  let busy = false;
  const look = () => {
    if (busy) return;
    busy = true;
    looking = materialise(db, now(), made)
      .catch((error: unknown) => log.warn({ err: error }, 'dates of series were not made'))
      .finally(() => {
        busy = false;
      });
  };
  let timer: NodeJS.Timeout | undefined;
  app.addHook('onListen', () => {
    look();
    timer = setInterval(look, LOOK_MS);
  });
  onClose('recurrence', async () => {
    clearInterval(timer);
    await looking;
  });
};
