import { readFileSync, writeFileSync } from 'node:fs';
import { createLog } from '../../main/log.ts';
import { openSecrets, type Secrets } from '../../main/secrets/secrets.ts';

/** Names the key in the file below; the profile's own id plays no part in it. */
export const DEVICE_ID = '019a0000-0000-7000-8000-00000000000d';

/** Real sealed secrets whose key lies in a file: for tests where one process is killed and another goes on. */
export function openFileSecrets(profileDir: string, keyFile: string, deviceId: string): Promise<Secrets> {
  const read = () => {
    try {
      return readFileSync(keyFile, 'utf8');
    } catch {
      return null;
    }
  };
  return openSecrets({
    profileDir,
    deviceId,
    log: createLog({ level: 'silent' }),
    keychain: {
      get: async () => read(),
      set: async (_name, value) => writeFileSync(keyFile, value),
      delete: async () => undefined,
    },
  });
}
