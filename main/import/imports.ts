import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { isPlanField } from '../../shared/csv/fields.ts';
import { plain } from '../../shared/csv/plain.ts';
import type { PlanColumn } from '../../shared/csv/plan.ts';
import { AppError } from '../../shared/errors.ts';
import type { ImportOptions, ImportPreview } from '../../shared/ipc/exchange.ts';
import type { MethodResults } from '../../shared/ipc/index.ts';
import { attachmentId } from '../../shared/mutators/attachment.ts';
import type { Profile } from '../profile/profile.ts';
import { runQuery } from '../queries/queries.ts';
import type { Workspace } from '../workspace.ts';
import { type PreparedPlan, preparePlan } from './brands.ts';
import type { ImportFiles } from './files.ts';
import { readKnownPosts } from './known-posts.ts';
import { type ImportBrand, key, type Planned, type Prepared, requireBrand } from './preview.ts';
import { readPlan } from './read.ts';
import { undoImport } from './undo.ts';

/** Larger sheets and calendars are refused before they are read. */
const MAX_BYTES = 20 * 1024 * 1024;
/** Choices of so many kinds of file are remembered. */
const REMEMBERED = 40;
const SETTING = 'importChoices';

/** What a person chose for files with these headers. */
const choicesSchema = z.record(
  z.string(),
  z.object({
    mapping: z.record(z.string(), z.string().refine(isPlanField).nullable()).nullable(),
    zone: z.string().nullable(),
    dateOrder: z.enum(['auto', 'dmy', 'mdy', 'ymd']),
  }),
);
type Choices = z.infer<typeof choicesSchema>[string];

type Open = { prepared: PreparedPlan; signature: string | null; choices: Choices };
/** Imports of so many files can be taken back; history holds what older ones made. */
const TAKEN_BACK = 20;

/** Imports of plans: looked at, made, taken back and made again. */
export function createImports(deps: {
  files: ImportFiles;
  profile: Pick<Profile, 'settings' | 'setSetting'>;
  current(): Workspace;
  now: () => Date;
}) {
  const { files, profile, current, now } = deps;
  const open = new Map<string, Open>();
  const done = new Map<string, Planned[]>();

  const write = async (mutations: Planned[]) => {
    const { replica, account } = current();
    if (mutations.length > 0) await replica.mutate(mutations, account?.personId ?? null);
  };
  const madeBy = (token: string): Planned[] => {
    const made = done.get(token);
    if (made) return made;
    throw new AppError('import_gone', 'This import is too long ago to be taken back here.', { status: 410 });
  };
  const remembered = () => choicesSchema.catch({}).parse(profile.settings()[SETTING] ?? {});

  /** What a brand has already, for a plan to join. */
  const has = (brand: ImportBrand['brand']): ImportBrand => {
    const { replica } = current();
    const { id: brandId } = brand;
    return {
      brand,
      pillars: runQuery(replica, 'pillars', { brandId }),
      connections: runQuery(replica, 'connections', { brandId }),
      known: readKnownPosts(replica.read, brandId),
      assets: new Map(
        replica.read
          .all<{ id: string; name: string }>('select id, name from assets where brand_id = ?', brandId)
          .map(({ id, name }) => [key(name), id]),
      ),
    };
  };

  async function preview(args: ImportOptions & { token: string; brandId: string }): Promise<ImportPreview> {
    const { token, brandId } = args;
    const { replica } = current();
    const brand = requireBrand(runQuery(replica, 'brands', {}).find(({ id }) => id === brandId));
    const file = files.get(token);
    if (file.bytes > MAX_BYTES) throw new AppError('too_large', 'The file is larger than 20 MB.');
    const bytes = await readFile(file.path);
    const read = (choices: Choices) =>
      readPlan(bytes, {
        zone: choices.zone ?? brand.time_zone,
        dateOrder: choices.dateOrder,
        mapping: choices.mapping as Record<string, PlanColumn['field']> | null,
        now: now().toISOString(),
      });
    let choices: Choices = {
      mapping: args.mapping ?? null,
      zone: args.zone ?? null,
      dateOrder: args.dateOrder ?? 'auto',
    };
    let { source, plan } = read(choices);
    const signature = signatureOf(plan.columns);
    const before = signature === null ? undefined : remembered()[signature];
    // Only a file that was just chosen: afterwards the screen says what is chosen.
    const recalled = args.recall === true && before !== undefined;
    if (recalled && before) {
      choices = before;
      ({ source, plan } = read(choices));
    }
    const prepared = preparePlan(plan, has(brand), (name) => {
      const other = runQuery(replica, 'brands', {}).find((one) => key(one.name) === key(name));
      return other ? has(other) : null;
    });
    open.set(token, { prepared, signature, choices });
    return {
      ...prepared.preview,
      token,
      source,
      remembered: recalled,
      zone: choices.zone ?? brand.time_zone,
      dateOrderChosen: choices.dateOrder,
    };
  }

  return {
    preview,
    /**
     * Makes what was shown last, all of it or nothing.
     * @throws AppError `import_gone`; `import_has_issues` when lines are broken and were not left out
     */
    async run(args: {
      token: string;
      leaveOut: boolean;
      again: boolean;
      files: Record<string, string>;
    }): Promise<MethodResults['import.run']> {
      const { token, leaveOut, again } = args;
      const found = open.get(token);
      if (!found)
        throw new AppError('import_gone', 'This file was put away. Choose it again.', { status: 410 });
      const { prepared, signature, choices } = found;
      if (prepared.preview.issueCount > 0 && !leaveOut)
        throw new AppError('import_has_issues', 'Some lines of this file cannot be read.');
      const chosen = new Map(Object.entries(args.files).map(([name, id]) => [key(name), id]));
      const [own] = prepared.brands;
      const rows: Prepared['rows'] = [];
      const made = prepared.brands.flatMap((brand): Planned[] => {
        const mine = brand.rows.filter(({ duplicate }) => again || !duplicate);
        rows.push(...mine);
        const used = new Set(mine.map(({ pillar }) => pillar && key(pillar)));
        const files = brand === own ? chosen : new Map<string, string>();
        return [
          ...brand.pillars.flatMap(({ name, mutation }) => (used.has(key(name)) ? [mutation] : [])),
          ...mine.flatMap((row) => [...row.mutations, ...attachments(row, brand, files)]),
        ];
      });
      await write(made);
      open.delete(token);
      done.set(token, made);
      for (const old of [...done.keys()].slice(0, -TAKEN_BACK)) done.delete(old);
      if (signature !== null)
        profile.setSetting(
          SETTING,
          Object.fromEntries(Object.entries({ ...remembered(), [signature]: choices }).slice(-REMEMBERED)),
        );
      const days = rows.flatMap(({ wall }) => wall ?? []).sort();
      return { made: rows.length, firstDay: days[0]?.slice(0, 10) ?? null };
    },
    /** @throws AppError `import_gone` */
    async undo(token: string): Promise<void> {
      await write(undoImport(madeBy(token)));
    },
    async redo(token: string): Promise<void> {
      await write(madeBy(token));
    },
  };
}

export type Imports = ReturnType<typeof createImports>;

function attachments(
  row: Prepared['rows'][number],
  { brandId, assets }: Prepared,
  chosen: ReadonlyMap<string, string>,
): Planned[] {
  const attached = new Set<string>();
  return row.files.flatMap(({ name, alt }): Planned[] => {
    const assetId = chosen.get(key(name)) ?? assets.get(key(name));
    if (!assetId) return [];
    const id = attachmentId(row.postId, assetId, null);
    if (attached.has(id)) return [];
    const args = {
      brand_id: brandId,
      post_id: row.postId,
      asset_id: assetId,
      connection_id: null,
      position: attached.size,
      alt_text: alt === '' ? null : alt.slice(0, 2000),
    };
    attached.add(id);
    return [{ name: 'attachment.add', args }];
  });
}

/** Files with the same headers are of one kind. Null where there are none. */
const signatureOf = (columns: readonly PlanColumn[]): string | null =>
  columns.length === 0
    ? null
    : createHash('sha256')
        .update(columns.map(({ name }) => plain(name)).join('\n'))
        .digest('hex')
        .slice(0, 16);
