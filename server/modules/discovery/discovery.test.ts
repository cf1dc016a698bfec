import { expect, test } from 'vitest';
import { serverInfoSchema } from '../../../shared/discovery.ts';
import { testDatabase } from '../../../tests/support/database.ts';
import { testDeps } from '../../../tests/support/deps.ts';
import { buildApp } from '../../app.ts';
import { discoveryModule } from './index.ts';

test('a server is the same server at another address, and says what is on offer', async () => {
  const database = await testDatabase();
  const ask = async (env: Record<string, string>) => {
    const built = await buildApp({ ...testDeps(database.db, { env }), modules: [discoveryModule] });
    const answer = await built.app.inject('/api/config');
    await built.close();
    return serverInfoSchema.parse(answer.json());
  };
  const first = await ask({ PUBLIC_URL: 'https://one.example' });
  const second = await ask({
    PUBLIC_URL: 'https://two.example',
    SANDBOX: 'off',
    SUPABASE_URL: 'https://project.example',
    SUPABASE_ANON_KEY: 'anon',
    FACEBOOK_CLIENT_ID: '1',
    FACEBOOK_CLIENT_SECRET: '2',
  });
  expect(second.server_id).toBe(first.server_id);
  expect(first).toMatchObject({
    auth_url: 'https://one.example',
    platforms: ['bluesky', 'mastodon', 'sandbox'],
  });
  expect(second).toMatchObject({
    auth_url: 'https://project.example',
    anon_key: 'anon',
    platforms: ['bluesky', 'mastodon', 'instagram_by_facebook'],
  });
  await database.drop();
});
