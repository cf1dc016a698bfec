import { open, readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { type Entry, fromFd, type ZipFile } from 'yauzl';
import { AppError } from '../../shared/errors.ts';
import { type Archive, archiveSchema, FORMAT, JSON_NAME, VERSION } from '../../shared/exchange/archive.ts';

/** An export of ours, opened: what it says, and its files. */
export type ArchiveFile = {
  archive: Archive;
  /** Files by their hash. */
  files: ReadonlyMap<string, { bytes: number; read(): Promise<AsyncIterable<Uint8Array>> }>;
  close(): void;
};

/** More JSON than this no process here could hold beside its rows. */
const MAX_JSON_BYTES = 256 * 1024 * 1024;
const MAX_ENTRIES = 200_000;

/**
 * Opens a file if it is an export of ours: a zip, or its JSON alone.
 * @returns null where it is something else
 * @throws AppError `archive_broken`, `archive_newer`, `too_large`
 */
export async function openArchive(path: string): Promise<ArchiveFile | null> {
  const handle = await open(path, 'r');
  try {
    const head = Buffer.alloc(512);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    if (head.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 3, 4]))) return await openZip(path);
    const text = head.subarray(0, bytesRead).toString('utf8');
    if (!new RegExp(`^\\ufeff?\\s*\\{\\s*"format"\\s*:\\s*"${FORMAT}"`).test(text)) return null;
    const { size } = await handle.stat();
    if (size > MAX_JSON_BYTES) throw tooLarge();
    return { archive: parse(await readFile(path)), files: new Map(), close: () => {} };
  } finally {
    await handle.close();
  }
}

async function openZip(path: string): Promise<ArchiveFile | null> {
  // yauzl closes what it opened itself when the zip is closed.
  const handle = await open(path, 'r');
  const { fd } = handle;
  let zip: ZipFile;
  try {
    zip = await promisify<number, object, ZipFile>(fromFd as never)(fd, {
      lazyEntries: true,
      autoClose: false,
      validateEntrySize: true,
      strictFileNames: true,
    });
  } catch {
    await handle.close();
    throw broken('This zip is damaged.');
  }
  const close = () => void handle.close();
  try {
    const entries = await entriesOf(zip);
    const json = entries.get(JSON_NAME);
    if (!json) {
      close();
      return null;
    }
    if (json.uncompressedSize > MAX_JSON_BYTES) throw tooLarge();
    const stream = (entry: Entry) =>
      new Promise<Readable>((done, failed) =>
        zip.openReadStream(entry, (error, opened) => (error || !opened ? failed(error) : done(opened))),
      );
    const chunks: Uint8Array[] = [];
    for await (const chunk of await stream(json)) chunks.push(chunk as Uint8Array);
    const archive = parse(Buffer.concat(chunks));
    const files = new Map(
      [...entries].flatMap(([name, entry]) => {
        const hash = /^media\/([0-9a-f]{64})$/.exec(name)?.[1];
        return hash ? [[hash, { bytes: entry.uncompressedSize, read: () => stream(entry) }] as const] : [];
      }),
    );
    return { archive, files, close };
  } catch (error) {
    close();
    if (error instanceof AppError) throw error;
    throw broken(error instanceof Error ? error.message : 'This zip is damaged.');
  }
}

function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  return new Promise((done, failed) => {
    const entries = new Map<string, Entry>();
    if (zip.entryCount > MAX_ENTRIES) return failed(tooLarge());
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.once('end', () => done(entries));
    zip.once('error', failed);
    zip.readEntry();
  });
}

function parse(bytes: Buffer): Archive {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    throw broken(error instanceof Error ? error.message : 'This is not JSON.');
  }
  const read = archiveSchema.safeParse(value);
  if (!read.success) {
    const issue = read.error.issues[0];
    throw broken(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  if (read.data.version > VERSION)
    throw new AppError('archive_newer', 'A newer Pillarbox wrote this export.', {
      details: { version: read.data.version },
    });
  return read.data;
}

const broken = (detail: string) =>
  new AppError('archive_broken', 'This export is damaged.', { details: { detail: detail.slice(0, 300) } });
const tooLarge = () => new AppError('too_large', 'This export is larger than can be read at once.');
