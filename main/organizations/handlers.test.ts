import { expect, test } from 'vitest';
import { invitationToken } from './handlers.ts';

const token = 'AbCdEfGhIjKlMnOpQrStUvWxYz012345';

test.each([
  token,
  ` ${token}\n`,
  `https://pillarbox.example/invite/${token}`,
  `http://127.0.0.1:4820/invite/${token}/`,
  `pillarbox://invite/${token}`,
  `https://pillarbox.example/base/invite/${token}?from=mail#x`,
])('the token is found in %j', (link) => {
  expect(invitationToken(link)).toBe(token);
});

test.each([
  'https://pillarbox.example/',
  'https://pillarbox.example/invite/',
  `https://pillarbox.example/other/${token}`,
  'short',
  '../../secret-of-some-length',
  `${token} and more`,
])('%j holds none', (link) => {
  expect(() => invitationToken(link)).toThrow(expect.objectContaining({ code: 'invitation_unknown' }));
});
