// A desktop that dies, by kill -9, after the platform took its post and before it could write that down.
import { v7 as uuidv7 } from 'uuid';
import { createCore } from '../../main/core.ts';
import { readLanguages } from '../../main/languages.ts';
import { createLog } from '../../main/log.ts';
import { openProfile } from '../../main/profile/profile.ts';
import { DEVICE_ID, openFileSecrets } from './file-keychain.ts';

const env = (name: string) => process.env[name] ?? '';
const profile = openProfile(env('TEST_PROFILE'));
const core = await createCore({
  host: {
    kind: 'browser',
    mediaBase: '/media/test',
    openExternal: async () => undefined,
    saveFile: async () => false,
    showFiles: async () => undefined,
    printPage: async () => 'cancelled',
  },
  profile,
  secrets: await openFileSecrets(profile.dir, env('TEST_KEY'), DEVICE_ID),
  serverUrl: 'http://127.0.0.1:9',
  languages: readLanguages(),
  migrationsDir: env('TEST_MIGRATIONS'),
  keeperFile: env('TEST_KEEPER'),
  heicFile: '',
  log: createLog({ level: 'silent' }),
  async fetch(input, init) {
    const answer = await fetch(input, init);
    if (String(input).includes('putRecord')) process.kill(process.pid, 'SIGKILL');
    return answer;
  },
});
const page = { trusted: true };
const invoke = async (method: string, args: unknown) => {
  const answer = await core.invoke(page, method, args);
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
};

const [brandId, postId] = [uuidv7(), uuidv7()];
const mutate = (name: string, args: unknown) => invoke('mutate', { mutations: [{ name, args }] });
await mutate('brand.create', {
  id: brandId,
  organization_id: null,
  name: 'Corner shop',
  time_zone: 'Europe/London',
  week_starts_on: 1,
});
const { connectionId } = (await invoke('connections.connect', {
  brandId,
  platform: 'bluesky',
  holder: 'device',
  handle: env('TEST_HANDLE'),
  secret: env('TEST_PASSWORD'),
  serviceUrl: env('TEST_PDS'),
})) as { connectionId: string };
const words = { pillar_id: null, title: '', caption: 'Sent once', notes: '', hashtags: [], link: null };
await mutate('post.create', { id: postId, brand_id: brandId, ...words, when: null });
await mutate('target.add', { brand_id: brandId, post_id: postId, connection_id: connectionId, text: null });
console.log(JSON.stringify({ postId }));
await invoke('publish.now', { postId, connectionId });
