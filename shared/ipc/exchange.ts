import { z } from 'zod';
import { isPlanField, type PlanField } from '../csv/fields.ts';
import type { KindName, Platform } from '../kinds/index.ts';
import { isZone } from '../time/zones.ts';

/** How a file is to be read; what is not said is found out. */
const importOptions = z.object({
  dateOrder: z.enum(['auto', 'dmy', 'mdy', 'ymd']).optional(),
  /** Zone of times that name none; the brand's unless said. */
  zone: z.string().max(64).refine(isZone, 'Not a time zone this app knows.').nullable().optional(),
  /** What the columns are, by number from 1. */
  mapping: z.record(z.string().max(5), z.string().refine(isPlanField).nullable()).nullable().optional(),
  /** Take what was chosen for the last file with these headers. */
  recall: z.boolean().optional(),
});
export type ImportOptions = z.infer<typeof importOptions>;

const exportRange = z.object({
  brandIds: z.array(z.uuid()).min(1).max(500),
  /** Days of each brand's clock, both included; null: all. */
  from: z.iso.date().nullable(),
  to: z.iso.date().nullable(),
  ideas: z.boolean(),
});

/** Files that come in and go out. */
export const exchangeMethods = {
  /** Reads a file that was handed over (`use: 'import'`) and says what would be made of it; writes nothing. */
  'import.preview': importOptions.extend({ token: z.uuid(), brandId: z.uuid() }),
  /** Makes what was shown last of it. `files`: assets that were added for it, by the name the file has for them. */
  'import.run': z.object({
    token: z.uuid(),
    /** Without the lines that cannot be read; else such a file is refused whole. */
    leaveOut: z.boolean(),
    /** Also what is there already. */
    again: z.boolean(),
    files: z.record(z.string().max(1000), z.uuid()),
  }),
  /** Takes a whole import back; what somebody has changed since stays. */
  'import.undo': z.object({ token: z.uuid() }),
  'import.redo': z.object({ token: z.uuid() }),
  /** What an export of Pillarbox holds; null for any other file. */
  'archive.look': z.object({ token: z.uuid() }),
  /** Makes what is not here yet; `copy`: all of it, under new ids. */
  'archive.run': z.object({ token: z.uuid(), copy: z.boolean() }),
  'export.count': exportRange,
  /** Writes posts of these days (`sheet`, `calendar`, `page`, `print`), or all there is (`archive`), to a file. */
  'export.save': exportRange.extend({
    what: z.enum(['sheet', 'calendar', 'page', 'print', 'archive']),
    /** `archive`: with the files of the libraries. */
    media: z.boolean(),
    /** `page`, `print`: where each post stands in its review. */
    reviews: z.boolean(),
    /** BCP 47, for the words and dates of `page` and `print`. */
    language: z.string().max(40),
  }),
  /** Writes files of the library to where a person wants them: one as it is, several as a zip in this order. */
  'export.files': z.object({
    /** What a zip of them is called. */
    name: z.string().max(300),
    /** `name`: instead of the library's own. `original`: what the file was before it was made into a JPEG. */
    files: z
      .array(
        z.object({
          assetId: z.uuid(),
          name: z.string().max(300).optional(),
          original: z.boolean().optional(),
        }),
      )
      .min(1)
      .max(2000),
  }),
} as const;

export type ExchangeResults = {
  'import.preview': ImportPreview;
  'import.run': { made: number; firstDay: string | null };
  'import.undo': null;
  'import.redo': null;
  'archive.look': ArchivePreview | null;
  'archive.run': { brandId: string | null; made: number; files: number; left: number; filesLost: number };
  'export.count': { posts: number };
  'export.save': { saved: boolean; opened?: boolean; name: string; files: number; elsewhere: number };
  /** `opened`: shown to be printed. `files` went into an archive, `elsewhere` are only on other devices. */
  'export.files': { saved: boolean; name: string };
};

/** What a file would become, and what is wrong with it. Lines and columns count from 1. */
export type ImportPreview = {
  token: string;
  source: 'sheet' | 'calendar' | 'list';
  /** The tool that wrote it. */
  preset: { id: string; name: string } | null;
  /** Events of a calendar that come again: how many dates they are, and the wall time of the last where more would follow. */
  repeating: { events: number; dates: number; until: string | null } | null;
  columns: { name: string; number: number; field: PlanField | null; samples: string[] }[];
  /** The first of them, as the screen shows. */
  rows: {
    line: number;
    title: string;
    caption: string;
    wallTime: string | null;
    timeZone: string;
    pillar: string | null;
    /** Its time has passed already: it becomes a draft without a date. */
    past: boolean;
    scheduled: boolean;
    /** The brand has it, or the file has it further up. */
    duplicate: boolean;
    channels: { platform: Platform; handle: string }[];
    files: number;
    /** Where it goes, if not into the brand one is in. */
    brand: string | null;
  }[];
  /** Other brands that rows name: on this device, and not. Rows of the latter are left out. */
  brands: { name: string; rows: number }[];
  unknownBrands: { name: string; rows: number }[];
  /** Of all of them. `scheduled` and `ideas` are without the duplicates. */
  count: { rows: number; scheduled: number; ideas: number; duplicates: number; brokenLines: number };
  issues: {
    line: number;
    column: number | null;
    columnName: string | null;
    code: string;
    message: string;
    value: string | null;
  }[];
  issueCount: number;
  /** New pillars that importing would make. */
  newPillars: string[];
  /** Channels that the file names and the brand does not have. */
  unknownChannels: string[];
  /** `wanted`: names of files that are not in the library. `addresses`: files on the web, which are not fetched. */
  media: { addresses: number; wanted: string[] };
  /** The order bare numbers were read in; null where no date needed one. */
  dateOrder: 'dmy' | 'mdy' | 'ymd' | null;
  dateOrderChosen: 'auto' | 'dmy' | 'mdy' | 'ymd';
  delimiter: string | null;
  zone: string;
  /** It was read as the last one like it. */
  remembered: boolean;
};

/** What an export of Pillarbox would bring. `record`: kept in the file only. `here`: there already, `differ` in other words. */
export type ArchivePreview = {
  token: string;
  exportedAt: string;
  brands: { id: string; name: string; here: boolean }[];
  counts: { kind: KindName; rows: number; here: number; differ: number; record: boolean }[];
  files: number;
  filesMissing: number;
  faults: { path: string; message: string }[];
  faultCount: number;
};
