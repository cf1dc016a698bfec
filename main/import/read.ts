import { decode } from '../../shared/csv/decode.ts';
import { planIssue } from '../../shared/csv/issues.ts';
import { type Plan, type PlanOptions, parsePlan } from '../../shared/csv/plan.ts';
import { parseCalendar } from '../../shared/exchange/read-ics.ts';
import { parsePostiz, postizSchema } from '../../shared/exchange/read-postiz.ts';

export type PlanSource = 'sheet' | 'calendar' | 'list';

/** More would not fit into one look. */
const MAX_LIST_BYTES = 20 * 1024 * 1024;

/** Reads a plan whatever it is written as; what it is, the file itself says, never its name. */
export function readPlan(bytes: Uint8Array, options: PlanOptions): { source: PlanSource; plan: Plan } {
  const head = new TextDecoder()
    .decode(bytes.subarray(0, 512))
    .replace(/^\ufeff/, '')
    .trimStart();
  if (/^BEGIN:VCALENDAR/i.test(head)) return { source: 'calendar', plan: parseCalendar(bytes, options) };
  if (/^[[{]/.test(head)) {
    const posts = bytes.length > MAX_LIST_BYTES ? null : postsOf(bytes);
    if (posts) return { source: 'list', plan: parsePostiz(posts, options) };
    const plan = parsePlan(new Uint8Array(), options);
    return { source: 'list', plan: { ...plan, issues: [planIssue('json_unknown', 1, null)] } };
  }
  return { source: 'sheet', plan: parsePlan(bytes, options) };
}

function postsOf(bytes: Uint8Array): unknown[] | null {
  const decoded = decode(bytes);
  if ('fault' in decoded) return null;
  try {
    const read = postizSchema.safeParse(JSON.parse(decoded.text.replace(/^\ufeff/, '')));
    return read.success ? read.data.posts : null;
  } catch {
    return null;
  }
}
