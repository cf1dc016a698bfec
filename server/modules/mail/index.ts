import sql from 'sql-template-tag';
import { z } from 'zod';
import { deepLinkTo } from '../../../shared/deep-link.ts';
import { type MailWishes, mailWishesSchema } from '../../../shared/mail-wishes.ts';
import type { ServerModule } from '../../deps.ts';
import { page } from '../../html.ts';
import { readLanguages } from '../../languages.ts';
import { requirePerson } from '../auth/require-person.ts';
import { createMailer } from './mailer.ts';

/** Mail for those who may act, and whether they want it. */
export const mailModule: ServerModule = (app, deps) => {
  const { db, config, log } = deps;
  const offered = config.mail !== undefined;
  const signedIn = { preHandler: requirePerson(deps) };
  const tags = ['mail'];

  const wishesOf = async (personId: string): Promise<MailWishes> => {
    const row = await db.tx({ as: 'system' }, (tx) =>
      tx.one<{ failures: boolean }>(sql`select failures from app.mail_wishes where person_id = ${personId}`),
    );
    return { offered, failures: row?.failures ?? true };
  };

  app.get(
    '/api/me/mail',
    {
      ...signedIn,
      schema: { tags, summary: 'What mail a person gets', response: { 200: mailWishesSchema } },
    },
    ({ person }) => wishesOf(person.id),
  );
  app.patch(
    '/api/me/mail',
    {
      ...signedIn,
      schema: {
        tags,
        summary: 'Choose what mail to get, and in which language',
        body: z.object({
          failures: z.boolean().optional(),
          /** What the person reads, as an `Accept-Language` header says it. */
          language: z.string().min(1).max(200).optional(),
        }),
        response: { 200: mailWishesSchema },
      },
    },
    async ({ body, person }) => {
      await db.tx({ as: 'system' }, (tx) =>
        tx.run(sql`
          insert into app.mail_wishes as w (person_id, failures, language)
          values (${person.id}, ${body.failures ?? true}, ${body.language ?? null})
          on conflict (person_id) do update set failures = coalesce(${body.failures ?? null}, w.failures),
            language = coalesce(excluded.language, w.language)`),
      );
      return wishesOf(person.id);
    },
  );

  // It names a thing by its id and tells nothing of it: whoever may not see it learns nothing here.
  app.get(
    '/open/:what/:id',
    { schema: { hide: true, params: z.object({ what: z.enum(['post', 'connection']), id: z.uuid() }) } },
    async (request, reply) => {
      const { what, id } = request.params;
      const language = deps.languages(request);
      const { i18n } = language;
      const title = i18n._('Open it in Pillarbox');
      const link = deepLinkTo(what, id);
      const body = `<h1>${title}</h1><p><a href="${link}">${i18n._('Open Pillarbox on this computer')}</a></p>
<p>${i18n._('Nothing happens? Open Pillarbox and look under Publishing.')}</p>`;
      return reply.type('text/html; charset=utf-8').send(page(language, title, body));
    },
  );

  if (!config.mail || !config.publisher.enabled) return;
  const mailer = createMailer({
    db,
    log,
    mail: config.mail,
    languages: readLanguages(),
    publicUrl: deps.publicUrl,
  });
  const timer = setInterval(() => void mailer.look(), config.mail.intervalMs);
  timer.unref();
  deps.onClose('mail', async () => {
    clearInterval(timer);
    await mailer.close();
  });
};
