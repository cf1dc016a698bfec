import { appState } from './use-app-state.ts';

/** The present moment by the core's clock, which may stand still (shared/time/clock.ts). */
export function now(): Date {
  const standsAt = appState()?.clockStandsAt;
  return standsAt ? new Date(standsAt) : new Date();
}

/** As ISO text, UTC. */
export const nowIso = (): string => now().toISOString();
