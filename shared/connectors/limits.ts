/** What an answer says is left of a limit. */
export type Limit = {
  /** Whose limit it is: the account's, or the app's that all accounts on this server share. */
  of: 'account' | 'app';
  /** What it limits: everything, posting, or sending files. */
  bucket: 'all' | 'post' | 'media';
  /** How many a window allows; null where it is not said. */
  limit: number | null;
  remaining: number;
  /** When the window ends (ISO). */
  resetAt: string;
  /** Its window moves along, so more may be left long before it ends: only told, and held where nothing is left. */
  slides?: true;
};

/** An answer as far as limits go. */
export type Answered = { method: string; url: string; headers: Headers };

/** A limit by three headers; undefined where they are not there or say nothing. @param names of limit, remaining and reset */
export function limitIn(
  headers: Headers,
  names: readonly [limit: string, remaining: string, reset: string],
  rest: Pick<Limit, 'of' | 'bucket'>,
): Limit | undefined {
  const [limit, remaining, reset] = names.map((name) => headers.get(name));
  const left = Number.parseInt(remaining ?? '', 10);
  const resetAt = momentOf(reset ?? '');
  if (Number.isNaN(left) || resetAt === undefined) return undefined;
  const most = Number.parseInt(limit ?? '', 10);
  return { ...rest, limit: Number.isNaN(most) ? null : most, remaining: left, resetAt };
}

/** Seconds since 1970, or a date and time. */
function momentOf(text: string): string | undefined {
  const at = /^\d{9,11}$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  return Number.isNaN(at) || Math.abs(at) > 8e15 ? undefined : new Date(at).toISOString();
}
