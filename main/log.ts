import { renameSync, statSync } from 'node:fs';
import { type Logger, pino } from 'pino';

/** What the core writes its log lines with. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** Nothing that opens a door is ever written, whatever object it hides in. */
const REDACTED = ['password', 'secret', 'access_token', 'refresh_token', 'token', 'authorization', 'code'];

const LIMIT_BYTES = 5e6;

/**
 * The desktop's log: one JSON line each.
 * @param options.file appended to; standard error without one
 * @param options.level as pino's; `silent` writes nothing
 */
export function createLog(options: { file?: string; level?: string } = {}): Log {
  if (options.file) startAnew(options.file);
  return pino(
    {
      level: options.level ?? 'info',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
    },
    pino.destination(
      options.file ? { dest: options.file, mkdir: true, sync: true } : { dest: 2, sync: true },
    ),
  );
}

/** One file, and the one before it. */
function startAnew(file: string): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LIMIT_BYTES) renameSync(file, `${file}.1`);
}
