import { z } from 'zod';
import { type KindName, kinds, type Role, type Row } from '../kinds/index.ts';
import { planningScope } from '../scopes.ts';
import { mergeText } from '../text/merge.ts';
import {
  changed,
  defineMutation,
  del,
  type MutationContext,
  made,
  type Notice,
  need,
  put,
  type Ref,
  Rejection,
  sameBrand,
} from './define.ts';

/** Kinds of a brand whose rows are written by people and carry stamps. */
type RecordKind = {
  [K in KindName]: Row<K> extends { brand_id: string; version: number; updated_at: string } ? K : never;
}[KindName];

type Fields = Record<string, z.ZodType>;
type Optional<F extends Fields> = { [N in keyof F]: undefined extends z.infer<F[N]> ? N : never }[keyof F];
type Values<F extends Fields> = { [N in Exclude<keyof F, Optional<F>>]: z.infer<F[N]> } & {
  [N in Optional<F>]?: z.infer<F[N]>;
};
type Named = { id: string; brand_id: string };
type CreateArgs<F extends Fields> = Named & Values<F>;
type EditArgs<F extends Fields, L extends keyof F> = Named & {
  fields: Partial<Values<F>>;
  /** Long text as its writer saw it. */
  base?: { [N in L]?: z.infer<F[N]> } | undefined;
};
type DeleteArgs = Named & { version?: number | undefined };

type RecordSpec<P extends string, K extends RecordKind, F extends Fields, L extends keyof F> = {
  kind: K;
  /** The mutations are `<prefix>.create`, `.edit` and `.delete`. */
  prefix: P;
  /** What people write: by column, with its schema. */
  fields: F;
  /** Long text, merged three ways where an edit says what its writer saw (`base`). */
  merged?: readonly (L & string)[];
  /** The least role that may do this; `member` unless said. */
  minimum?: Role;
  /** An edit brings back what somebody else deleted meanwhile, with the notice `edit_beat_delete`. */
  editBeatsDelete?: true;
  /** The other columns of a row, when it is made. */
  first?(ctx: MutationContext): Partial<Row<K>>;
  /** Version of the arguments of `create` and `edit`, and what makes them of older ones (Mutation.upgrade). */
  version?: number;
  upgrade?: { create(args: unknown, from: number): unknown; edit(args: unknown, from: number): unknown };
};

/**
 * The three plain writes of a kind in a brand's planning scope. An edit carries changed fields only, so that fields
 * merge independently. A delete may carry the version its maker saw; a newer edit then beats it. A row that was
 * deleted comes back by being created again (undo).
 */
export function recordMutations<
  const P extends string,
  K extends RecordKind,
  F extends Fields,
  L extends keyof F = never,
>(spec: RecordSpec<P, K, F, L>) {
  const { kind, prefix, minimum = 'member', merged = [] } = spec;
  const word = kind.replaceAll('_', ' ');
  const named = z.object({ id: z.uuid(), brand_id: z.uuid() });
  const fields = z.object(spec.fields);
  const base = fields.pick(Object.fromEntries(merged.map((name) => [name, true])) as never).partial();
  const common = {
    home: (args: Named) => planningScope(args.brand_id),
    authority: (args: Named) => ({ brandId: args.brand_id, minimum }),
    reads: (args: Named) => [{ kind, id: args.id } as Ref],
    ...(spec.version !== undefined && { version: spec.version }),
  };

  const create = defineMutation<`${P}.create`, CreateArgs<F>>({
    ...common,
    ...(spec.upgrade && { upgrade: spec.upgrade.create }),
    name: `${prefix}.create`,
    args: named.extend(fields.shape) as unknown as z.ZodType<CreateArgs<F>>,
    apply(rows, args, ctx) {
      if (rows.get(kind, args.id)) throw new Rejection('exists', `This ${word} exists already.`);
      const row = { ...spec.first?.(ctx), ...args, ...made(ctx) };
      return { writes: [put(kind, row as unknown as Row<K>)] };
    },
  });

  const edit = defineMutation<`${P}.edit`, EditArgs<F, L>>({
    ...common,
    ...(spec.upgrade && { upgrade: spec.upgrade.edit }),
    ...(spec.editBeatsDelete && { overDeletion: true as const }),
    name: `${prefix}.edit`,
    args: named.extend({ fields: fields.partial(), base: base.optional() }) as unknown as z.ZodType<
      EditArgs<F, L>
    >,
    apply(rows, args, ctx) {
      const row = need(rows, kind, args.id) as unknown as Stamped & Record<string, unknown>;
      sameBrand(row, args.brand_id);
      const { next, notices } = mergedFields(row, args, merged, { kind, id: args.id } as Ref, ctx);
      return { writes: [put(kind, changed(row, next, ctx) as unknown as Row<K>)], notices };
    },
  });

  const remove = defineMutation<`${P}.delete`, DeleteArgs>({
    home: common.home,
    authority: common.authority,
    reads: common.reads,
    name: `${prefix}.delete`,
    args: named.extend({ version: z.int().optional() }),
    apply(rows, args, ctx) {
      const row = rows.get(kind, args.id) as unknown as (Stamped & Record<string, unknown>) | undefined;
      if (!row) return { writes: [] }; // two people deleted it: both got what they wanted
      sameBrand(row, args.brand_id);
      if (args.version === undefined || row.version <= args.version) return { writes: [del(kind, args.id)] };
      const title = [row.name, row.title, row.text].find((name) => typeof name === 'string') ?? '';
      return {
        writes: [],
        notices: [
          {
            code: 'edit_beat_delete',
            params: { title: String(title).slice(0, 200), by: ctx.actor ?? '' },
            about: { kind, id: args.id } as Ref,
          },
        ],
      };
    },
  });
  return { create, edit, remove };
}

type KeyedSpec<P extends string, K extends RecordKind, F extends Fields, L extends keyof F> = {
  kind: K;
  name: P;
  fields: F;
  merged?: readonly (L & string)[];
  minimum?: Role;
  /** Every column but the names and stamps, as a row begins. */
  empty: Omit<Row<K>, 'id' | 'brand_id' | 'created_at' | 'updated_at' | 'version'>;
  /** Something of the same id that has to be there. */
  of?: KindName;
};

/**
 * The one write of a kind whose id says what a row is about (a brand's profile, a post's place on the board): changes
 * the row, and makes it where there is none. Whoever writes first, the other's fields join it.
 */
export function keyedEdit<
  const P extends string,
  K extends RecordKind,
  F extends Fields,
  L extends keyof F = never,
>(spec: KeyedSpec<P, K, F, L>) {
  const { kind, of, merged = [], minimum = 'member' } = spec;
  const fields = z.object(spec.fields);
  const base = fields.pick(Object.fromEntries(merged.map((name) => [name, true])) as never).partial();
  return defineMutation<P, EditArgs<F, L>>({
    name: spec.name,
    args: z.object({
      id: z.uuid(),
      brand_id: z.uuid(),
      fields: fields.partial(),
      base: base.optional(),
    }) as unknown as z.ZodType<EditArgs<F, L>>,
    home: (args) => planningScope(args.brand_id),
    authority: (args) => ({ brandId: args.brand_id, minimum }),
    reads: ({ id }) => [{ kind, id } as Ref, ...(of ? [{ kind: of, id } as Ref] : [])],
    apply(rows, args, ctx) {
      const { id, brand_id } = args;
      if (of) sameBrand({ brand_id, ...need(rows, of, id) }, brand_id);
      const row = rows.get(kind, id) as unknown as (Stamped & Record<string, unknown>) | undefined;
      if (row) sameBrand(row, brand_id);
      const { next, notices } = mergedFields(row ?? spec.empty, args, merged, { kind, id } as Ref, ctx);
      const written = row ? changed(row, next, ctx) : { id, brand_id, ...spec.empty, ...next, ...made(ctx) };
      return { writes: [put(kind, written as unknown as Row<K>)], notices };
    },
  });
}

type Stamped = { id: string; brand_id: string; version: number; updated_at: string };

/** The fields of an edit, its long text merged with what came since its writer looked. */
function mergedFields(
  row: Readonly<Record<string, unknown>>,
  edit: { fields: object; base?: object | undefined },
  merged: readonly string[],
  about: Ref,
  ctx: MutationContext,
): { next: Record<string, unknown>; notices: Notice[] } {
  const next: Record<string, unknown> = { ...edit.fields };
  const base: Record<string, unknown> = { ...edit.base };
  const notices: Notice[] = [];
  for (const name of merged) {
    const [mine, seen, theirs] = [next[name], base[name], row[name]];
    if (typeof mine !== 'string' || typeof seen !== 'string' || typeof theirs !== 'string') continue;
    if (seen === theirs) continue;
    const { text, conflict } = mergeText({ base: seen, theirs, mine });
    next[name] = text;
    const params = { field: name, kept: theirs, by: ctx.actor ?? '' };
    if (conflict) notices.push({ code: 'text_conflict', params, about });
  }
  return { next, notices };
}

/** Columns of a kind by name, as `fields` of its record. */
export function fieldsOf<K extends KindName, N extends keyof (typeof kinds)[K]['columns'] & string>(
  kind: K,
  names: readonly N[],
): { [C in N]: Row<K> extends Record<C, infer T> ? z.ZodType<T> : never } {
  const { columns } = kinds[kind] as unknown as { columns: Record<string, { schema: z.ZodType }> };
  return Object.fromEntries(names.map((name) => [name, columns[name]?.schema])) as never;
}
