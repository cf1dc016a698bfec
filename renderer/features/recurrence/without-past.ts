import { formatRule, parseRule } from '../../../shared/recurrence/rule.ts';

/** A rule with as many times less as there were before; at least one is left. */
export function withoutPast(text: string, before: number): string {
  const rule = parseRule(text);
  if (!rule || rule.count === null || before === 0) return text;
  return formatRule({ ...rule, count: Math.max(1, rule.count - before) });
}
