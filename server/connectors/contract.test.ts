/** What every connector promises, asked of each against the real thing or a server that behaves like its documentation. */
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connector, Content } from '../../shared/connectors/contract.ts';
import { CONNECTABLE } from '../../shared/connectors/facts.ts';
import type { OnServerDeps } from '../../shared/connectors/on-server.ts';
import { pictureSize } from '../../shared/media/images.ts';
import { deletesThere } from '../../shared/publishing/take-down.ts';
import { takesStories } from '../../shared/rules/index.ts';
import { STAGES } from '../publisher/crash/stages.ts';
import { cut } from '../publisher/testing.ts';
import { CONNECTORS } from './list.ts';
import { depsFor, film, filmItem, pictureItem, type Stage, stages } from './stages.ts';

it('is asked of every connector there is', async () => {
  const platforms = new Set(Object.keys(stages).map((name) => name.split(' ')[0]?.toLowerCase()));
  expect([...platforms].toSorted()).toEqual(CONNECTABLE.toSorted());
  expect(Object.keys(STAGES).toSorted()).toEqual(CONNECTABLE.toSorted());
  const values: Record<string, unknown> = { SANDBOX: true };
  for (const { settings } of CONNECTORS)
    for (const name of Object.keys(settings)) values[name] ??= 'https://platform.example';
  const deps: OnServerDeps = { ...depsFor('http://127.0.0.1:9'), local: fetch, mediaUrl: () => '' };
  const made = CONNECTORS.map((each) => each.create(values, deps).platform);
  expect(made.toSorted()).toEqual(CONNECTABLE.toSorted());
});

describe.each(Object.entries(stages))('%s', (name, start) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start();
  }, 90_000);
  afterAll(() => stage?.close());

  const signal = () => AbortSignal.timeout(20_000);
  const newKey = (connector: Connector) => connector.key(uuidv7(), new Date().toISOString());
  /** What the ledger keeps between a call and a look. */
  let lastTrace: string | null = null;
  async function publish(connector: Connector, content: Content, key = newKey(connector)) {
    const prepared = (await connector.prepare?.(stage.session, content, signal())) ?? null;
    lastTrace = connector.trace?.(prepared) ?? null;
    return connector.publish(stage.session, { content, prepared, key, signal: signal() });
  }
  const since = () => new Date(Date.now() - 2000).toISOString();
  const words = (text: string): Content & { kind: 'post' } => ({
    kind: 'post',
    text: `${stage.filmsOnly ? text.replaceAll(/[<>]/g, '') : text} ${uuidv7().slice(-6)}`,
    ...(stage.pictures ? { media: [pictureItem()] } : {}),
    ...(stage.filmsOnly ? { title: text.replaceAll(/[<>]/g, ''), media: [filmItem()] } : {}),
  });

  it('publishes words and reads them back', async () => {
    const content = words('Rye & <wheat>, see https://bread.example/rye 🍞');
    const { remoteId } = await publish(stage.connector(), content);
    expect((await stage.posts()).filter(({ id }) => id === remoteId)).toMatchObject([{ text: content.text }]);
  });

  it('publishes a picture with words for those who do not see it', async () => {
    const cut = { ...pictureItem(), crop: { x: 0, y: 0, width: 0.5, height: 1 } };
    if (stage.filmsOnly) return expect(await stage.filmOf?.('')).toBeUndefined();
    const content: Content = { ...words('Two pictures'), media: [pictureItem(), cut] };
    const { remoteId } = await publish(stage.connector(), content);
    expect((await stage.posts()).map(({ id }) => id)).toContain(remoteId);
    // What was cut goes out cut.
    const sent = stage.lastPicture?.();
    if (sent) expect(pictureSize(sent)).toEqual({ width: 32, height: 48 });
  });

  it('publishes a film as it is', async () => {
    if (!stage.filmOf) return expect(stage.filmsOnly).toBeUndefined();
    const { remoteId } = await publish(stage.connector(), { ...words('A film'), media: [filmItem()] });
    expect(Buffer.compare((await stage.filmOf(remoteId)) ?? new Uint8Array(), film)).toBe(0);
  });

  it('goes on where an upload was interrupted, in another process', async () => {
    if (!stage.cutUpload) return expect(stage.filmsOnly).toBeUndefined();
    const content = { ...words('Cut off'), media: [filmItem()] };
    const arrived = stage.cutUpload();
    let kept: string | null = null;
    const keep = async (trace: string) => {
      kept = trace;
    };
    const connector = stage.connector();
    const cutOff: unknown = await connector
      .prepare?.(stage.session, content, signal(), { earlier: null, keep })
      .catch((error: unknown) => error);
    expect(connector.classify(cutOff)).toMatchObject({ class: 'retry' });
    const before = arrived();
    expect(before).toBeGreaterThan(film.byteLength / 3);
    expect(before).toBeLessThan(film.byteLength);

    let sent = 0;
    const other = stage.connector((request, pass) => {
      if (request.method !== 'GET') sent += request.bytes;
      return pass();
    });
    const prepared = await other.prepare?.(stage.session, content, signal(), { earlier: kept, keep });
    const armed = { content, prepared, key: newKey(other), signal: signal() };
    const { remoteId } = await other.publish(stage.session, armed);
    expect(Buffer.compare((await stage.filmOf?.(remoteId)) ?? new Uint8Array(), film)).toBe(0);
    // What had arrived was not sent again: a little is, for what goes with each part.
    expect(sent).toBeLessThan(film.byteLength - before + 20_000);
  });

  it('sends one key twice and makes one post, where it has keys', async () => {
    if (!stage.keyed) return expect((await stage.posts()).length).toBeGreaterThan(0);
    const connector = stage.connector();
    const key = newKey(connector);
    const content = words('Once');
    const first = await publish(connector, content, key);
    expect((await publish(connector, content, key)).remoteId).toBe(first.remoteId);
    expect((await stage.posts()).filter(({ text }) => text === content.text)).toHaveLength(1);
  });

  it('does not know what became of a lost answer, asks, and finds it', async () => {
    const connector = stage.connector(async (request, pass) => {
      const answer = await pass();
      if (!stage.posting(request)) return answer;
      throw cut();
    });
    const key = newKey(connector);
    const content = words('Lost & found at https://bread.example');
    const from = since();
    const error = await publish(connector, content, key).catch((thrown: unknown) => thrown);
    expect(connector.classify(error)).toMatchObject({ outcome: 'unknown', class: 'retry' });
    const [post] = (await stage.posts()).filter(({ text }) => text === content.text);
    const found = await connector.probe(
      stage.session,
      key,
      { content, since: from, trace: lastTrace, taken: [] },
      signal(),
    );
    expect(found).toMatchObject({ outcome: 'published', remoteId: post?.id });
  });

  it('finds an answer to somebody whose own answer was lost', async () => {
    const { remoteId } = await publish(stage.connector(), words('Ask us'));
    const content: Content = {
      kind: 'reply',
      text: 'From seven on.',
      parentId: await stage.comment('When?', remoteId),
    };
    const connector = stage.connector(async ({ method, url }, pass) => {
      const answer = await pass();
      if (method === 'GET' || !/tweets$|statuses$|putRecord$|\/(replies|comments)\b/.test(url)) return answer;
      throw cut();
    });
    const key = newKey(connector);
    const from = since();
    await expect(publish(connector, content, key)).rejects.toThrow();
    const asked = { content, since: from, trace: lastTrace, taken: [] };
    const found = await connector.probe(stage.session, key, asked, signal());
    expect(found).toMatchObject({ outcome: 'published' });
    const thing = { remoteId: found.outcome === 'published' ? found.remoteId : '', kind: 'reply' } as const;
    expect((await connector.read(stage.session, thing, signal()))?.text).toContain('From seven on.');
  });

  it.each([401, 403, 408])('takes a %i of somebody in between for what passes', async (status) => {
    const connector = stage.connector(async (request, pass) =>
      stage.posting(request)
        ? new Response('<h1>Blocked</h1>', { status, headers: { 'content-type': 'text/html' } })
        : pass(),
    );
    const error = await publish(connector, words('Through the wall')).catch((thrown: unknown) => thrown);
    // Nobody is in between: it is in this process.
    if (connector.platform === 'sandbox') return expect(error).toBeDefined();
    const outcome = status === 408 ? 'unknown' : 'not_published';
    expect(connector.classify(error)).toMatchObject({ class: 'retry', outcome });
  });

  it('asks about something that never arrived, and hears so', async () => {
    const connector = stage.connector(async (request, pass) => {
      if (stage.posting(request)) throw cut();
      return pass();
    });
    const key = newKey(connector);
    const content = words('Never arrived');
    const from = since();
    await expect(publish(connector, content, key)).rejects.toThrow();
    const asked = { content, since: from, trace: lastTrace, taken: [] };
    expect(await connector.probe(stage.session, key, asked, signal())).toEqual({ outcome: 'not_published' });
  });

  it('finds it, or that it is not there, behind everything that was said since', async () => {
    const say = stage.say;
    if (!say) return expect(stage.keyed || stage.filmsOnly).toBe(true);
    const connector = stage.connector(async (request, pass) => {
      const answer = await pass();
      if (stage.posting(request)) throw cut();
      return answer;
    });
    const from = since();
    const content = words('Under the pile');
    await expect(publish(connector, content)).rejects.toThrow();
    const made = (await stage.posts()).find(({ text }) => text === content.text);
    for (let n = 0; n < 130; n += 1) say(`Said on the phone, ${n}`);
    const asked = { content, since: from, trace: lastTrace, taken: [] };
    const found = await connector.probe(stage.session, newKey(connector), asked, signal());
    expect(found).toMatchObject({ outcome: 'published', remoteId: made?.id });
    const others = { ...asked, taken: [made?.id ?? ''], content: { ...content, text: 'Never sent' } };
    if (!stage.pictures)
      expect(await connector.probe(stage.session, newKey(connector), others, signal())).toEqual({
        outcome: 'not_published',
      });
  });

  it('finds its comment, or that it is not there, behind what everybody said since', async () => {
    if (!stage.pictures && !stage.filmsOnly) return;
    const connector = stage.connector();
    const { remoteId: rootId } = await publish(connector, words('Talk of the town'));
    const comment = await stage.comment('And on Sundays?', rootId);
    const from = since();
    const contents: Content[] = [
      { kind: 'part', role: 'first_comment', text: '#bread', rootId, parentId: rootId },
      { kind: 'reply', text: 'Closed.', parentId: comment },
    ];
    const made = [];
    for (const content of contents) made.push((await publish(connector, content)).remoteId);
    for (let n = 0; n < 130; n += 1) {
      await stage.comment(`Crowd, ${n}`, rootId);
      await stage.comment(`Crowd below, ${n}`, comment);
    }
    for (const [index, content] of contents.entries()) {
      const asked = { content, since: from, trace: null, taken: [] };
      const key = newKey(connector);
      const found = await connector.probe(stage.session, key, asked, signal());
      expect(found).toMatchObject({ outcome: 'published', remoteId: made[index] });
      const never = { ...asked, content: { ...content, text: 'Never sent' } };
      expect(await connector.probe(stage.session, key, never, signal())).toEqual({
        outcome: 'not_published',
      });
    }
  });

  it('does not take the same words of another publication for the one it looks for', async () => {
    const connector = stage.connector();
    const content = words('Every Saturday');
    const other = await publish(connector, content);
    // The one it looks for was prepared and never sent.
    const prepared = (await connector.prepare?.(stage.session, content, signal())) ?? null;
    const trace = connector.trace?.(prepared) ?? null;
    const asked = { content, since: since(), trace, taken: [other.remoteId] };
    expect(await connector.probe(stage.session, newKey(connector), asked, signal())).toEqual({
      outcome: 'not_published',
    });
  });

  it('puts the parts of a thread one below the other', async () => {
    const connector = stage.connector();
    const { remoteId: rootId } = await publish(connector, words('A thread'));
    // A first comment, where there are no threads.
    if (stage.pictures || stage.filmsOnly) {
      const content: Content = {
        kind: 'part',
        role: 'first_comment',
        text: '#bread',
        rootId,
        parentId: rootId,
      };
      const from = since();
      const { remoteId } = await publish(connector, content);
      const asked = { content, since: from, trace: null, taken: [] };
      const found = await connector.probe(stage.session, newKey(connector), asked, signal());
      return expect(found).toMatchObject({ outcome: 'published', remoteId });
    }
    const part = (text: string, parentId: string): Content => ({
      kind: 'part',
      role: 'thread',
      text,
      rootId,
      parentId,
    });
    const second = await publish(connector, part('Second part', rootId));
    const from = since();
    const third = await publish(connector, part('Third part', second.remoteId));
    const asked = { content: part('Third part', second.remoteId), since: from, trace: lastTrace, taken: [] };
    const key = newKey(connector);
    if (!stage.keyed || name === 'Mastodon')
      expect(await connector.probe(stage.session, key, asked, signal())).toMatchObject({
        remoteId: third.remoteId,
      });
    const [polled] = await connector.listComments(
      stage.session,
      [{ remoteId: rootId, cursor: null }],
      signal(),
    );
    expect(new Map(polled?.comments.map((comment) => [comment.remoteId, comment.parentRemoteId]))).toEqual(
      new Map([
        [second.remoteId, rootId],
        [third.remoteId, second.remoteId],
      ]),
    );
  });

  it('reads comments once, and answers under them', async () => {
    const connector = stage.connector();
    const { remoteId } = await publish(connector, words('Ask me'));
    const comment = await stage.comment('Open on Monday?', remoteId);
    const [polled] = await connector.listComments(stage.session, [{ remoteId, cursor: null }], signal());
    expect(polled?.comments).toMatchObject([{ remoteId: comment, text: 'Open on Monday?', own: false }]);
    await publish(connector, { kind: 'reply', text: 'It is.', parentId: comment });
    const [next] = await connector.listComments(
      stage.session,
      [{ remoteId, cursor: polled?.cursor ?? null }],
      signal(),
    );
    const fresh = next?.comments.filter(({ remoteId: id }) => id !== comment);
    expect(fresh).toMatchObject([{ own: true, parentRemoteId: comment }]);
    expect(fresh?.[0]?.text).toContain('It is.');
  });

  it('misses none of many comments between two looks', async () => {
    const connector = stage.connector();
    const { remoteId } = await publish(connector, words('Everybody asks'));
    const look = async (cursor: string | null) =>
      (await connector.listComments(stage.session, [{ remoteId, cursor }], signal()))[0];
    const first = await stage.comment('First!', remoteId);
    const before = await look(null);
    expect(before?.comments.map(({ remoteId: id }) => id)).toEqual([first]);
    const questions = Array.from({ length: 130 }, (_, n) => `Question ${n}`);
    const said = (await stage.crowd?.(questions, remoteId)) ?? [];
    if (!stage.crowd) for (const text of questions) said.push(await stage.comment(text, remoteId));
    const after = (await look(before?.cursor ?? null))?.comments.map(({ remoteId: id }) => id);
    expect(after?.filter((id) => id !== first).toSorted()).toEqual(said.toSorted());
    expect(new Set(said).size).toBe(questions.length);
  });

  it('reads on where one of the posts is gone', async () => {
    const connector = stage.connector();
    const { remoteId: gone } = await publish(connector, words('Not for long'));
    const { remoteId } = await publish(connector, words('To stay'));
    const comment = await stage.comment('Still there?', remoteId);
    if (stage.cannotDelete) stage.cannotDelete.byHand(gone);
    else await connector.remove(stage.session, { remoteId: gone, kind: 'post' }, signal());
    const posts = [gone, remoteId].map((id) => ({ remoteId: id, cursor: null }));
    const lists = await connector.listComments(stage.session, posts, signal());
    const found = lists.flatMap(({ comments }) => comments.map((each) => each.remoteId));
    expect(found).toEqual([comment]);
  });

  it('shows one file as a story, finds it after a lost answer, and keeps words away from it', async () => {
    const connector = stage.connector();
    if (!takesStories(connector.platform)) return;
    const content: Content = { kind: 'post', text: '', format: 'story', media: [pictureItem()] };
    const from = since();
    const lost = stage.connector(async (request, pass) => {
      const answer = await pass();
      if (!stage.posting(request)) return answer;
      throw cut();
    });
    const taken = (await stage.posts()).map(({ id }) => id);
    await expect(publish(lost, content)).rejects.toThrow();
    const asked = { content, since: from, trace: lastTrace, taken };
    const found = await connector.probe(stage.session, newKey(connector), asked, signal());
    const standing = await stage.posts();
    const story = standing.find(({ id }) => !taken.includes(id));
    expect(found).toMatchObject({ outcome: 'published', remoteId: story?.id });
    expect(story?.text).toBe('');
    const thing = { remoteId: story?.id ?? '', kind: 'post' } as const;
    expect(await connector.read(stage.session, thing, signal())).toMatchObject({ text: '' });
  });

  it('reads back what stands there, takes it down, and finds it gone', async () => {
    const connector = stage.connector();
    const content = words('Down by Sunday');
    const { remoteId, url } = await publish(connector, content);
    const thing = { remoteId, kind: 'post' } as const;
    const standing = await connector.read(stage.session, thing, signal());
    expect(standing).toMatchObject({ text: content.text, url });
    expect(Math.abs(Date.parse(standing?.publishedAt ?? '') - Date.now())).toBeLessThan(60_000);
    const { platform } = connector;
    expect(deletesThere({ platform, holder: 'server', limits: stage.limits ?? null })).toBe(
      !stage.cannotDelete,
    );
    if (stage.cannotDelete) {
      const refused = await connector.remove(stage.session, thing, signal()).catch(connector.classify);
      expect(refused).toMatchObject({ code: 'cannot_delete', class: 'give_up', outcome: 'not_published' });
      expect(await connector.read(stage.session, thing, signal())).not.toBeNull();
      stage.cannotDelete.byHand(remoteId);
    } else {
      const others = (await stage.posts()).length - 1;
      await connector.remove(stage.session, thing, signal());
      // Asked again, as after a lost answer, there is nothing left to do.
      await connector.remove(stage.session, thing, signal());
      expect(await stage.posts()).toHaveLength(others);
    }
    expect(await connector.read(stage.session, thing, signal())).toBeNull();
  });

  it('takes down what stands below a post', async () => {
    const connector = stage.connector();
    const { remoteId: rootId } = await publish(connector, words('With a word below'));
    const role = stage.pictures || stage.filmsOnly ? 'first_comment' : 'thread';
    const part: Content = { kind: 'part', role, text: 'Below', rootId, parentId: rootId };
    const thing = { remoteId: (await publish(connector, part)).remoteId, kind: 'part' } as const;
    expect(await connector.read(stage.session, thing, signal())).toMatchObject({ text: 'Below' });
    await connector.remove(stage.session, thing, signal());
    expect(await connector.read(stage.session, thing, signal())).toBeNull();
    const post = { remoteId: rootId, kind: 'post' } as const;
    expect(await connector.read(stage.session, post, signal())).not.toBeNull();
  });

  it('says so when it was signed out for good', async () => {
    await stage.signOut();
    const connector = stage.connector();
    const refreshed = await connector
      .refresh(stage.session, signal())
      .then((secret) => publish(stage.connector(), words(name)).then(() => secret))
      .catch((thrown: unknown) => connector.classify(thrown));
    expect(refreshed).toMatchObject({ class: 'reconnect', outcome: 'not_published' });
  });
});
