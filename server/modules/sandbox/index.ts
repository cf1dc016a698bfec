import type { ServerModule } from '../../deps.ts';
import { sandboxApi } from './api.ts';
import { sandboxFeed } from './feed.ts';
import { sandboxPages } from './pages.ts';
import { createSandboxStore } from './store.ts';

/** A social network inside the server, so that the whole path can be tried with no account anywhere. */
export const sandboxModule: ServerModule = async (app, deps) => {
  if (!deps.config.connectors.SANDBOX) return;
  const store = createSandboxStore(deps);
  await app.register(async (scope) => {
    // The comment form sends what forms send; nothing else in the server reads that.
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    sandboxApi(scope as typeof app, deps, store);
    sandboxPages(scope as typeof app, deps, store);
    sandboxFeed(scope as typeof app, deps);
  });
};
