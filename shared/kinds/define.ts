import { z } from 'zod';

/**
 * A kind is one sort of row that desktops may hold. Its columns are named once, here, and carry that name in
 * Postgres (table `app.<table>`), in the projection (`sync.rows.data`), in the replica (table `<table>`) and in code.
 */
export type Column<T> = {
  schema: z.ZodType<T>;
  /** How SQLite stores it. `json` columns are arrays or objects kept as JSON text; `boolean` as 0 or 1. */
  storage: 'text' | 'integer' | 'boolean' | 'json';
};

type Columns = Record<string, Column<unknown>>;

/** Which family of scopes a kind lives in (see shared/scopes.ts). */
export type ScopeFamily = 'person' | 'planning' | 'engagement';

export type KindOf<Name extends string, C extends Columns> = {
  name: Name;
  table: string;
  family: ScopeFamily;
  columns: C;
  /** Reads one row; unknown extra keys (a newer server's columns) are dropped, missing or wrong ones are errors. */
  schema: z.ZodType<{ [K in keyof C]: C[K] extends Column<infer T> ? T : never }>;
};

export function defineKind<Name extends string, C extends Columns>(
  name: Name,
  table: string,
  family: ScopeFamily,
  columns: C,
): KindOf<Name, C> {
  const shape = Object.fromEntries(Object.entries(columns).map(([key, column]) => [key, column.schema]));
  return { name, table, family, columns, schema: z.object(shape) as unknown as KindOf<Name, C>['schema'] };
}

const column = <T>(schema: z.ZodType<T>, storage: Column<T>['storage']): Column<T> => ({ schema, storage });

export const instantSchema = z.iso.datetime({ precision: 3 });
/** Wall time without a zone, to the minute: `2026-11-23T09:00`. */
export const wallTimeSchema = z
  .string()
  .refine(
    (wall) =>
      /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(wall) && z.iso.datetime().safeParse(`${wall}:00Z`).success,
    'Not a date and time that a calendar has.',
  );
/** A day without a zone: `2026-12-24`. */
export const dateSchema = z.iso.date();
export const timeZoneSchema = z.string().min(1).max(64);

/** Column builders. Lengths are in UTF-16 code units. */
export const c = {
  uuid: () => column(z.uuid(), 'text'),
  uuidOrNull: () => column(z.uuid().nullable(), 'text'),
  text: (max = 10_000) => column(z.string().max(max), 'text'),
  textOrNull: (max = 10_000) => column(z.string().max(max).nullable(), 'text'),
  oneOf: <const T extends readonly [string, ...string[]]>(values: T) =>
    column(z.enum(values) as unknown as z.ZodType<T[number]>, 'text'),
  instant: () => column(instantSchema, 'text'),
  instantOrNull: () => column(instantSchema.nullable(), 'text'),
  wallTime: () => column(wallTimeSchema, 'text'),
  wallTimeOrNull: () => column(wallTimeSchema.nullable(), 'text'),
  date: () => column(dateSchema, 'text'),
  dateOrNull: () => column(dateSchema.nullable(), 'text'),
  /** A month of a calendar: `2026-12`. */
  monthOrNull: () =>
    column(
      z
        .string()
        .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
        .nullable(),
      'text',
    ),
  timeZone: () => column(timeZoneSchema, 'text'),
  timeZoneOrNull: () => column(timeZoneSchema.nullable(), 'text'),
  /** SHA-256 of a file's bytes, 64 small hex digits. */
  sha256: () => column(z.string().regex(/^[0-9a-f]{64}$/), 'text'),
  /** `#rrggbb` in small letters. */
  color: () => column(z.string().regex(/^#[0-9a-f]{6}$/), 'text'),
  integer: () => column(z.int(), 'integer'),
  integerOrNull: () => column(z.int().nullable(), 'integer'),
  boolean: () => column(z.boolean(), 'boolean'),
  json: <T>(schema: z.ZodType<T>) => column(schema, 'json'),
};
