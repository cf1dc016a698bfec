import type { Row } from '../../../shared/kinds/index.ts';
import type { MutationArgs, MutationName } from '../../../shared/mutators/index.ts';
import { mutateAll, newId, type PlannedMutation } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { offerUndo, rememberEdit } from '../../app/undo.ts';
import { applyEdit } from '../../app/undo-edit.ts';

/** Kinds whose plain writes a screen makes field by field: what they are called and where they are read again. */
export type Records = {
  hook: { row: Row<'hook'>; query: 'hooks'; fields: Fields<'hook.create'> };
  offer: { row: Row<'offer'>; query: 'offers'; fields: Fields<'offer.create'> };
  styleRule: { row: Row<'style_rule'>; query: 'styleRules'; fields: Fields<'styleRule.create'> };
  captionTemplate: {
    row: Row<'caption_template'>;
    query: 'captionTemplates';
    fields: Fields<'captionTemplate.create'>;
  };
  contentCalendar: {
    row: Row<'content_calendar'>;
    query: 'contentCalendars';
    fields: Fields<'contentCalendar.create'>;
  };
  hashtagSet: { row: Row<'hashtag_set'>; query: 'hashtagSets'; fields: Fields<'hashtagSet.create'> };
  contact: { row: Row<'contact'>; query: 'contacts'; fields: Fields<'contact.create'> };
  bio: { row: Row<'bio'>; query: 'bios'; fields: Fields<'bio.create'> };
  highlight: { row: Row<'highlight'>; query: 'highlights'; fields: Fields<'highlight.create'> };
  carousel: { row: Row<'carousel'>; query: 'carousels'; fields: Fields<'carousel.create'> };
  slide: { row: Row<'slide'>; query: 'slides'; fields: Fields<'slide.create'> };
  strategyDocument: {
    row: Row<'strategy_document'>;
    query: 'strategyDocuments';
    fields: Fields<'strategyDocument.create'>;
  };
};
type Fields<N extends MutationName> = Omit<MutationArgs<N>, 'id' | 'brand_id'>;

type Stamped = { id: string; brand_id: string; version: number };

/**
 * Writes of one kind with their undo.
 * @param prefix of its mutations
 * @param query where its rows are read again before anything is taken back
 */
export function recordActions<P extends keyof Records>(prefix: P, query: Records[P]['query']) {
  type R = Records[P]['row'];
  type F = Records[P]['fields'];
  const planned = (what: 'create' | 'edit' | 'delete', args: object) =>
    ({ name: `${prefix}.${what}`, args }) as unknown as PlannedMutation;
  const now = async ({ id, brand_id }: Stamped) =>
    // Each of these queries takes a brand and gives rows with an id.
    ((await readOnce<'hooks'>(query as 'hooks', { brandId: brand_id })) as readonly Stamped[]).find(
      (row) => row.id === id,
    );

  return {
    /** Makes some; told and undone as one. @param said what was done; null where it shows by itself */
    async add(brandId: string, rows: readonly F[], said: string | null): Promise<boolean> {
      const made = rows.map((fields) => ({ id: newId(), brand_id: brandId, ...fields }));
      const create = () => mutateAll(made.map((args) => planned('create', args)));
      if (!(await create())) return false;
      if (said !== null) {
        const remove = () =>
          mutateAll(made.map(({ id, brand_id }) => planned('delete', { id, brand_id, version: 1 })));
        offerUndo(said, remove, create);
      }
      return true;
    },
    /** @param seen long text as its writer saw it */
    async edit(row: R, fields: Partial<F>, said: string, seen: Partial<F> = {}): Promise<void> {
      const { id, brand_id } = row;
      const write = (next: object, base: object = {}) =>
        mutateAll([planned('edit', { id, brand_id, fields: next, base })]);
      const held = row as unknown as Record<string, unknown>;
      const before = Object.fromEntries(Object.keys(fields).map((name) => [name, held[name]]));
      if (!(await write(fields, seen))) return;
      rememberEdit(said, { key: `${prefix}/${id}`, before, after: fields }, async (to, from) =>
        applyEdit(await now(row), to, from, write),
      );
    },
    async remove(row: R, said: string): Promise<void> {
      const { id, brand_id, version } = row;
      const remove = (seen: number) => mutateAll([planned('delete', { id, brand_id, version: seen })]);
      if (!(await remove(version))) return;
      offerUndo(
        said,
        async () => ((await now(row)) ? 'changed' : mutateAll([planned('create', row)])),
        async () => {
          const back = await now(row);
          return back ? remove(back.version) : 'changed';
        },
      );
    },
  };
}
