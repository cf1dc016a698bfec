import { createTransport } from 'nodemailer';
import type { Languages } from '../../../shared/languages.ts';
import type { Db } from '../../db/db.ts';
import { type Log, redactText } from '../../log.ts';
import { createFailures } from './failures.ts';
import { write } from './letter.ts';

/** Where mail is handed over, and as whom. */
export type MailConfig = { url: string; from: string; waitMs: number };

/** Tells people by mail of what failed: one mail for a person and brand, of all that came within a few minutes. */
export function createMailer(deps: {
  db: Db;
  log: Log;
  mail: MailConfig;
  languages: Languages;
  publicUrl: () => string;
}) {
  const { db, log, mail } = deps;
  const failures = createFailures({ db, waitMs: mail.waitMs });
  const transport = createTransport(mail.url, { from: mail.from });
  let running: Promise<void> | null = null;

  async function round(): Promise<void> {
    await failures.notice();
    for (;;) {
      if (!(await failures.anyDue())) return;
      // Somebody answers there and lets us in: from here on a connection that breaks leaves it open whether it was sent.
      await transport.verify();
      const letter = await failures.next();
      if (!letter) return;
      const { batch, to } = letter;
      // Everything was mended while it waited.
      if (letter.failures.length === 0) continue;
      const language = deps.languages(letter.language ?? undefined);
      try {
        await transport.sendMail({
          to,
          ...write(language, letter, deps.publicUrl()),
          messageId: `<${batch}@${new URL(deps.publicUrl()).hostname}>`,
          headers: { 'auto-submitted': 'auto-generated' },
          disableFileAccess: true,
          disableUrlAccess: true,
        });
        await failures.sent(batch);
        log.info({ batch, failures: letter.failures.length }, 'a mail was sent');
      } catch (error) {
        const certain = certainlyNotSent(error);
        log.warn({ batch, certain, reason: redactText(String(error)) }, 'a mail could not be sent');
        if (!certain) await failures.lost(batch);
        else await failures.later(batch);
      }
    }
  }

  return {
    /** Looks once, and sends what is due. One look at a time. */
    look(): Promise<void> {
      running ??= round()
        .catch((error: unknown) =>
          log.error({ reason: redactText(String(error)) }, 'mail cannot be handed over; it waits'),
        )
        .finally(() => {
          running = null;
        });
      return running;
    },
    async close(): Promise<void> {
      await running;
      transport.close();
    },
  };
}

/** The mail server said no. An answer that got lost after the words went over says nothing. */
const certainlyNotSent = (error: unknown): boolean =>
  error instanceof Error &&
  'responseCode' in error &&
  typeof error.responseCode === 'number' &&
  error.responseCode >= 400;
