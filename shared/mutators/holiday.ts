import { fieldsOf, recordMutations } from './record.ts';

/** Days without slots. Posts already planned on them keep their times. */
export const {
  create: holidayCreate,
  edit: holidayEdit,
  remove: holidayDelete,
} = recordMutations({
  kind: 'holiday',
  prefix: 'holiday',
  fields: fieldsOf('holiday', ['schedule_id', 'name', 'first_day', 'last_day']),
  minimum: 'manager',
});
