import type { z } from 'zod';
import { AppError, type ErrorBody } from '../../shared/errors.ts';
import { type Answer, type MethodName, type MethodResults, methods } from '../../shared/ipc/index.ts';
import type { Log } from '../log.ts';

/** One function for each method of the contract. Arguments have been read by their schema. */
export type Handlers = {
  [M in MethodName]: (args: z.infer<(typeof methods)[M]>) => Promise<MethodResults[M]> | MethodResults[M];
};

/** Who calls, as the host sees it: only the host can tell its own page from anything else. */
export type Sender = { trusted: boolean };

/**
 * The one door to the core: sender, then method, then arguments, then the work; the outcome is always an Answer.
 * Codes of AppErrors survive. Anything else is `internal`: its details go to the log, never to a screen.
 */
export async function handle(
  { handlers, log }: { handlers: Handlers; log: Log },
  sender: Sender,
  method: unknown,
  args: unknown,
): Promise<Answer> {
  return answerOf({ log }, sender, method, async () => {
    if (typeof method !== 'string' || !isMethod(method))
      throw new AppError('unknown_method', `There is no method ${JSON.stringify(method)}.`);
    return run(handlers, method, args);
  });
}

/** The same for what is not one of the contract's methods: the sender is looked at first. */
export async function answerOf(
  { log }: { log: Log },
  sender: Sender,
  method: unknown,
  work: () => Promise<unknown>,
): Promise<Answer> {
  try {
    if (!sender.trusted) throw new AppError('forbidden', 'This page may not use Pillarbox.', { status: 403 });
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error: errorAnswer(error, log, { method }) };
  }
}

const isMethod = (name: string): name is MethodName => Object.hasOwn(methods, name);

function run<M extends MethodName>(handlers: Handlers, method: M, args: unknown) {
  // The table's entry for M reads M's arguments; TypeScript loses that on the way through the generic.
  const schema = methods[method] as unknown as z.ZodType<z.infer<(typeof methods)[M]>>;
  return handlers[method](readArgs(schema, args));
}

/** @throws AppError `invalid_arguments` (details: path) */
export function readArgs<T>(schema: z.ZodType<T>, args: unknown): T {
  const read = schema.safeParse(args);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  throw new AppError(
    'invalid_arguments',
    `${path === '' ? '' : `${path}: `}${issue?.message ?? 'not valid'}`,
    {
      details: { path },
    },
  );
}

export function errorAnswer(error: unknown, log: Log, about: Record<string, unknown>): ErrorBody {
  if (error instanceof AppError) {
    const { code, message, details } = error;
    log.debug({ ...about, code }, 'refused');
    return { code, message, ...(Object.keys(details).length > 0 ? { details } : {}) };
  }
  log.error({ ...about, err: error }, 'a call failed in a way nobody foresaw');
  return { code: 'internal', message: 'Something went wrong inside Pillarbox. Nothing you wrote is lost.' };
}
