import { i18n, type MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { PLAIN_FIELDS, type PlainField, type PlanField } from '../../../shared/csv/fields.ts';
import { PLATFORMS } from '../../../shared/kinds/index.ts';
import { platformNames } from '../../../shared/platform-names.ts';

const words: Record<PlainField, MessageDescriptor> = {
  datetime: msg`Date and time`,
  date: msg`Date`,
  time: msg`Time`,
  time_zone: msg`Time zone`,
  text: msg`Text`,
  title: msg`Title`,
  brand: msg`Brand`,
  pillar: msg`Pillar`,
  labels: msg`Labels; the first is the pillar`,
  channel: msg`Channels`,
  account: msg`Account, beside its platform`,
  link: msg`Link`,
  hashtags: msg`Hashtags`,
  status: msg`Status`,
  draft: msg`Draft: yes or no`,
  media: msg`Pictures and videos`,
  alt_text: msg`Alternative texts`,
  first_comment: msg`First comment, into the notes`,
  notes: msg`Notes`,
};

/** What a column may mean, for a list to choose from; an empty value leaves it alone. */
export function fieldOptions(taken: readonly PlanField[]): { value: string; label: string }[] {
  const known = PLATFORMS.filter((platform) => platform !== 'sandbox');
  const fields: PlanField[] = [
    ...PLAIN_FIELDS,
    ...known.map((platform): PlanField => `on:${platform}`),
    ...known.map((platform): PlanField => `words:${platform}`),
  ];
  const more = taken.filter((field) => !fields.includes(field));
  return [
    { value: '', label: i18n._(msg`Leave it out`) },
    ...[...fields, ...more].map((field) => ({ value: field, label: fieldWord(field) })),
  ];
}

function fieldWord(field: PlanField): string {
  const [kind = '', ...rest] = field.split(':');
  if (rest.length === 0) return i18n._(words[field as PlainField]);
  const name = rest.join(':');
  const channel = Object.hasOwn(platformNames, name)
    ? platformNames[name as keyof typeof platformNames]
    : name;
  return kind === 'on' ? i18n._(msg`Goes to ${channel}: yes or no`) : i18n._(msg`Words for ${channel}`);
}
