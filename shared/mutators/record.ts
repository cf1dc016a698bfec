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
  type Stamped = { id: string; brand_id: string; version: number; updated_at: string };

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
      const next: Record<string, unknown> = { ...args.fields };
      const notices: Notice[] = [];
      for (const name of merged) {
        const [mine, seen, theirs] = [next[name], args.base?.[name], row[name]];
        if (typeof mine !== 'string' || typeof seen !== 'string' || typeof theirs !== 'string') continue;
        if (seen === theirs) continue;
        const { text, conflict } = mergeText({ base: seen, theirs, mine });
        next[name] = text;
        if (conflict)
          notices.push({
            code: 'text_conflict',
            params: { field: name, kept: theirs, by: ctx.actor ?? '' },
            about: { kind, id: args.id } as Ref,
          });
      }
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

/** Columns of a kind by name, as `fields` of its record. */
export function fieldsOf<K extends KindName, N extends keyof (typeof kinds)[K]['columns'] & string>(
  kind: K,
  names: readonly N[],
): { [C in N]: Row<K> extends Record<C, infer T> ? z.ZodType<T> : never } {
  const { columns } = kinds[kind] as unknown as { columns: Record<string, { schema: z.ZodType }> };
  return Object.fromEntries(names.map((name) => [name, columns[name]?.schema])) as never;
}
