/**
 * What `buildApp` and modules need in a test, with sane defaults:
 *
 *   const { app } = await buildApp({ ...testDeps(database.db), modules: [myModule] });
 *   await app.inject({ url: '/x', headers: { authorization: `Bearer ${personId}` } });
 *
 * The access token is simply a person's id; anything else is 401.
 */
import { z } from 'zod';
import type { AppOptions } from '../../server/app.ts';
import { readConfig } from '../../server/config.ts';
import type { Db } from '../../server/db/db.ts';
import { createLog } from '../../server/log.ts';
import { AppError } from '../../shared/errors.ts';

export function testDeps(
  db: Db,
  options: { now?: () => Date; env?: Record<string, string> } = {},
): Omit<AppOptions, 'modules'> {
  return {
    config: readConfig({ PORT: '0', PILLARBOX_DATA: '/nonexistent', ...options.env }),
    db,
    migration: 1,
    log: createLog({ level: process.env.LOG_LEVEL ?? 'silent' }),
    now: options.now ?? (() => new Date()),
    vaultKeys: [{ id: 'test', key: Buffer.alloc(32, 7) }],
    async verifyAccessToken(token) {
      if (!z.uuid().safeParse(token).success)
        throw new AppError('bad_jwt', 'Not a test token.', { status: 401 });
      return { personId: token, sessionId: token, email: `${token}@example.test` };
    },
  };
}
