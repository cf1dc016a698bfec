import { useLingui } from '@lingui/react/macro';
import type { Finding } from '../../../shared/publishing/readiness.ts';
import type { NearPost, PlanWarning } from '../../../shared/queries.ts';
import { explain } from '../../app/errors.ts';
import { postName } from './post-state.ts';

/** What is to be said of a post on the plan; `other`: the post it is about. */
export type Said = {
  key: string;
  severity: Finding['severity'];
  text: string;
  /** What to do; empty where the text says it all. */
  next: string;
  other: NearPost | null;
};

/** A post without channel or words says so by its state, in an icon and words of its own. */
const TOLD_BY_STATE = ['no_channel', 'text_empty'];

/** What stands in the way of a post, and what is worth a look, in words: errors first. */
export function useWarningWords(warning: PlanWarning | undefined): readonly Said[] {
  const { t } = useLingui();
  if (!warning) return NONE;
  const told = (severity: Said['severity'], codes: readonly string[]) =>
    codes
      .filter((code) => !TOLD_BY_STATE.includes(code))
      .map((code): Said => {
        const { title, next } = explain(code);
        return { key: code, severity, text: title, next, other: null };
      });
  const near = (key: string, [other]: readonly NearPost[], words: (name: string) => string): Said[] =>
    other
      ? [{ key, severity: 'warning', text: words(postName(other) || t`Untitled post`), next: '', other }]
      : [];
  return [
    ...told('error', warning.errors),
    ...near('alike', warning.alike, (name) => t`says nearly the same as “${name}”`),
    ...near('close', warning.close, (name) => t`within an hour of “${name}” on one channel`),
    ...told('warning', warning.warnings),
  ];
}

const NONE: readonly Said[] = [];

/** The same as names and tooltips tell it: which sort it is stands before the words. */
export function useSaidNames(): (said: Pick<Said, 'severity' | 'text'>) => string {
  const { t } = useLingui();
  return ({ severity, text }) => (severity === 'error' ? t`error: ${text}` : t`warning: ${text}`);
}
