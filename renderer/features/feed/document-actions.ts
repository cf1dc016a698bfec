import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Row } from '../../../shared/kinds/index.ts';
import { nowIso } from '../../app/clock.ts';
import { mutateAll, newId, type PlannedMutation } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { offerUndo, rememberEdit } from '../../app/undo.ts';
import { applyEdit } from '../../app/undo-edit.ts';

type Doc = Row<'strategy_document'>;
type Words = Pick<Doc, 'title' | 'text'>;

/** Writing after a pause this long is another sitting: what was there before is kept as a version. */
const SITTING_MS = 30 * 60_000;

const keep = (document: Doc, words: Words, note: string): PlannedMutation => ({
  name: 'documentVersion.keep',
  args: {
    id: newId(),
    brand_id: document.brand_id,
    document_id: document.id,
    ...words,
    note,
  },
});

/**
 * Writes a strategy; Ctrl/Cmd-Z takes it back. The first change of a sitting keeps what was there as a version.
 * @param seen long text as its writer saw it
 */
export async function editDocument(
  document: Doc,
  fields: Partial<Words>,
  seen: Partial<Words> = {},
): Promise<void> {
  const { id, brand_id, title, text } = document;
  const write = (next: Partial<Words>, base: Partial<Words> = {}, also: PlannedMutation[] = []) =>
    mutateAll([
      ...also,
      {
        name: 'strategyDocument.edit',
        args: { id, brand_id, fields: next, ...(base.text !== undefined && { base: { text: base.text } }) },
      },
    ]);
  const rested = Date.parse(nowIso()) - Date.parse(document.updated_at) > SITTING_MS;
  const [last] = rested ? await readOnce('documentVersions', { documentId: id }) : [];
  const kept =
    rested && (last?.text !== text || last.title !== title) ? [keep(document, { title, text }, '')] : [];
  const before = Object.fromEntries(
    Object.keys(fields).map((name) => [name, document[name as keyof Words]]),
  ) as Partial<Words>;
  if (!(await write(fields, seen, kept))) return;
  rememberEdit(
    i18n._(msg`Strategy edited.`),
    { key: `document/${id}`, before, after: fields },
    async (to, from) => applyEdit(await documentNow(document), to, from, write),
  );
}

const documentNow = async ({ id, brand_id }: Pick<Doc, 'id' | 'brand_id'>) =>
  (await readOnce('strategyDocuments', { brandId: brand_id })).find((one) => one.id === id);

/** Keeps a strategy as it stands, under a note that says why. */
export const keepVersion = (document: Doc, note: string): Promise<boolean> =>
  mutateAll([keep(document, { title: document.title, text: document.text }, note)]);

/** Puts an earlier version in the place of what stands; that is kept as a version first. */
export async function restoreVersion(document: Doc, version: Row<'document_version'>): Promise<void> {
  const { id, brand_id, title, text } = document;
  const to = { title: version.title, text: version.text };
  const note = i18n._(msg`Before an earlier version was restored`);
  const write = (fields: Words) =>
    mutateAll([{ name: 'strategyDocument.edit', args: { id, brand_id, fields } }]);
  const [last] = await readOnce('documentVersions', { documentId: id });
  const first = last?.text === text && last.title === title ? [] : [keep(document, { title, text }, note)];
  const edit: PlannedMutation = { name: 'strategyDocument.edit', args: { id, brand_id, fields: to } };
  if (!(await mutateAll([...first, edit]))) return;
  const step = (there: Words, back: Words) => async () => {
    const now = await documentNow(document);
    return now && now.text === there.text && now.title === there.title ? write(back) : ('changed' as const);
  };
  offerUndo(i18n._(msg`Earlier version restored.`), step(to, { title, text }), step({ title, text }, to));
}
