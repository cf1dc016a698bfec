import { journalWeekId } from '../../shared/mutators/strategy.ts';
import { ranksAfter } from '../../shared/threads/order.ts';
import { addDays, addMonths, monthOf, weekdayOf } from '../../shared/time/calendar.ts';
import { IDEAS, PLANNED } from './demo-content.ts';
import type { Filling } from './filling.ts';
import type { Plan } from './plan.ts';
import {
  CONTACTS,
  HASHTAG_SETS,
  HOOKS,
  JOURNAL,
  JOURNAL_WEEK,
  MONTHLY,
  OFFERS,
  PROFILE,
  STYLE_RULES,
  TEMPLATES,
  WEEKLY,
} from './strategy-content.ts';

/** What the brand knows about itself, the board's places, the journal, what repeats, and one holiday. */
export function strategyOf(filling: Filling, plan: Plan): void {
  const { brandId, newId, mutations } = filling;
  const brand = { brand_id: brandId };
  mutations.push({ name: 'brandProfile.edit', args: { id: brandId, ...brand, fields: PROFILE } });
  for (const [position, rule] of STYLE_RULES.entries())
    mutations.push({ name: 'styleRule.create', args: { id: newId(), ...brand, position, ...rule } });
  for (const offer of OFFERS)
    mutations.push({ name: 'offer.create', args: { id: newId(), ...brand, ...offer } });
  for (const template of TEMPLATES)
    mutations.push({ name: 'captionTemplate.create', args: { id: newId(), ...brand, ...template } });
  for (const set of HASHTAG_SETS)
    mutations.push({ name: 'hashtagSet.create', args: { id: newId(), ...brand, ...set } });

  for (const contact of CONTACTS)
    mutations.push({ name: 'contact.create', args: { id: newId(), ...brand, ...contact } });

  const hooks = new Map<string, string>();
  for (const { key, season = '', place = '', urgency = 'calm', ...rest } of HOOKS) {
    const id = newId();
    hooks.set(key, id);
    mutations.push({ name: 'hook.create', args: { id, ...brand, season, place, urgency, ...rest } });
  }
  for (const post of [...PLANNED, ...IDEAS]) {
    const fields = {
      ...('stage' in post && { stage: post.stage }),
      ...(post.hook !== undefined && { hook_id: hooks.get(post.hook) ?? null }),
    };
    const named = { id: plan.posts.get(post.title) ?? '', ...brand };
    if (Object.keys(fields).length > 0) mutations.push({ name: 'idea.edit', args: { ...named, fields } });
    if (!('nextMonth' in post)) continue;
    const month = addMonths(monthOf(filling.today), 1);
    mutations.push({
      name: 'idea.release',
      args: { ...named, fields: { release_month: month, visible_after: null } },
    });
  }
  addJournal(filling, plan);
  addSeries(filling, plan);
  const year = Number(filling.today.slice(0, 4));
  const holiday = { name: 'Christmas', first_day: `${year}-12-25`, last_day: `${year}-12-26` };
  mutations.push({ name: 'holiday.create', args: { id: newId(), ...brand, schedule_id: null, ...holiday } });
}

function addJournal({ brandId, today, dateOf, newId, mutations }: Filling, plan: Plan): void {
  const brand = { brand_id: brandId };
  for (const { at, text, about } of JOURNAL) {
    const day = dateOf(...at);
    const post_id = (about && plan.posts.get(about)) ?? null;
    if (day <= today)
      mutations.push({ name: 'journalEntry.create', args: { id: newId(), ...brand, day, text, post_id } });
  }
  const first_day = dateOf(-1, 1);
  mutations.push({
    name: 'journalWeek.edit',
    args: {
      id: journalWeekId(brandId, first_day),
      ...brand,
      fields: { first_day, text: JOURNAL_WEEK, done: true },
    },
  });
}

function addSeries({ brandId, timeZone, today, dateOf, newId, mutations }: Filling, plan: Plan): void {
  const nextMonth = `${addMonths(monthOf(today), 1)}-01`;
  const starts = [
    { series: WEEKLY, day: dateOf(1, WEEKLY.weekday) },
    { series: MONTHLY, day: addDays(nextMonth, 7 - weekdayOf(nextMonth)) },
  ];
  for (const { series, day } of starts) {
    const ranks = ranksAfter(null, series.follows.length);
    mutations.push({
      name: 'series.create',
      args: {
        id: newId(),
        brand_id: brandId,
        pillar_id: plan.pillars.get(series.pillar) ?? null,
        title: series.title,
        caption: series.caption,
        notes: '',
        hashtags: series.hashtags,
        link: null,
        targets: series.channels.map((key) => ({
          ...{ connection_id: plan.channels.get(key) ?? '', text: null },
          ...{ format: null, by_hand: false, options: null },
        })),
        media: [],
        parts: series.follows.map(({ role, text }, index) => ({
          ...{
            id: newId(),
            connection_id: null,
            role,
            rank: ranks[index] ?? '',
            text,
            asset_ids: [],
            frames: {},
          },
        })),
        starts_at: `${day}T${series.time}`,
        time_zone: timeZone,
        rule: series.rule,
        ends_before: null,
        paused: false,
      },
    });
  }
}
