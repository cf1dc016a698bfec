import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { parseRule, type RuleDay } from '../../../shared/recurrence/rule.ts';
import { addDays } from '../../../shared/time/calendar.ts';
import { formatDay, weekdayName } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';

type Said = { rule: string; starts_at: string; ends_before: string | null };

/** Says a series in words: “Every second Tuesday, until 3 March 2027”. */
export function useRuleWords(): (series: Said) => string {
  const { t } = useLingui();
  const locale = displayLocale();
  const list = (words: string[]) => new Intl.ListFormat(locale, { type: 'conjunction' }).format(words);
  const ordinals: Record<number, string> = {
    1: t`first`,
    2: t`second`,
    3: t`third`,
    4: t`fourth`,
    5: t`fifth`,
    [-1]: t`last`,
    [-2]: t`second to last`,
  };
  const dayName = ({ weekday, nth }: RuleDay) => {
    const day = weekdayName(weekday, locale, 'long');
    if (nth === null) return day;
    const which = ordinals[nth] ?? String(nth);
    return t`${which} ${day}`;
  };

  function often({ rule: text, starts_at }: Said): string {
    const rule = parseRule(text);
    if (!rule) return text;
    const { freq, interval: n, byDay, byMonthDay, byMonth, bySetPos } = rule;
    if (bySetPos.length > 0 || byMonth.length > 0) return text;
    const days = list(byDay.map(dayName));
    if (freq === 'DAILY' && byDay.length + byMonthDay.length === 0)
      return n === 1 ? t`Every day` : n === 2 ? t`Every second day` : t`Every ${n} days`;
    if (freq === 'WEEKLY' && byDay.length === 7 && n === 1) return t`Every day`;
    if (freq === 'WEEKLY') {
      const named =
        days || weekdayName(((new Date(`${starts_at}Z`).getUTCDay() + 6) % 7) + 1, locale, 'long');
      if (n === 1) return t`Every ${named}`;
      if (n === 2 && byDay.length < 2) return t`Every second ${named}`;
      return n === 2 ? t`Every second week on ${named}` : t`Every ${n} weeks on ${named}`;
    }
    const dates = byMonthDay.length > 0 ? byMonthDay : [Number(starts_at.slice(8, 10))];
    if (freq === 'MONTHLY') {
      const numbers = list(dates.map(String));
      const on =
        byDay.length > 0
          ? t`on the ${days}`
          : dates.length === 1 && dates[0] === -1
            ? t`on the last day`
            : t`on day ${numbers}`;
      return n === 1
        ? t`Every month ${on}`
        : n === 2
          ? t`Every second month ${on}`
          : t`Every ${n} months ${on}`;
    }
    if (freq === 'YEARLY' && byDay.length + byMonthDay.length === 0) {
      const day = formatDay(starts_at.slice(0, 10), locale);
      return n === 1 ? t`Every year on ${day}` : t`Every ${n} years on ${day}`;
    }
    return text;
  }

  return (series) => {
    const words = often(series);
    const count = parseRule(series.rule)?.count ?? null;
    const { ends_before } = series;
    if (ends_before !== null) {
      const date = ends_before.endsWith('T00:00')
        ? addDays(ends_before.slice(0, 10), -1)
        : ends_before.slice(0, 10);
      const until = `${formatDay(date, locale)} ${date.slice(0, 4)}`;
      return t`${words}, until ${until}`;
    }
    if (count === null) return words;
    const times = plural(count, { one: '# time', other: '# times' });
    return t`${words}, ${times}`;
  };
}
