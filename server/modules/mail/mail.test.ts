import type { Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import sql from 'sql-template-tag';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createLanguages } from '../../../shared/languages.ts';
import { readLanguages } from '../../languages.ts';
import { createWorld, type World } from '../../publisher/testing.ts';
import { createFailures } from './failures.ts';
import { mailModule } from './index.ts';
import { createMailer } from './mailer.ts';

let world: World;
let person: string;
let brand: string;
let connection: string;
let tests = 0;
let smtp: Awaited<ReturnType<typeof startSmtp>>;
beforeAll(async () => {
  world = await createWorld({ modules: [mailModule] });
}, 60_000);
afterAll(() => world?.close());
beforeEach(async () => {
  smtp = await startSmtp();
  // What the test before left behind is no news of this one.
  await world.system(async (tx) => {
    await tx.run(sql`update app.publications set deleted_at = now()`);
    await tx.run(sql`update app.connections set status = 'connected'`);
    await tx.run(sql`delete from app.failure_mails`);
  });
  person = await world.person();
  brand = await world.brand(person);
  tests += 1;
  connection = await world.connect(person, brand, `harbour${tests}`);
});
afterEach(async () => {
  await smtp.close();
});

/** A real SMTP server on loopback. `refuse`: says no before the mail; `cut`: takes it, and the answer is lost. */
async function startSmtp() {
  const mails: { to: string[]; text: string }[] = [];
  const settings = { refuse: 0, cut: false };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo: (_address, _session, done) => {
      if (settings.refuse === 0) return done();
      done(Object.assign(new Error('Not now'), { responseCode: settings.refuse }));
    },
    onData(stream, session, done) {
      let text = '';
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      stream.on('end', () => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text });
        if (settings.cut) for (const socket of sockets) socket.destroy();
        else done();
      });
    },
  });
  const sockets = new Set<Socket>();
  server.server.on('connection', (socket: Socket) => sockets.add(socket));
  server.on('error', () => undefined);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('The SMTP server has no port.');
  return {
    mails,
    settings,
    url: `smtp://127.0.0.1:${address.port}`,
    close: () => new Promise<void>((closed) => server.close(closed)),
  };
}

/** Another process that sends mail. */
const mailer = (waitMs = 0, languages = readLanguages()) =>
  createMailer({
    db: world.db,
    log: world.log,
    mail: { url: smtp.url, from: 'Pillarbox <pillarbox@pillarbox.test>', waitMs },
    languages,
    publicUrl: () => 'http://pillarbox.test',
  });
const look = async (...more: ReturnType<typeof mailer>[]) => {
  const all = [mailer(), ...more];
  await Promise.all(all.map((one) => one.look()));
  await Promise.all(all.map((one) => one.close()));
};
async function failing(caption = 'Rye', state = 'failed', at = 'now()') {
  const post = await world.post(brand, [connection], 3_600_000, caption);
  await world.system(async (tx) => {
    await tx.run(sql`update app.posts set title = ${caption} where id = ${post}`);
    await tx.run(sql`
      insert into app.publications (id, brand_id, subject, subject_id, post_id, connection_id, occurrence, state, due_at,
                                    tries, error_class, error_code, error_message, updated_at)
      select gen_random_uuid(), ${brand}, 'target', id, ${post}, ${connection}, 'once', ${state}, now(), 1, 'give_up',
             'content_refused', 'The words were refused.', ${at}::timestamptz from app.targets where post_id = ${post}`);
  });
  return post;
}
const states = async () =>
  (
    await world.system((tx) =>
      tx.many<{ state: string }>(sql`select state from app.failure_mails order by seen_at, about`),
    )
  ).map(({ state }) => state);
const join = (role: string) =>
  world.person().then(async (id) => {
    await world.system((tx) =>
      tx.run(sql`
        insert into app.memberships (organization_id, brand_id, person_id, role)
        select organization_id, id, ${id}, ${role}::app.role from app.brands where id = ${brand}`),
    );
    return id;
  });
const plain = (text: string) => text.replace(/=\r?\n/g, '').replaceAll('=3D', '=');

it('one mail tells a person of all that failed in a brand, with links to the very posts, and once', async () => {
  const posts = [await failing('Rye'), await failing('Oat', 'missed'), await failing('Spelt', 'unknown')];
  await look(mailer(), mailer());
  await look();
  expect(smtp.mails).toHaveLength(1);
  const [mail] = smtp.mails;
  expect(mail?.to).toEqual([`${person}@example.test`]);
  const text = plain(mail?.text ?? '');
  expect(text).toContain('Bakery: 3 things need you');
  for (const post of posts) {
    expect(text).toContain(`pillarbox://post/${post}`);
    expect(text).toContain(`http://pillarbox.test/open/post/${post}`);
  }
  expect(text).toMatch(/Not published on harbour\d+: Rye/);
  expect(await states()).toEqual(['sent', 'sent', 'sent']);
});

/** A post that is out, and how it stands there. */
async function standing(
  caption: string,
  state: string,
  rest: { down?: string | null; code?: string; remoteId?: string | null; at?: string } = {},
) {
  const { down = null, code = null, remoteId = 'r1', at = 'now()' } = rest;
  const post = await failing(caption, 'published');
  await world.system(async (tx) => {
    await tx.run(
      sql`update app.publications set remote_id = ${remoteId}, error_message = null where post_id = ${post}`,
    );
    await tx.run(sql`
      insert into app.takedowns (id, brand_id, post_id, connection_id, remove_at, created_at, updated_at, version)
      select id, brand_id, post_id, connection_id, ${down}::timestamptz, now(), now(), 1 from app.targets
       where post_id = ${post} and ${down}::text is not null`);
    await tx.run(sql`
      insert into app.standings (id, brand_id, post_id, connection_id, state, checked_at, tries, error_class, error_code,
                                 error_message, created_at, updated_at, version)
      select id, brand_id, post_id, connection_id, ${state}, now(), 0, 'none', ${code},
             ${code && 'The platform said no.'}, now(), ${at}::timestamptz, 1 from app.publications where post_id = ${post}`);
  });
  return post;
}
const stands = (post: string, state: string) =>
  world.system((tx) =>
    tx.run(sql`update app.standings set state = ${state}, updated_at = now() where post_id = ${post}`),
  );

it('tells of posts that could not be taken down, and of those that somebody else took down', async () => {
  const at = new Date(Date.now() - 3_600_000).toISOString();
  const [failed, waits, gone] = [
    await standing('Failed', 'failed', { down: at, code: 'give_up' }),
    await standing('Waits', 'waiting', { down: at, code: 'signed_out' }),
    await standing('Gone', 'gone'),
    // Put up by hand, it is taken down by hand.
    await standing('Poster', 'there', { down: at, remoteId: null }),
    // None of it is news: called off, taken down as it was to be, never known there, its part asks for itself, long ago.
    await standing('Calledoff', 'failed', { code: 'give_up' }),
    await standing('Wasdue', 'gone', { down: at }),
    await standing('Nowhere', 'gone', { remoteId: null }),
    await standing('Part', 'waiting', { down: at, code: 'part_unknown' }),
    await standing('Old', 'gone', { at: '2020-01-01' }),
    await standing('Well', 'there', { down: at }),
  ];
  await look(mailer(), mailer());
  await look();
  expect(smtp.mails).toHaveLength(1);
  const text = plain(smtp.mails[0]?.text ?? '');
  expect(text).toContain('Bakery: 4 things need you');
  for (const post of [failed, waits, gone]) expect(text).toContain(`pillarbox://post/${post}`);
  expect(text).toMatch(/Still up on harbour\d+: Failed/);
  expect(text).toContain('The platform said no.');
  expect(text).toMatch(/Still up on harbour\d+: Waits/);
  expect(text).toMatch(/No longer on harbour\d+: Gone/);
  expect(text).toMatch(/Still up on harbour\d+: Poster/);
  // Failed again of the same wish is the same news, a new wish that fails is another.
  await stands(failed, 'retrying');
  await look();
  await stands(failed, 'failed');
  await look();
  expect(smtp.mails).toHaveLength(1);
  await world.system((tx) =>
    tx.run(sql`update app.takedowns set remove_at = now() where post_id = ${failed}`),
  );
  await look();
  expect(smtp.mails).toHaveLength(2);
});

it('does not tell of a post that came down while the mail waited', async () => {
  const post = await standing('Rye', 'failed', { down: new Date().toISOString(), code: 'give_up' });
  const slow = mailer(600_000);
  await slow.look();
  await stands(post, 'removed');
  await world.system((tx) => tx.run(sql`update app.failure_mails set next_at = now()`));
  await slow.look();
  await slow.close();
  expect([smtp.mails.length, await states()]).toEqual([0, ['settled']]);
});

it('reminds of a post that is to be put up by hand, sooner than of what failed, and not once it is done', async () => {
  const [post, done] = [await failing('Plaits', 'waiting'), await failing('Buns', 'waiting')];
  const becomes = (id: string, fields: ReturnType<typeof sql>) =>
    world.system((tx) => tx.run(sql`update app.publications set ${fields} where post_id = ${id}`));
  for (const id of [post, done]) await becomes(id, sql`error_code = 'by_hand', error_message = null`);
  const slow = mailer(600_000);
  await slow.look();
  const soonest = await world.system((tx) =>
    tx.one<{ s: number }>(
      sql`select extract(epoch from max(next_at) - now())::int as s
      from app.failure_mails`,
    ),
  );
  expect(soonest?.s).toBeLessThanOrEqual(60);
  await becomes(done, sql`state = 'by_hand', error_code = null`);
  await world.system((tx) => tx.run(sql`update app.failure_mails set next_at = now()`));
  await slow.look();
  await slow.close();
  expect(smtp.mails).toHaveLength(1);
  const text = plain(smtp.mails[0]?.text ?? '');
  expect(text).toMatch(/Time to post on harbour\d+: Plaits/);
  expect(text).toContain(`pillarbox://post/${post}`);
  expect(text).not.toContain('Buns');
});

it('is in the language that a desktop of the person asked for, and in English for who did not say', async () => {
  const po =
    'msgid "Nothing is lost. Each of these waits for a person:"\nmsgstr "Nichts ist verloren. Das wartet auf jemanden:"\n';
  const languages = createLanguages({ en: '', de: po });
  const wish = (payload: object) =>
    world.app.inject({
      method: 'PATCH',
      url: '/api/me/mail',
      headers: { authorization: `Bearer ${person}` },
      payload,
    });
  await join('manager');
  expect((await wish({ language: 'de-AT,de;q=0.9' })).json()).toEqual({ offered: false, failures: true });
  // Another choice leaves it as it is.
  await wish({ failures: false });
  await wish({ failures: true });
  await failing('Rye');
  const one = mailer(0, languages);
  await one.look();
  await one.close();
  const texts = smtp.mails.map(({ to, text }) => [to[0] === `${person}@example.test`, plain(text)] as const);
  expect(texts).toHaveLength(2);
  for (const [own, text] of texts) {
    expect(text.includes('Nichts ist verloren.')).toBe(own);
    expect(text).toContain(own ? '<div lang="de-AT" dir="ltr">' : '<div lang="en" dir="ltr">');
  }
});

it('is one mail even where another server is writing to the same person', async () => {
  await failing('Rye');
  await failing('Oat', 'missed');
  await mailer(0).look();
  smtp.mails.splice(0);
  await world.system((tx) => tx.run(sql`update app.failure_mails set state = 'waiting', next_at = now()`));
  // The other one has come as far as taking its first line.
  await world.system(async (tx) => {
    await tx.run(sql`select from app.people where id = ${person} for no key update`);
    await tx.run(sql`select from app.failure_mails order by next_at limit 1 for update`);
    await look();
    expect(smtp.mails).toEqual([]);
  });
  await look();
  expect(smtp.mails).toHaveLength(1);
  expect(plain(smtp.mails[0]?.text ?? '')).toContain('Bakery: 2 things need you');
});

it('waits a little for others of its brand, and what was mended meanwhile is not written about', async () => {
  const post = await failing('Rye');
  const slow = mailer(600_000);
  await slow.look();
  expect([smtp.mails.length, await states()]).toEqual([0, ['waiting']]);
  await world.system((tx) =>
    tx.run(sql`update app.publications set state = 'published' where post_id = ${post}`),
  );
  await world.system((tx) => tx.run(sql`update app.failure_mails set next_at = now()`));
  await slow.look();
  await slow.close();
  expect([smtp.mails.length, await states()]).toEqual([0, ['settled']]);
});

it('goes to those who may act and want it: not to others of the brand, not for old news', async () => {
  const member = await join('member');
  await join('viewer').catch(() => undefined);
  const stranger = await world.person();
  const quiet = await join('manager');
  const choose = (by: string, failures: boolean) =>
    world.app.inject({
      method: 'PATCH',
      url: '/api/me/mail',
      headers: { authorization: `Bearer ${by}` },
      payload: { failures },
    });
  expect((await choose(quiet, false)).json()).toEqual({ offered: false, failures: false });
  await failing('Rye');
  await failing('Old', 'failed', '2020-01-01');
  await world.system((tx) =>
    tx.run(sql`
      update app.connections set status = 'reconnect', status_code = 'signed_out', updated_at = now() where id = ${connection}`),
  );
  await look();
  const told = smtp.mails.flatMap(({ to }) => to).sort();
  expect(told).toEqual([person, member].map((id) => `${id}@example.test`).sort());
  expect(told).not.toContain(`${stranger}@example.test`);
  const owners = plain(smtp.mails.find(({ to }) => to[0]?.startsWith(person))?.text ?? '');
  const members = plain(smtp.mails.find(({ to }) => to[0]?.startsWith(member))?.text ?? '');
  expect(owners).toContain(`pillarbox://connection/${connection}`);
  // Only who may connect it again is asked to.
  expect(members).not.toContain('connection/');
  expect(owners + members).not.toContain('Old');
});

it('a server that is killed while it sends never sends twice', async () => {
  await failing('Rye');
  const failures = createFailures({ db: world.db, waitMs: 0 });
  await failures.notice();
  // Handed over, then nothing more of this process.
  expect(await failures.next()).toMatchObject({ brand: 'Bakery' });
  await look();
  await world.system((tx) => tx.run(sql`update app.failure_mails set next_at = now() - interval '1 hour'`));
  await look();
  expect(smtp.mails).toEqual([]);
  expect(await states()).toEqual(['lost']);
});

it('an answer that is lost is not followed by a second mail', async () => {
  await failing('Rye');
  smtp.settings.cut = true;
  await look();
  smtp.settings.cut = false;
  await look();
  expect(smtp.mails).toHaveLength(1);
  expect(await states()).toEqual(['lost']);
});

it('without a mail server everything waits for it', async () => {
  await failing('Rye');
  await smtp.close();
  await look();
  expect(await states()).toEqual(['waiting']);
  smtp = await startSmtp();
  await look();
  expect([smtp.mails.length, await states()]).toEqual([1, ['sent']]);
});

it('a mail server that says no is asked again later', async () => {
  await failing('Rye');
  smtp.settings.refuse = 451;
  await look();
  expect([smtp.mails.length, await states()]).toEqual([0, ['waiting']]);
  smtp.settings.refuse = 0;
  await look();
  expect(smtp.mails).toHaveLength(0);
  await world.system((tx) => tx.run(sql`update app.failure_mails set next_at = now()`));
  await look();
  expect([smtp.mails.length, await states()]).toEqual([1, ['sent']]);
});

it('sent again and failed again is another failure; a connection is told of again after it worked', async () => {
  const post = await failing('Rye');
  await look();
  await world.system((tx) =>
    tx.run(
      sql`update app.publications set due_at = due_at + interval '1 minute', updated_at = now() where post_id = ${post}`,
    ),
  );
  await look();
  expect(smtp.mails).toHaveLength(2);
  const status = (value: string) =>
    world.system((tx) =>
      tx.run(sql`update app.connections set status = ${value}, updated_at = now() where id = ${connection}`),
    );
  for (const step of ['reconnect', 'connected', 'reconnect']) {
    await status(step);
    await look();
  }
  expect(smtp.mails).toHaveLength(4);
});

it('the page that a mail leads to opens the app and tells nothing of what it names', async () => {
  const post = await failing('Rye');
  const opened = await world.app.inject({ method: 'GET', url: `/open/post/${post}` });
  expect(opened.statusCode).toBe(200);
  expect(opened.body).toContain(`href="pillarbox://post/${post}"`);
  expect(opened.body).not.toContain('Rye');
  expect((await world.app.inject({ method: 'GET', url: '/open/brand/x' })).statusCode).toBe(400);
});
