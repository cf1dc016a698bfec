import type { ServerModule } from '../../deps.ts';
import { createPasswords } from '../auth/passwords.ts';
import { createMediaStore } from '../media/store.ts';
import { createClientReviews } from './client.ts';
import { linkRoutes } from './links.ts';
import { reviewPages } from './pages.ts';

/** Review by people without an account: links a brand's reviewers give out, and the page behind them. */
export const reviewModule: ServerModule = async (app, deps) => {
  const passwords = createPasswords({ parallel: 1, waiting: 30 });
  linkRoutes(app, { ...deps, passwords });
  await app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 65_536 },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    const media = createMediaStore(deps.config.dataHome, deps.config.media.s3);
    reviewPages(scope as typeof app, { ...deps, passwords, reviews: createClientReviews(deps), media });
  });
};
