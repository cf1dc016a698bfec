import { defineConfig } from '@lingui/cli';

export default defineConfig({
  sourceLocale: 'en',
  locales: ['en'],
  catalogs: [{ path: '<rootDir>/renderer/locales/{locale}/messages', include: ['<rootDir>/renderer'] }],
});
