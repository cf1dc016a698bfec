import { z } from 'zod';
import { fieldsOf, recordMutations } from './record.ts';

/** Posts already put into a schedule's slots keep their times, also when it is deleted. */
export const {
  create: scheduleCreate,
  edit: scheduleEdit,
  remove: scheduleDelete,
} = recordMutations({
  kind: 'schedule',
  prefix: 'schedule',
  fields: {
    ...fieldsOf('schedule', ['name', 'time_zone', 'slots', 'paused']),
    // Not the column's own schema: its default would empty it with every edit. An earlier app says nothing of it.
    connection_ids: z.array(z.uuid()).max(100).optional(),
  },
  first: () => ({ connection_ids: [] }),
  minimum: 'manager',
});
