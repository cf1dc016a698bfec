import { useLingui } from '@lingui/react/macro';
import { FileText, MessageSquare, Settings2, UserRound } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { plainly } from '../../shared/mentions/tokens.ts';
import type { QueryResult, SearchPart } from '../../shared/queries.ts';
import { addDays, today } from '../../shared/time/calendar.ts';
import { formatWall } from '../../shared/time/format.ts';
import { instantToWall } from '../../shared/time/wall.ts';
import { nowIso } from '../app/clock.ts';
import { useOfferedCommands } from '../app/commands.ts';
import { displayLocale } from '../app/i18n.ts';
import { go } from '../app/router.ts';
import { getSetting, saveSetting, useSetting } from '../app/settings.ts';
import { useKeysOf } from '../app/shortcuts/use-keys.ts';
import { useUi } from '../app/ui-store.ts';
import { useAppState } from '../app/use-app-state.ts';
import { useBrand } from '../app/use-brand.ts';
import { useLiveQuery } from '../app/use-live-query.ts';
import { PlatformGlyph, platformNames } from '../ui/platform-glyph.tsx';
import { places } from './places.ts';
import { ranked, withRecent } from './rank.ts';

export type Item = {
  value: string;
  label: string;
  /** Found by these words, too. */
  also?: string;
  /** Found by the words in it, which the label need not have. */
  snippet?: SearchPart[];
  /** What a search found fits at least so well. */
  base?: number;
  hint?: string;
  keys?: string;
  icon?: ReactNode;
  /** Where it leads; with it, it can be gone to again when it is not on offer any more. */
  path?: string;
  run(): void;
};
export type Group = { value: string; items: Item[] };

/** Found of each kind, and shown of what was chosen lately. */
const FOUND = 12;
const RECENT = 6;

/**
 * What the palette shows. Nothing typed: what was chosen lately, then every action, then posts around today. Else
 * everything that fits by group, the group with the best first.
 */
export function useGroups(typed: string): Group[] {
  const { t } = useLingui();
  const brand = useBrand();
  const asked = typed.trim();
  const [chosen] = useSetting('recent');
  const recent = chosen.filter(({ brandId }) => brandId === brand.id);
  const groups: Group[] = [
    ...useActions(),
    ...useWritten(asked),
    { value: t`Channels`, items: useChannels() },
    { value: t`People`, items: usePeople() },
    { value: t`Settings`, items: useSettingPlaces() },
  ];
  const remembered = (group: Group): Group => ({
    ...group,
    items: group.items.map((item) => ({
      ...item,
      run() {
        const { value, label, path } = item;
        saveSetting(
          'recent',
          withRecent(getSetting('recent'), { value, label, brandId: brand.id, path: path ?? null }),
        );
        item.run();
      },
    })),
  });

  if (asked === '') {
    const all = new Map(groups.flatMap(({ items }) => items).map((item) => [item.value, item]));
    const again = recent.flatMap(({ value, label, path }): Item[] => {
      const known = all.get(value);
      const found = known ?? (path ? { value, label, path, run: () => go(path) } : null);
      return found ? [{ ...found, value: `recent/${value}` }] : [];
    });
    const first = { value: t`Recent`, items: again.slice(0, RECENT) };
    // Channels, people and settings wait until they are asked for: the list begins with what is done most.
    const rest = groups
      .filter(({ value }) => value !== t`Channels` && value !== t`People` && value !== t`Settings`)
      .map(remembered);
    return [first, ...rest].filter(({ items }) => items.length > 0);
  }
  const lately = new Set(recent.map(({ value }) => value));
  return groups
    .map(({ value, items }) => ({ value, items: ranked(items, asked, lately) }))
    .filter(({ items }) => items.length > 0)
    .sort((a, b) => (b.items[0]?.score ?? 0) - (a.items[0]?.score ?? 0))
    .map(({ value, items }) => remembered({ value, items: items.map(({ item }) => item) }));
}

function useActions(): Group[] {
  const commands = useOfferedCommands();
  const keysOf = useKeysOf();
  const byGroup = new Map<string, Item[]>();
  for (const { id, title, group, icon, run } of commands) {
    const keys = keysOf(id);
    const item: Item = {
      value: id,
      label: title,
      also: group,
      run,
      ...(keys && { keys }),
      ...(icon && { icon }),
    };
    byGroup.set(group, [...(byGroup.get(group) ?? []), item]);
  }
  return [...byGroup].map(([value, items]) => ({ value, items }));
}

/** Posts and comments: those around today, or what the words find at any time. */
function useWritten(asked: string): Group[] {
  const { t } = useLingui();
  const brand = useBrand();
  const date = today(brand.time_zone, nowIso());
  const range = { from: addDays(date, -90), to: addDays(date, 180), timeZone: brand.time_zone };
  const planned = useLiveQuery('calendar', asked === '' ? { brandId: brand.id, ...range } : null).data ?? [];
  const drafts = useLiveQuery('drafts', asked === '' ? { brandId: brand.id } : null).data ?? [];
  const found = useFound(brand.id, asked);
  const posts = [
    ...[...planned, ...drafts].map((post) => ({ ...post, snippet: undefined })),
    ...found.posts,
  ].map((post): Item => {
    const path = `/post/${post.id}`;
    return {
      value: post.id,
      label: post.title || ('caption' in post && plainly(post.caption).slice(0, 80)) || t`Untitled post`,
      hint: post.wall_time ? formatWall(post.wall_time, displayLocale()) : t`Idea`,
      icon: <FileText size={16} aria-hidden="true" />,
      ...(post.snippet && { snippet: post.snippet, base: 16 }),
      path,
      run: () => go(path),
    };
  });
  const comments = found.comments.map((comment): Item => {
    const path = `/inbox/${comment.id}`;
    return {
      value: comment.id,
      label: comment.author_name || comment.author_handle,
      hint: formatWall(instantToWall(comment.commented_at, brand.time_zone), displayLocale()),
      icon: <MessageSquare size={16} aria-hidden="true" />,
      snippet: comment.snippet,
      base: 15,
      path,
      run: () => go(path),
    };
  });
  return [
    { value: t`Posts`, items: posts },
    { value: t`Comments`, items: comments },
  ];
}

/** Members of every brand of this device, each where they can be looked at. */
function usePeople(): Item[] {
  const people = useLiveQuery('people', {}).data ?? NOBODY;
  const brands = useLiveQuery('brands', {}).data ?? NO_BRANDS;
  return people.flatMap(({ id, name, email, brand_id }) => {
    const brand = brands.find((one) => one.id === brand_id);
    if (!brand) return [];
    return {
      value: `person/${id}`,
      label: name || email,
      also: email,
      hint: brand.name,
      icon: <UserRound size={16} aria-hidden="true" />,
      run() {
        saveSetting('brand', brand_id);
        go('/brand/people');
      },
    };
  });
}

function useSettingPlaces(): Item[] {
  const { i18n } = useLingui();
  const host = useAppState((state) => state.host);
  return places
    .filter(({ electron }) => !electron || host === 'electron')
    .map(({ title, also, path, anchor }) => ({
      value: `${path}#${anchor ?? ''}${title.id}`,
      label: i18n._(title),
      also: i18n._(also),
      icon: <Settings2 size={16} aria-hidden="true" />,
      path,
      run() {
        useUi.setState({ reveal: anchor ?? null });
        go(path);
      },
    }));
}

/** The brand's channels, each with how it stands. */
function useChannels(): Item[] {
  const { t } = useLingui();
  const brand = useBrand();
  const connections = useLiveQuery('connections', { brandId: brand.id }).data ?? NO_CHANNELS;
  return connections.map(({ id, handle, display_name, platform, status }) => {
    const path = `/channel/${id}`;
    return {
      value: `channel/${id}`,
      label: handle,
      also: `${display_name} ${platformNames[platform]} ${t`permissions expiry health`}`,
      hint: status === 'reconnect' ? t`Has to be reconnected` : platformNames[platform],
      icon: <PlatformGlyph platform={platform} label="" size={16} />,
      path,
      run: () => go(path),
    };
  });
}

const NO_CHANNELS: QueryResult<'connections'> = [];
const NOBODY: QueryResult<'people'> = [];
const NO_BRANDS: QueryResult<'brands'> = [];
const NOTHING: QueryResult<'search'> = { posts: [], comments: [] };

/** What the words find; while the next answer is on its way, what the last ones found. */
function useFound(brandId: string, text: string): QueryResult<'search'> {
  const { data } = useLiveQuery(
    'search',
    text === '' ? null : { brandId, text: text.slice(0, 200), limit: FOUND },
  );
  const [last, setLast] = useState(NOTHING);
  if (data && data !== last) setLast(data);
  return text === '' ? NOTHING : (data ?? last);
}
