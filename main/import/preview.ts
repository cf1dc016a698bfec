import { v7 as uuidv7 } from 'uuid';
import type { Plan, PlanRow } from '../../shared/csv/plan.ts';
import { AppError } from '../../shared/errors.ts';
import type { ImportPreview } from '../../shared/ipc/exchange.ts';
import type { Row } from '../../shared/kinds/index.ts';
import type { MutationArgs, MutationName } from '../../shared/mutators/index.ts';
import { goesOut, type KnownPosts } from './known-posts.ts';

/** What a brand has already, for a plan to join. */
export type ImportBrand = {
  brand: Row<'brand'>;
  pillars: Row<'pillar'>[];
  connections: Row<'connection'>[];
  known: KnownPosts;
  /** Files of the library by name, in small letters. */
  assets: ReadonlyMap<string, string>;
};

export type Planned = { [N in MutationName]: { name: N; args: MutationArgs<N> } }[MutationName];

/** What importing a row would write. */
export type PreparedRow = {
  line: number;
  duplicate: boolean;
  wall: string | null;
  postId: string;
  /** The post and where it goes. */
  mutations: Planned[];
  /** Files by name that go with it, in order, and what each shows. */
  files: { name: string; alt: string }[];
  pillar: string | null;
};

export type Prepared = {
  brandId: string;
  rows: PreparedRow[];
  pillars: { name: string; mutation: Planned }[];
  assets: ReadonlyMap<string, string>;
  preview: Omit<ImportPreview, 'token' | 'zone' | 'remembered' | 'source' | 'dateOrderChosen'>;
};

const PILLAR_COLORS = 8;
/** The page shows so many; all of them are imported. */
const SHOWN = 200;

/**
 * Says what importing a plan would make. Writes nothing.
 * A row that lies in the past, or that its file calls a draft, becomes a draft without a date: importing must never
 * publish anything by itself.
 */
export function prepareImport(plan: Plan, context: ImportBrand): Prepared {
  const { brand, pillars, connections, known, assets } = context;
  const pillarIds = new Map(pillars.map(({ id, name }) => [key(name), id]));
  const created: Prepared['pillars'] = [];
  const findChannels = channelFinder(connections);
  const unknown = new Set<string>();
  const wanted = new Map<string, string>();
  let addresses = 0;
  const rows: PreparedRow[] = [];
  const shown: ImportPreview['rows'] = [];

  for (const row of plan.rows) {
    const name = row.pillar?.trim() ? row.pillar.slice(0, 200) : null;
    if (name && !pillarIds.has(key(name))) {
      const position = pillars.length + created.length;
      const args = {
        id: uuidv7(),
        brand_id: brand.id,
        name,
        description: '',
        color: (position % PILLAR_COLORS) + 1,
        position,
        share: null,
        why_it_matters: '',
        subtopics: [],
      };
      pillarIds.set(key(name), args.id);
      created.push({ name, mutation: { name: 'pillar.create', args } as Planned });
    }
    const named = [...row.channels, ...row.words.map(({ channel }) => channel)];
    const channels = new Map(named.flatMap((one) => findChannels(one).map((found) => [found.id, found])));
    for (const one of named) if (findChannels(one).length === 0) unknown.add(one);

    const scheduled = goesOut(row);
    const same = {
      title: row.title,
      text: row.text,
      instant: scheduled ? row.instant : null,
      connections: [...channels.keys()],
    };
    const duplicate = known.has(same);
    if (!duplicate) known.add(same);

    const urls = row.media.filter(isAddress);
    addresses += urls.length;
    const files = row.media
      .map((file, index) => ({ name: file.split(/[\\/]/).at(-1) ?? file, alt: row.alts[index] ?? '' }))
      .filter((_, index) => !isAddress(row.media[index] ?? ''));
    if (!duplicate)
      for (const file of files) if (!assets.has(key(file.name))) wanted.set(key(file.name), file.name);

    const postId = uuidv7();
    const mutations: Planned[] = [
      { name: 'post.create', args: postOf(row, { postId, brand, pillarIds, urls, scheduled }) },
      ...[...channels.values()].map((connection): Planned => {
        const own = row.words.find(({ channel }) => findChannels(channel).includes(connection));
        const text = own && own.text !== '' && own.text !== row.text ? own.text : null;
        // What went out long ago elsewhere is no plan.
        const date = row.dates.find(
          ({ channel, past }) => scheduled && !past && findChannels(channel).includes(connection),
        );
        return {
          name: 'target.add',
          args: {
            ...{ brand_id: brand.id, post_id: postId, connection_id: connection.id, text },
            ...(date && { when: { wall_time: date.wall_time, time_zone: date.time_zone } }),
          },
        };
      }),
    ];
    rows.push({
      line: row.line,
      duplicate,
      wall: scheduled ? row.wall : null,
      postId,
      mutations,
      files,
      pillar: name,
    });
    if (shown.length < SHOWN)
      shown.push({
        line: row.line,
        title: row.title.slice(0, 200),
        caption: row.text.slice(0, 400),
        wallTime: row.wall,
        timeZone: row.zone,
        pillar: name,
        past: row.past,
        scheduled,
        duplicate,
        channels: [...channels.values()].map(({ platform, handle }) => ({ platform, handle })),
        files: files.length + urls.length,
        brand: null,
      });
  }

  const fresh = rows.filter(({ duplicate }) => !duplicate);
  return {
    brandId: brand.id,
    rows,
    pillars: created,
    assets,
    preview: {
      rows: shown,
      count: {
        rows: rows.length,
        scheduled: fresh.filter(({ wall }) => wall !== null).length,
        ideas: fresh.filter(({ wall }) => wall === null).length,
        duplicates: rows.length - fresh.length,
        brokenLines: new Set(plan.issues.map(({ line }) => line)).size,
      },
      issues: plan.issues.slice(0, SHOWN).map(({ line, column, code, message, value }) => ({
        line,
        column: column?.number || null,
        columnName: column?.name ?? null,
        code,
        message,
        value: value === '' ? null : value,
      })),
      issueCount: plan.issues.length,
      newPillars: created.map(({ name }) => name),
      brands: [],
      unknownBrands: [],
      unknownChannels: [...unknown].slice(0, 50),
      media: { addresses, wanted: [...wanted.values()] },
      repeating: plan.repeating ?? null,
      dateOrder: plan.dateOrder,
      delimiter: plan.delimiter,
      preset: plan.preset && { id: plan.preset.id, name: plan.preset.name },
      columns: plan.columns.map(({ name, number, field }) => ({
        name,
        number,
        field,
        samples: plan.samples.flatMap((cells) => cells[number - 1]?.trim() || []),
      })),
    },
  };
}

function postOf(
  row: PlanRow,
  more: {
    postId: string;
    brand: Row<'brand'>;
    pillarIds: Map<string, string>;
    urls: string[];
    scheduled: boolean;
  },
): MutationArgs<'post.create'> {
  const { postId, brand, pillarIds, urls, scheduled } = more;
  // Nothing is fetched from a place that a file names: the address is kept for the person.
  const notes = [row.notes, urls.join('\n')].filter((part) => part !== '').join('\n\n');
  return {
    id: postId,
    brand_id: brand.id,
    pillar_id: row.pillar ? (pillarIds.get(key(row.pillar)) ?? null) : null,
    title: row.title,
    caption: row.text,
    notes: notes.slice(0, 100_000),
    hashtags: row.hashtags.map((tag) => tag.replace(/^#/, '')),
    link: row.link,
    when:
      scheduled && row.wall
        ? { wall_time: row.wall, time_zone: row.zone, schedule_id: null, slot_key: null }
        : null,
  };
}

/** Accounts of the brand that a file names by handle, display name, platform, or platform and handle. */
function channelFinder(connections: Row<'connection'>[]): (name: string) => Row<'connection'>[] {
  const found = new Map<string, Row<'connection'>[]>();
  return (name) => {
    const wanted = bare(name);
    const known = found.get(wanted);
    if (known) return known;
    const result = connections.filter(({ handle, display_name, platform }) =>
      [
        handle,
        display_name,
        platform,
        `${platform} ${handle}`,
        `${platform} ${bare(handle)}`,
        `${platform} ${display_name}`,
      ].some((one) => one !== '' && bare(one) === wanted),
    );
    found.set(wanted, result);
    return result;
  };
}

/** Other tools' names of platforms. */
const ALIASES: Record<string, string> = {
  twitter: 'x',
  'x (twitter)': 'x',
  'twitter/x': 'x',
  ig: 'instagram',
  fb: 'facebook',
};

const bare = (name: string) => {
  const plain = key(name).replace(/^@/, '');
  return ALIASES[plain] ?? plain;
};

export const isAddress = (name: string): boolean => /^https?:\/\//i.test(name);

export const key = (name: string) => name.trim().normalize('NFC').toLowerCase();

/** @throws AppError `no_such_brand` */
export function requireBrand<B>(brand: B | undefined): B {
  if (brand) return brand;
  throw new AppError('no_such_brand', 'This brand is not on this device.', { status: 404 });
}
