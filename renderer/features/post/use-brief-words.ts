import { useLingui } from '@lingui/react/macro';
import type { Row } from '../../../shared/kinds/index.ts';
import { usePostTypes } from './use-post-types.ts';

/** What the fields of a brief and its choices are called. */
export function useBriefWords() {
  const { t } = useLingui();
  const types = usePostTypes();
  const urgencies: Record<Row<'brief'>['urgency'], string> = {
    '': t`Not said`,
    evergreen: t`Any time`,
    timely: t`Around this time`,
    urgent: t`Now or never`,
  };
  const names = {
    short_caption: t`In short`,
    topic_angle: t`Topic and angle`,
    visual_suggestion: t`What it shows`,
    post_type: t`Made as`,
    urgency: t`Urgency`,
  };
  return { names, types, urgencies };
}
