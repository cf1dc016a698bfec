import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Role } from '../../../shared/kinds/index.ts';

export const roleNames: Record<Role, MessageDescriptor> = {
  owner: msg`Owner`,
  admin: msg`Admin`,
  manager: msg`Manager`,
  member: msg`Member`,
};

/** What a role may do, each including the ones after it. */
export const roleDuties: Record<Role, MessageDescriptor> = {
  owner: msg`Everything, including other owners.`,
  admin: msg`Invites people and changes their roles.`,
  manager: msg`Connects channels, changes schedules and settings.`,
  member: msg`Plans posts, answers comments.`,
};
