import { afterAll, beforeAll, expect, it } from 'vitest';
import { startX, type XDouble } from './double.ts';
import { createXConnector } from './index.ts';

let x: XDouble;
beforeAll(async () => {
  x = await startX();
});
afterAll(() => x?.close());

const DAY = 86_400_000;
/** The id of something that was said then. */
const idAt = (ms: number) => String(BigInt(ms - 1_288_834_974_657) << 22n);

it.each([0, 6, 8, 80])('comments are read where the newest known one is %i days old', async (days) => {
  const { access_token: accessToken, refresh_token: refreshToken } = x.grant();
  const secret = JSON.stringify({ accessToken, refreshToken, expiresAt: Date.now() + 7_200_000 });
  const connector = createXConnector({
    fetch,
    now: () => new Date(),
    baseUrl: x.url,
    readMedia: () => Promise.reject(new Error('There are no files in this test.')),
    app: { clientId: x.clientId, clientSecret: x.clientSecret, authorizeUrl: x.authorizeUrl },
  });
  const session = { remoteId: x.user.id, serviceUrl: null, secret };
  const { id: remoteId } = x.say('Ask me');
  const cursor = idAt(Date.now() - days * DAY - 1000);
  const asked = await connector.listComments(session, [{ remoteId, cursor }], AbortSignal.timeout(10_000));
  // Nothing new: it goes on from where it was.
  expect(asked).toEqual([{ remoteId, cursor, comments: [] }]);
  const { id } = x.comment('Open on Monday?', remoteId);
  const [next] = await connector.listComments(session, [{ remoteId, cursor }], AbortSignal.timeout(10_000));
  expect(next).toMatchObject({ cursor: id, comments: [{ remoteId: id }] });
});
