import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { z } from 'zod';

const LINES = 300;
const TAIL_BYTES = 512 * 1024;

const code = z.union([z.string().regex(/^[\w.:-]{1,120}$/), z.number(), z.boolean(), z.null()]);
/** What a line may say besides its own sentence, which is a constant of the program. */
const lineSchema = z.object({
  time: z.string().max(40),
  level: z.number(),
  msg: z.string().max(300).optional(),
  ...Object.fromEntries(
    ['code', 'scope', 'status', 'why', 'method', 'subscription', 'event', 'count', 'writes', 'failed'].map(
      (name) => [name, code.optional().catch(undefined)],
    ),
  ),
  err: z
    .object({ type: z.string().max(80).optional(), code: code.optional(), stack: z.string().optional() })
    .optional()
    .catch(undefined),
});

/**
 * The end of a log, each line reduced to what cannot hold words or secrets. Of an error remain its kind and the places
 * in the program it went through, not its message: that may quote what it was about.
 * @param file JSON lines as pino writes them; without one there are no lines
 */
export function lastLines(file: string): object[] {
  return tail(file)
    .split('\n')
    .flatMap((line) => {
      const read = lineSchema.safeParse(parsed(line));
      if (!read.success) return [];
      const { err, ...rest } = read.data;
      return [err ? { ...rest, err: { type: err.type, code: err.code, at: places(err.stack ?? '') } } : rest];
    })
    .slice(-LINES);
}

/** `function (folder/file.ts:1:2)` of each frame, without the folders of whoever's computer it is. */
const places = (stack: string): string[] =>
  [
    ...stack.matchAll(
      /^\s+at (?:([\w.<>$ []+\]?) )?\(?(?:file:\/\/)?[^()\n]*?([\w@.-]+\/[\w@.-]+\.\w+:\d+:\d+)\)?$/gm,
    ),
  ].map(([, name, place]) => (name ? `${name} (${place})` : (place ?? '')));

function tail(file: string): string {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return '';
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(handle, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8');
  } finally {
    closeSync(handle);
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
