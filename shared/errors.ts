/**
 * Every failure a person can meet has a code. The renderer holds the translated sentence and the next step for
 * each (renderer/app/errors.ts); the message here is the English fallback for logs and programs.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: string;
  /** HTTP status a server answers with. */
  readonly status: number;
  /** Plain facts for the sentence and for programs (never a secret). */
  readonly details: Record<string, unknown>;

  constructor(
    code: string,
    message: string,
    options: { status?: number; details?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.code = code;
    this.status = options.status ?? 400;
    this.details = options.details ?? {};
  }
}

/** The wire form of an error: HTTP bodies and IPC answers alike. */
export type ErrorBody = { code: string; message: string; details?: Record<string, unknown> };
