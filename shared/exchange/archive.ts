import { z } from 'zod';
import { instantSchema } from '../kinds/define.ts';
import { type KindName, kindNames, kinds, type Row } from '../kinds/index.ts';

/**
 * Everything of some brands, as Pillarbox writes it for whoever wants to leave or to have a copy: the rows of every
 * kind as this version knows them, under the names they have everywhere else. Files lie beside it in a zip, as
 * `media/<SHA-256>`. Rows a reader does not know are its own affair: it leaves them out and says so.
 */
export const FORMAT = 'pillarbox-export';
export const VERSION = 1;
/** What the JSON is called in the zip, and how files are named beside it. */
export const JSON_NAME = 'pillarbox.json';
export const SCHEMA_NAME = 'pillarbox.schema.json';
export const mediaName = (sha256: string): string => `media/${sha256}`;

/** Kinds whose rows belong to a brand; the brand itself goes first. */
export const ARCHIVED: readonly KindName[] = [
  'brand',
  ...kindNames.filter((name) => Object.hasOwn(kinds[name].columns, 'brand_id')),
];

/** The frame; rows are read one by one, so that a broken one is one broken row. */
export const archiveSchema = z.object({
  format: z.literal(FORMAT),
  version: z.int().min(1),
  exported_at: z.string().max(40),
  brands: z
    .array(
      z.object({
        id: z.uuid(),
        name: z.string().max(200),
        rows: z.record(z.string().max(80), z.array(z.unknown())),
      }),
    )
    .max(1000),
});
export type Archive = z.infer<typeof archiveSchema>;

export type ArchivedRow = { [K in KindName]: { kind: K; row: Row<K> } }[KindName];

/** A row that is none: where it stands, and what is wrong with it. */
export type ArchiveFault = { path: string; message: string };

/** Every row that this version can read, kind by kind as `kinds` has them. */
export function rowsOfArchive({ brands }: Archive): { rows: ArchivedRow[]; faults: ArchiveFault[] } {
  const rows: ArchivedRow[] = [];
  const faults: ArchiveFault[] = [];
  for (const [at, brand] of brands.entries()) {
    for (const kind of ARCHIVED) {
      for (const [index, row] of (brand.rows[kind] ?? []).entries()) {
        const path = `brands[${at}].rows.${kind}[${index}]`;
        const read = kinds[kind].schema.safeParse(row);
        if (!read.success) {
          const issue = read.error.issues[0];
          faults.push({ path: [path, ...(issue?.path ?? [])].join('.'), message: issue?.message ?? '' });
          continue;
        }
        const found = { kind, row: read.data } as ArchivedRow;
        const own = kind === 'brand' ? found.row.id : 'brand_id' in found.row ? found.row.brand_id : null;
        if (own !== brand.id) faults.push({ path, message: 'It belongs to another brand.' });
        else rows.push(found);
      }
    }
    for (const kind of Object.keys(brand.rows)) {
      if (!(ARCHIVED as readonly string[]).includes(kind))
        faults.push({
          path: `brands[${at}].rows.${kind.slice(0, 80)}`,
          message: 'This version does not know it.',
        });
    }
  }
  return { rows, faults };
}

/** The format for programs: JSON Schema of what this version writes. */
export function archiveJsonSchema(): object {
  const rows = Object.fromEntries(ARCHIVED.map((kind) => [kind, z.array(kinds[kind].schema).optional()]));
  const whole = z.object({
    format: z.literal(FORMAT),
    version: z.literal(VERSION),
    exported_at: instantSchema,
    brands: z.array(z.object({ id: z.uuid(), name: z.string(), rows: z.object(rows) })),
  });
  return z.toJSONSchema(whole, { unrepresentable: 'any', io: 'input' });
}
