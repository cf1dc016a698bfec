import { plain } from './plain.ts';

/** What the columns of a plan are called, in the languages spreadsheets come in. */

export type PlanField =
  | 'datetime'
  | 'date'
  | 'time'
  | 'time_zone'
  | 'text'
  | 'title'
  | 'pillar'
  | 'channel'
  | 'link'
  | 'hashtags'
  | 'status';

export type PlanColumn = {
  /** As the file has it. */
  name: string;
  /** From 1, as a spreadsheet's letters count. */
  number: number;
  /** What it was taken for; null is a column that is left alone. */
  field: PlanField | null;
};

/** Surest names first: of two columns that could be the same field, the earlier name gets it. */
const NAMES: Record<PlanField, string> = {
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
  pillar:
    'pillar, content pillar, category, theme, bucket, säule, content säule, kategorie, rubrik, ' +
    'pilier, pilier de contenu, catégorie, rubrique, thème, pilar, pilar de contenido, categoría',
  channel:
    'channel, channels, account, accounts, platform, platforms, network, social network, profile, kanal, kanäle, ' +
    'konto, konten, plattform, netzwerk, profil, canal, canaux, compte, comptes, plateforme, réseau, ' +
    'réseau social, canales, cuenta, cuentas, plataforma, red, red social, perfil',
  link: 'link, url, links, website, web address, destination url, adresse, webadresse, lien, lien url, enlace, liga',
  hashtags: 'hashtags, hashtag, tags, tag list, schlagwörter, schlagworte, mots clés, mots-clés, etiquetas',
  status: 'status, state, stage, zustand, stand, statut, état, etat, estado, estatus',
};

const FIELDS = Object.keys(NAMES) as PlanField[];

const known = new Map<string, { field: PlanField; rank: number }>();
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
 * @returns every column with what it was taken for, and pairs of columns that bear the very same name, where nobody
 * can tell which is meant
 */
export function matchColumns(header: string[]): { columns: PlanColumn[]; twins: PlanColumn[] } {
  const columns = header.map((cell, i): PlanColumn => ({ name: cell.trim(), number: i + 1, field: null }));
  const twins: PlanColumn[] = [];
  for (const field of FIELDS) {
    const able = columns
      .map((column) => ({ column, match: lookUp(column.name) }))
      .filter(({ match }) => match?.field === field)
      .sort((a, b) => (a.match?.rank ?? 0) - (b.match?.rank ?? 0));
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

/** `Date (dd.mm.yyyy)` is `date`. */
function lookUp(cell: string) {
  const header = cell.slice(0, 100);
  return known.get(plain(header)) ?? known.get(plain(header.replace(/[([{].*$/, '')));
}
