import sql from 'sql-template-tag';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publicationId } from '../../shared/mutators/publication.ts';
import { engines } from '../../tests/support/database.ts';
import { type ClaimDeps, claim } from './claim.ts';
import type { Head } from './claim-rows.ts';
import { createWorld, until, type World } from './testing.ts';

describe.each(engines)('claiming on %s', (engine) => {
  let world: World;
  let person: string;
  let brand: string;
  let accounts: string[];
  beforeEach(async () => {
    world = await createWorld({ engine });
    person = await world.person();
    brand = await world.brand(person);
    accounts = [];
    for (let n = 0; n < 6; n += 1) accounts.push(await world.connect(person, brand));
  });
  afterEach(() => world.close());

  const heads = () =>
    world.system((tx) =>
      tx.many<Head>(sql`
        select subject, subject_id, occurrence, connection_id, post_id, part_id from app.publication_work order by subject_id`),
    );
  const deps = (worker: string): ClaimDeps => {
    const connector = world.sandboxConnector();
    const connectors = new Map([['sandbox', connector]]);
    return { db: world.db, connectors, sessions: world.sessions(connectors), worker, leaseMs: 60_000 };
  };

  it('what several workers claim at once is shared between them: each thing once, with its secret and its ledger row', async () => {
    await world.post(brand, accounts, -10);
    const due = await heads();
    const claims = await Promise.all(['a', 'b', 'c'].map((worker) => claim(deps(worker), due)));
    const begun = claims.flatMap((each) => each.begun);
    expect(new Set(begun.map(({ subject_id }) => subject_id)).size).toBe(begun.length);
    for (const each of claims) expect(each.begun.length + each.busy).toBe(6);
    // Whoever came in between finds nothing; what nobody got is still due.
    const rest = await claim(deps('d'), due);
    expect(begun.length + rest.begun.length).toBe(6);
    for (const { publication_id, secret, n, content } of [...begun, ...rest.begun]) {
      expect(secret).toContain('token');
      expect(await world.attempts(publication_id)).toMatchObject([{ n, state: 'claimed', content }]);
    }
    expect((await claim(deps('e'), due)).busy).toBe(6);
  });

  it('a post that somebody edits at this moment holds up nobody else, and goes out as it was left', async () => {
    const [first = '', ...others] = accounts;
    const edited = await world.post(brand, [first], -20, 'before');
    const post = await world.post(brand, others, -10);
    const held = Promise.withResolvers<void>();
    const saved = Promise.withResolvers<void>();
    const edit = world.system(async (tx) => {
      await tx.run(sql`update app.posts set caption = 'after' where id = ${edited}`);
      held.resolve();
      await saved.promise;
    });
    await held.promise;
    await world.worker(undefined, { intervalMs: 600_000 });
    const seen = (id: string) => async () =>
      (await Promise.all(accounts.map((account) => world.publication(id, account)))).map((row) => row?.state);
    await until(seen(post), (states) => states.filter((state) => state === 'published').length === 5);
    expect(await world.publication(edited, first)).toBeUndefined();
    saved.resolve();
    await edit;
    await until(seen(edited), ([state]) => state === 'published');
    expect(await world.posted(first)).toMatchObject([{ text: 'after' }]);
  });

  it('one that cannot be claimed holds up none of those it is claimed with', async () => {
    await world.post(brand, accounts, -10);
    const [broken] = await heads();
    const id = publicationId(broken?.subject_id ?? '', 'once');
    const sandbox = world.sandboxConnector();
    let broke = 0;
    const key = (publication: string, dueAt: string) => {
      if (publication !== id) return sandbox.key(publication, dueAt);
      broke += 1;
      throw new Error('no key');
    };
    const given = { ...deps('a'), connectors: new Map([['sandbox', { ...sandbox, key }]]) };
    const { begun, busy } = await claim(given, await heads());
    expect(begun.map(({ connection }) => connection.id).toSorted()).toEqual(
      accounts.filter((account) => account !== broken?.connection_id).toSorted(),
    );
    expect({ busy, broke }).toEqual({ busy: 1, broke: 2 });
  });
});
