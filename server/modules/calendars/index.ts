import type { ServerModule } from '../../deps.ts';
import { feedPage } from './feed.ts';
import { feedRoutes } from './feeds.ts';

/** A brand's plan in other programs' calendars. */
export const calendarsModule: ServerModule = async (app, deps) => {
  feedRoutes(app, deps);
  feedPage(app, deps);
};
