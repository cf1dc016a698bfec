import { useLingui } from '@lingui/react/macro';
import type { Timeline, Try } from '../../../shared/publishing/timeline.ts';
import { explainThere } from '../../app/errors.ts';
import type { PublicationWords } from './use-publication-words.ts';

/** What became of a try, and how that is known, in plain words. */
export function useTimelineWords() {
  const { t } = useLingui();
  const why = ({ error_code, error_message }: Pick<Try, 'error_code' | 'error_message'>) =>
    error_code ? explainThere(error_code, error_message).title : null;
  const known = ({ settled_by, sent_at }: Try): string | null => {
    switch (settled_by) {
      case 'probe':
        return t`Found out by asking the platform later.`;
      case 'person':
        return t`A person said so.`;
      case 'worker_lost':
        return t`Whatever was sending it stopped. Nothing was sent.`;
      case 'answer':
        return sent_at ? null : t`Nothing was sent.`;
      case null:
        return null;
    }
  };
  const joined = (...sentences: (string | null)[]) => sentences.filter(Boolean).join(' ') || null;

  const ofTry = (one: Try): PublicationWords => {
    const { n } = one;
    switch (one.outcome) {
      case 'preparing':
        return { tone: 'busy', title: t`Try ${n}: being prepared.`, next: why(one) };
      case 'sending':
        return { tone: 'busy', title: t`Try ${n}: being sent.`, next: null };
      case 'published':
        return { tone: 'ok', title: t`Try ${n}: published.`, next: known(one) };
      case 'not_published':
        return { tone: 'bad', title: t`Try ${n}: not published.`, next: joined(why(one), known(one)) };
      case 'unknown':
        return {
          tone: 'wait',
          title: t`Try ${n}: sent, but the answer was lost.`,
          next: t`It may be out. It is not sent again until that is known.`,
        };
    }
  };
  const ofRemoval = (one: Timeline['removals'][number]): PublicationWords => {
    const { n } = one;
    switch (one.outcome) {
      case 'removed':
        return { tone: 'ok', title: t`Try ${n}: taken down.`, next: null };
      case 'failed':
        return { tone: 'bad', title: t`Try ${n}: not taken down.`, next: why(one) };
      case null:
        return { tone: 'busy', title: t`Try ${n}: no answer yet.`, next: null };
    }
  };
  return { ofTry, ofRemoval };
}
