import { hash } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { assertAcceptablePassword, createPasswords } from './passwords.ts';

describe('hashing', () => {
  it('matches what was hashed, and nothing for a person that does not exist', async () => {
    const passwords = createPasswords();
    const stored = await passwords.hash('correct horse battery');
    expect(await passwords.matches(stored, 'correct horse battery')).toBe(true);
    expect(await passwords.matches(stored, 'correct horse batterx')).toBe(false);
    expect(await passwords.matches(undefined, 'nobody has this password')).toBe(false);
  });

  it('does the same work for a person that does not exist', async () => {
    const passwords = createPasswords();
    const stored = await passwords.hash('correct horse battery');
    await passwords.matches(undefined, 'warm up');
    const time = async (against: string | undefined) => {
      const times = [];
      for (let n = 0; n < 7; n += 1) {
        const from = performance.now();
        await passwords.matches(against, 'wrong');
        times.push(performance.now() - from);
      }
      return times.toSorted((a, b) => a - b)[3] ?? 0;
    };
    // Without that work the answer would come some hundred times sooner.
    expect(await time(undefined)).toBeGreaterThan((await time(stored)) / 5);
  });

  it('notices hashes that were made at a lower cost', async () => {
    const passwords = createPasswords();
    expect(passwords.isOutdated(await hash('x', { memoryCost: 8192, timeCost: 1 }))).toBe(true);
    expect(passwords.isOutdated(await passwords.hash('x'))).toBe(false);
  });

  it('queues a flood and turns away what does not fit, so that memory stays bounded', async () => {
    const passwords = createPasswords({ parallel: 1, waiting: 3 });
    const answers = await Promise.allSettled(Array.from({ length: 10 }, () => passwords.hash('flood')));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
    const refused = answers.find(({ status }) => status === 'rejected');
    expect(refused).toMatchObject({ reason: { status: 503, code: 'over_request_rate_limit' } });
    await expect(passwords.hash('after the flood')).resolves.toContain('$argon2id$');
  });
});

describe('a password', () => {
  const reasons = (password: string, email = 'ada.lovelace@example.com') => {
    try {
      assertAcceptablePassword(password, email);
      return 'accepted';
    } catch (error) {
      return (error as { details: { weak_password: { reasons: string[] } } }).details.weak_password.reasons;
    }
  };

  it.each([
    'correct horse battery',
    'xk4!vbq0',
    '密码安全很重要吗',
    'emoji 🎉🎈🎂🎁',
    'password for the fridge',
  ])('may be %s', (password) => expect(reasons(password)).toBe('accepted'));

  it.each([
    ['1234567', ['length']],
    ['🎉🎉🎉🎉🎉🎉🎉', ['length']],
    ['        ', ['characters']],
    ['abababababab', ['characters']],
    ['12345678', ['pwned']],
    ['Password2024!', ['pwned']],
    ['QWERTYUIOP', ['pwned']],
    ['pillarbox1', ['pwned']],
    ['Ada.Lovelace', ['pwned']],
    ['ada.lovelace@example.com', ['pwned']],
  ])('may not be %s', (password, expected) => {
    expect(reasons(password)).toEqual(expected);
  });
});
