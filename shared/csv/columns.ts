import { isShared, PLAIN_FIELDS, type PlainField, type PlanField } from './fields.ts';
import { plain } from './plain.ts';
import { bareHeader, type Preset } from './presets/index.ts';

export type { PlanField } from './fields.ts';

/** What the columns of a plan are called, in the languages spreadsheets come in. */

export type PlanColumn = {
  /** As the file has it. */
  name: string;
  /** From 1, as a spreadsheet's letters count. */
  number: number;
  /** What it was taken for; null is a column that is left alone. */
  field: PlanField | null;
};

/** Surest names first: of two columns that could be the same field, the earlier name gets it. */
const NAMES: Record<PlainField, string> = {
  datetime:
    'datetime, date time, date and time, date & time, scheduled at, publish at, posting time, scheduled time, ' +
    'publish time, datum uhrzeit, datum und uhrzeit, datum/uhrzeit, zeitpunkt, date et heure, ' +
    'date heure, date/heure, fecha y hora, fecha hora, fecha/hora',
  date:
    'date, publish date, publishing date, post date, posting date, scheduled date, schedule date, publish on, ' +
    'scheduled for, day, go live date, live date, datum, veröffentlichungsdatum, veröffentlichung, tag, ' +
    'date de publication, publication, jour, fecha, fecha de publicación, día, data',
  time: 'time, hour, time of day, uhrzeit, zeit, heure, horaire, heure de publication, hora, hora de publicación, ora',
  time_zone: 'time zone, timezone, tz, zeitzone, fuseau horaire, fuseau, zona horaria, huso horario',
  text:
    'caption, text, content, message, post text, post copy, copy, body, post content, description, post, ' +
    'bildunterschrift, beitragstext, inhalt, nachricht, beitrag, beschreibung, ' +
    'légende, texte, contenu, message texte, publication texte, ' +
    'leyenda, texto, contenido, mensaje, descripción, publicación, pie de foto',
  title:
    'title, post title, headline, name, topic, subject, titel, überschrift, thema, titre, sujet, título, tema',
  brand: 'brand, brand name, marke, marque, marca',
  pillar:
    'pillar, content pillar, category, theme, bucket, säule, content säule, kategorie, rubrik, ' +
    'pilier, pilier de contenu, catégorie, rubrique, thème, pilar, pilar de contenido, categoría',
  channel:
    'channel, channels, account, accounts, platform, platforms, network, social network, profile, kanal, kanäle, ' +
    'konto, konten, plattform, netzwerk, profil, canal, canaux, compte, comptes, plateforme, réseau, ' +
    'réseau social, canales, cuenta, cuentas, plataforma, red, red social, perfil',
  link: 'link, url, links, website, web address, destination url, adresse, webadresse, lien, lien url, enlace, liga',
  hashtags: 'hashtags, hashtag, tags, tag list, schlagwörter, schlagworte, mots clés, mots-clés, etiquetas',
  labels: 'labels, label',
  account: 'platform account, account name, handle',
  draft: 'draft, is draft, entwurf, brouillon, borrador',
  media:
    'media, media url, media urls, mediaurls, media file, media files, image, images, image url, image urls, imageurls, ' +
    'picture, pictures, picture url, photo, photos, video url, videourls, attachment, attachments, file, files, filename, ' +
    'file name, bild, bilder, datei, dateien, medien, image fichier, médias, fichier, imagen, imágenes, archivo, archivos',
  alt_text:
    'alt text, alt texts, alternative text, alternative texts, image description, bildbeschreibung, alternativtext, ' +
    'texte alternatif, texto alternativo',
  first_comment:
    'first comment, first comment text, erster kommentar, premier commentaire, primer comentario',
  notes: 'notes, note, internal notes, internal note, notizen, notiz, remarques, notas',
  status: 'status, state, stage, zustand, stand, statut, état, etat, estado, estatus',
};

const FIELDS = PLAIN_FIELDS;

const known = new Map<string, { field: PlainField; rank: number }>();
for (const field of FIELDS) {
  for (const [rank, name] of NAMES[field].split(',').entries()) {
    const key = plain(name);
    if (!known.has(key)) known.set(key, { field, rank });
  }
}

/** How sure a header row it is: the number of different fields its cells name. */
export function fieldsNamed(cells: string[]): number {
  return new Set(cells.map((cell) => lookUp(cell)?.field).filter(Boolean)).size;
}

/**
 * @param preset the tool that wrote the file; its own names come before what they might mean elsewhere
 * @returns every column with what it was taken for, and pairs of columns that bear the very same name, where nobody
 * can tell which is meant
 */
export function matchColumns(
  header: readonly string[],
  preset: Preset | null = null,
): { columns: PlanColumn[]; twins: PlanColumn[] } {
  const columns = header.map((cell, i): PlanColumn => ({ name: cell.trim(), number: i + 1, field: null }));
  if (preset?.rows) {
    for (const column of columns) column.field = preset.rows[column.number - 1] ?? null;
    return { columns, twins: [] };
  }
  const own = new Map(Object.entries(preset?.columns ?? {}).map(([name, field]) => [plain(name), field]));
  for (const column of columns) {
    const field = own.get(bareHeader(column.name)) ?? channelWords(column.name);
    if (field && (isShared(field) || !columns.some((other) => other.field === field))) column.field = field;
  }
  const twins: PlanColumn[] = [];
  for (const field of FIELDS) {
    if (columns.some((column) => column.field === field) && !isShared(field)) continue;
    const able = columns
      .filter((column) => column.field === null)
      .map((column) => ({ column, match: lookUp(column.name) }))
      .filter(({ match }) => match?.field === field)
      .sort((a, b) => (a.match?.rank ?? 0) - (b.match?.rank ?? 0));
    if (isShared(field)) {
      for (const { column } of able) column.field = field;
      continue;
    }
    const [first, second] = able;
    if (!first) continue;
    first.column.field = field;
    if (second && second.match?.rank === first.match?.rank) twins.push(second.column);
  }
  const of = (field: PlanField) => columns.find((column) => column.field === field);
  // Date and time apart say the same as a column that has both; one of the two ways is enough.
  const spare = of('time') && of('date') ? of('datetime') : of('datetime') && of('date');
  if (spare) spare.field = null;
  return { columns, twins };
}

/** What a person said the columns are, by number. A field that only one column can say is a twin the second time. */
export function assignColumns(
  header: readonly string[],
  mapping: Readonly<Record<string, PlanField | null>>,
): { columns: PlanColumn[]; twins: PlanColumn[] } {
  const columns = header.map(
    (cell, i): PlanColumn => ({ name: cell.trim(), number: i + 1, field: mapping[i + 1] ?? null }),
  );
  const twins = columns.filter(
    ({ field, number }) =>
      field !== null &&
      !isShared(field) &&
      columns.some((before) => before.field === field && before.number < number),
  );
  return { columns, twins };
}

/** `Words for @bakery`, `Date for @bakery` */
function channelWords(cell: string): PlanField | null {
  const [, what, channel] = /^(words|date) for (\S.{0,299})$/i.exec(cell.trim()) ?? [];
  if (!channel) return null;
  return what?.toLowerCase() === 'date' ? `date:${channel}` : `words:${channel}`;
}

/** `Date (dd.mm.yyyy)` is `date`, and so is `Date - with time`. */
function lookUp(cell: string) {
  const header = cell.slice(0, 100);
  return (
    known.get(plain(header)) ??
    known.get(plain(header.replace(/[([{].*$/, ''))) ??
    known.get(bareHeader(header))
  );
}
