import { expect, it } from 'vitest';
import { createLog, redactText } from './log.ts';

function linesOf(work: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  work(createLog({ level: 'info', destination: { write: (line) => lines.push(line) } }));
  return lines.join('');
}

it('never writes what authenticates somebody, wherever it stands', () => {
  const text = linesOf((log) => {
    log.info({ headers: { authorization: 'Bearer s3cret-1', cookie: 's3cret-2' } }, 'x');
    log.info(
      { password: 's3cret-3', body: { refresh_token: 's3cret-4', user: { appPassword: 's3cret-5' } } },
      'x',
    );
    log.info({ err: Object.assign(new Error('at postgres://me:s3cret-6@db/x'), { token: 's3cret-7' }) }, 'x');
    log.info('GET /callback?code=s3cret-8&state=1');
    log.info({ req: { method: 'GET', url: '/verify?access_token=s3cret-9&type=x', ip: '127.0.0.1' } }, 'x');
  });
  expect(text).not.toContain('s3cret');
  expect(text).toContain('[redacted]');
  expect(text).toContain('type=x');
  expect(text).toContain('state=1');
});

it('leaves ordinary text alone', () => {
  const text = 'published https://bsky.app/profile/a.test/post/3k at 09:00, token count 5';
  expect(redactText(text)).toBe(text);
});

it('removes a JWT from free text', () => {
  expect(redactText('bad: eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln end')).toBe('bad: [redacted] end');
});
