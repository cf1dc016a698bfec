import { defineConfig } from '@lingui/cli';
import { formatter } from '@lingui/format-po';

type Message = { messageId: string; entry: { message?: string; context?: string } };
const collator = new Intl.Collator('en-US');
/** Macros have the text as the message, plain calls as the id. */
const textOf = ({ messageId, entry }: Message) => entry.message ?? messageId;

export default defineConfig({
  sourceLocale: 'en',
  locales: ['en'],
  // The renderer's is compiled by its build; the other two are read at the start (shared/languages.ts).
  catalogs: ['renderer', 'server', 'main'].map((folder) => ({
    path: `<rootDir>/${folder}/locales/{locale}/messages`,
    include: [`<rootDir>/${folder}`],
  })),
  orderBy: (a: Message, b: Message) =>
    collator.compare(textOf(a), textOf(b)) || collator.compare(a.entry.context ?? '', b.entry.context ?? ''),
  // Line numbers would change the catalogue with every edit anywhere above.
  format: formatter({ lineNumbers: false }),
});
