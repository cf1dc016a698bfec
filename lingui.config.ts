import { defineConfig } from '@lingui/cli';
import { formatter } from '@lingui/format-po';

export default defineConfig({
  sourceLocale: 'en',
  locales: ['en'],
  catalogs: [{ path: '<rootDir>/renderer/locales/{locale}/messages', include: ['<rootDir>/renderer'] }],
  // Line numbers would change the catalogue with every edit anywhere above.
  format: formatter({ lineNumbers: false }),
});
