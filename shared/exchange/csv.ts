import { writeChannelDate } from '../csv/channel-date.ts';
import { guarded } from '../csv/guard.ts';
import { channelName, type ExportPost } from './post.ts';

/**
 * Posts as a sheet that spreadsheet programs open as it is meant (UTF-8 with its mark, CRLF, cells that look like
 * formulas guarded) and that Pillarbox reads again to the letter (shared/csv/presets/pillarbox.ts). What a cell holds
 * several of stands one below the other.
 */
export function writePlan(posts: readonly ExportPost[]): string {
  const own = new Map<string, string>();
  for (const { channels } of posts) {
    for (const channel of channels) if (channel.text) own.set(channel.connection_id, channelName(channel));
  }
  const dated = new Map<string, string>();
  for (const { channels } of posts) {
    for (const channel of channels) if (channel.own) dated.set(channel.connection_id, channelName(channel));
  }
  // A sheet of one brand can be brought into any other.
  const several = new Set(posts.map(({ brand }) => brand)).size > 1;
  const header = [
    'Pillarbox',
    ...(several ? ['Brand'] : []),
    'Date',
    'Time',
    'Time zone',
    'Title',
    'Text',
    'Link',
    'Hashtags',
    'Pillar',
    'Channels',
    'Status',
    'Media',
    'Alternative texts',
    'Notes',
    ...[...own.values()].map((name) => `Words for ${name}`),
    ...[...dated.values()].map((name) => `Date for ${name}`),
  ];
  const rows = posts.map((post) => {
    const [day = '', time = ''] = post.wall_time?.split('T') ?? [];
    const words = new Map(post.channels.map(({ connection_id, text }) => [connection_id, text ?? '']));
    const dates = new Map(
      post.channels.map((one) => [one.connection_id, one.own && writeChannelDate(one.own)]),
    );
    return [
      post.id,
      ...(several ? [post.brand] : []),
      day,
      time,
      post.time_zone ?? '',
      post.title,
      post.caption,
      post.link ?? '',
      post.hashtags.map((tag) => `#${tag}`).join('\n'),
      post.pillar ?? '',
      post.channels.map(channelName).join('\n'),
      statusOf(post),
      post.media.map(({ name }) => name).join('\n'),
      post.media.map(({ alt }) => alt.replace(/\s+/g, ' ').replaceAll('||', '| |')).join(' || '),
      post.notes,
      ...[...own.keys()].map((id) => words.get(id) ?? ''),
      ...[...dated.keys()].map((id) => dates.get(id) ?? ''),
    ];
  });
  return `\ufeff${[header, ...rows].map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('')}`;
}

function statusOf({ channels, wall_time }: ExportPost): string {
  if (channels.length > 0 && channels.every(({ out }) => out)) return 'published';
  return wall_time === null ? 'draft' : 'scheduled';
}

const quoted = (cell: string): string => {
  const safe = guarded(cell);
  return /["\r\n,;\t|']/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
};
