import { v7 as uuidv7 } from 'uuid';
import { type DateOrder, parsePlan } from '../../shared/csv/plan.ts';
import { AppError } from '../../shared/errors.ts';
import type { ImportPreview } from '../../shared/ipc.ts';
import type { Row } from '../../shared/kinds/index.ts';
import type { MutationArgs } from '../../shared/mutators/index.ts';

/** What a brand has already, for a plan to join. */
export type ImportBrand = {
  brand: Row<'brand'>;
  pillars: Row<'pillar'>[];
  connections: Row<'connection'>[];
};

const PILLAR_COLORS = 8;

/**
 * Reads a spreadsheet and says what importing it would make. Writes nothing.
 * A row that lies in the past, or that its file calls a draft, becomes a draft without a date: importing must never
 * publish anything by itself.
 */
export function previewImport(
  bytes: Uint8Array,
  { brand, pillars, connections }: ImportBrand,
  options: { dateOrder: DateOrder | 'auto'; now: Date },
): ImportPreview {
  const plan = parsePlan(bytes, {
    zone: brand.time_zone,
    dateOrder: options.dateOrder,
    now: options.now.toISOString(),
  });
  const pillarIds = new Map(pillars.map(({ id, name }) => [key(name), id]));
  const created: MutationArgs<'pillar.create'>[] = [];
  const mutations: ImportPreview['mutations'] = [];

  for (const row of plan.rows) {
    const name = row.pillar?.trim();
    if (name && !pillarIds.has(key(name))) {
      const position = pillars.length + created.length;
      const args = {
        id: uuidv7(),
        brand_id: brand.id,
        name: name.slice(0, 200),
        description: '',
        color: (position % PILLAR_COLORS) + 1,
        position,
        share: null,
      };
      pillarIds.set(key(name), args.id);
      created.push(args);
    }
    const post: MutationArgs<'post.create'> = {
      id: uuidv7(),
      brand_id: brand.id,
      pillar_id: name ? (pillarIds.get(key(name)) ?? null) : null,
      title: row.title,
      caption: row.text,
      notes: '',
      hashtags: row.hashtags.map((tag) => tag.replace(/^#/, '')),
      link: row.link,
      when:
        row.wall && !row.past && (row.status ?? 'scheduled') === 'scheduled'
          ? { wall_time: row.wall, time_zone: row.zone, schedule_id: null, slot_key: null }
          : null,
    };
    mutations.push({ name: 'post.create', args: post });
    for (const connection of channelsOf(row.channels, connections)) {
      const target: MutationArgs<'target.add'> = {
        brand_id: brand.id,
        post_id: post.id,
        connection_id: connection.id,
        text: null,
      };
      mutations.push({ name: 'target.add', args: target });
    }
  }

  return {
    rows: plan.rows.map((row) => ({
      line: row.line,
      title: row.title,
      caption: row.text,
      wallTime: row.wall,
      timeZone: row.zone,
      pillar: row.pillar,
      past: row.past,
    })),
    issues: plan.issues.map(({ line, column, code, message, value }) => ({
      line,
      column: column?.number ?? null,
      columnName: column?.name ?? null,
      code,
      message,
      value: value === '' ? null : value,
    })),
    newPillars: created.map(({ name }) => name),
    dateOrder: plan.dateOrder,
    delimiter: plan.delimiter,
    mutations:
      plan.issues.length > 0
        ? []
        : [...created.map((args) => ({ name: 'pillar.create' as const, args })), ...mutations],
  };
}

/** Accounts of the brand that a row names by handle, display name or platform, each once. */
function channelsOf(names: string[], connections: Row<'connection'>[]): Row<'connection'>[] {
  const wanted = new Set(names.map((name) => key(name.replace(/^@/, ''))));
  return connections.filter((connection) =>
    [connection.handle, connection.display_name, connection.platform].some((name) => wanted.has(key(name))),
  );
}

const key = (name: string) => name.trim().normalize('NFC').toLowerCase();

/** @throws AppError `no_such_brand` */
export function requireBrand(brand: Row<'brand'> | undefined): Row<'brand'> {
  if (brand) return brand;
  throw new AppError('no_such_brand', 'This brand is not on this device.', { status: 404 });
}
