import type { ServerModule } from '../../deps.ts';
import { invitationRoutes } from './invitations.ts';
import { memberRoutes } from './members.ts';

/** Organizations, brands and who may do what in them. Brands themselves are made by mutations. */
export const organizationsModule: ServerModule = (app, deps) => {
  invitationRoutes(app, deps);
  memberRoutes(app, deps);
};
