import type { ServerModule } from '../../deps.ts';
import { keepLooking } from '../../rounds/keep-looking.ts';
import { type Made, materialise } from './materialise.ts';

const LOOK_MS = 60_000;

/** Series of posts: their next dates become posts in time, whoever is there. */
export const recurrenceModule: ServerModule = (app, deps) => {
  const { db, now, config } = deps;
  if (!config.publisher.enabled) return;
  const made: Made = new Map();
  keepLooking(app, deps, {
    look: () => materialise(db, now(), made),
    pauseMs: () => LOOK_MS,
    failed: 'dates of series were not made',
  });
};
