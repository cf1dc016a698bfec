import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { createClock, isInstant } from '../../shared/time/clock.ts';

/** Where the desktop looks for a server until a person or the environment names one. */
export const DEFAULT_SERVER_URL = 'http://127.0.0.1:4820';

/** The folder that holds `out/` and `migrations/`: the clone, or the packaged app. */
export function appRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'migrations', 'replica'))) return folder;
    if (dirname(folder) === folder)
      throw new AppError('app_incomplete', 'The app is not complete. Install it again.');
  }
}

/** Everything a host reads from the environment. */
export function readEnvironment(env: NodeJS.ProcessEnv, defaultProfile: string) {
  const port = Number(env.PILLARBOX_BROWSER_PORT ?? '0');
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new AppError('invalid_config', 'PILLARBOX_BROWSER_PORT must be a number from 0 to 65535.');
  const serverUrl = env.PILLARBOX_SERVER_URL ?? DEFAULT_SERVER_URL;
  if (!/^https?:$/.test(URL.parse(serverUrl)?.protocol ?? ''))
    throw new AppError(
      'invalid_config',
      'PILLARBOX_SERVER_URL must be an address starting with http:// or https://.',
    );
  const clockStandsAt = env.PILLARBOX_NOW || null;
  if (clockStandsAt && !isInstant(clockStandsAt))
    throw new AppError('invalid_config', 'PILLARBOX_NOW must be an instant like 2026-11-18T10:40:00Z.');
  return {
    profileDir: env.PILLARBOX_PROFILE || defaultProfile,
    /** Used until a person chooses another on screen. */
    serverUrl,
    port,
    token: env.PILLARBOX_BROWSER_TOKEN || undefined,
    devUrl: env.ELECTRON_RENDERER_URL || undefined,
    /** Fill an empty profile with the example brand (`npm run demo`). */
    demo: env.PILLARBOX_DEMO === '1',
    /** What the app takes as the present, standing still: for tests and screenshots. */
    clock: createClock(clockStandsAt),
    logLevel: env.LOG_LEVEL || 'info',
  };
}
