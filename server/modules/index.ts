import type { ServerDeps, ServerModule, VerifyAccessToken } from '../deps.ts';
import { publisherModule } from '../publisher/index.ts';
import { syncModule } from '../sync/index.ts';
import { createAuth } from './auth/index.ts';
import { calendarsModule } from './calendars/index.ts';
import { commentsModule } from './comments/index.ts';
import { connectionsModule } from './connections/index.ts';
import { discoveryModule } from './discovery/index.ts';
import { feedsModule } from './feeds/index.ts';
import { historyModule } from './history/index.ts';
import { mailModule } from './mail/index.ts';
import { mediaModule } from './media/index.ts';
import { organizationsModule } from './organizations/index.ts';
import { recurrenceModule } from './recurrence/index.ts';
import { reviewModule } from './review/index.ts';
import { sandboxModule } from './sandbox/index.ts';

export type BaseDeps = Omit<
  ServerDeps,
  'verifyAccessToken' | 'closing' | 'onClose' | 'publicUrl' | 'languages'
>;

/**
 * The table of contents: every slice of the server, in the order it starts (and the reverse of the order it ends).
 * Sign-in comes first because the others ask it who a token speaks for.
 */
export function createModules(base: BaseDeps): {
  verifyAccessToken: VerifyAccessToken;
  modules: readonly ServerModule[];
} {
  const auth = createAuth(base);
  return {
    verifyAccessToken: auth.verifyAccessToken,
    modules: [
      auth.module,
      discoveryModule,
      organizationsModule,
      syncModule,
      mediaModule,
      connectionsModule,
      sandboxModule,
      reviewModule,
      calendarsModule,
      recurrenceModule,
      publisherModule,
      mailModule,
      commentsModule,
      feedsModule,
      historyModule,
    ],
  };
}
