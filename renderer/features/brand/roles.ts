import { ROLES, type Role } from '../../../shared/kinds/index.ts';

/** True when a role may do what takes at least `minimum`. The server decides; this only spares futile presses. */
export const may = (role: Role, minimum: Role): boolean => ROLES.indexOf(role) <= ROLES.indexOf(minimum);

/** Roles a person may give: never more power than they have, and only from admin up. */
export const givable = (own: Role): Role[] =>
  may(own, 'admin') ? ROLES.filter((role) => may(own, role)) : [];
