import { Trans, useLingui } from '@lingui/react/macro';
import { ChevronRight } from 'lucide-react';
import { URGENCIES } from '../../../shared/kinds/index.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Select } from '../../ui/select.tsx';
import { TextArea, TextField } from '../../ui/text-field.tsx';
import { useBriefWords } from '../post/use-brief-words.ts';
import styles from './composer.module.css';
import { useBrief } from './use-brief.ts';

/** What the post is meant to be: for whoever writes, films and draws it. Folded away until something is in it. */
export function BriefFields({ postId }: { postId: string }) {
  const { t } = useLingui();
  const { brief, type, flush } = useBrief(postId, useBrand().id);
  const { names, types, urgencies } = useBriefWords();
  const said = Object.entries(brief).filter(([name, value]) => name in BRIEF_FIELDS && value !== '').length;
  return (
    <details className={styles.brief}>
      <summary>
        <ChevronRight size={14} aria-hidden="true" />
        <Trans>Brief</Trans>
        {said > 0 && <span className={styles.hint}>{t`${said} of 5 filled in`}</span>}
      </summary>
      <div className={styles.briefFields}>
        <TextArea
          label={names.short_caption}
          hint={<Trans>For channels with little room: their own words can begin with it.</Trans>}
          lines={2}
          value={brief.short_caption}
          onChange={(short_caption) => type({ short_caption })}
          onBlur={flush}
          maxLength={5000}
        />
        <TextField
          label={names.topic_angle}
          placeholder={t`What is new about it?`}
          value={brief.topic_angle}
          onChange={(topic_angle) => type({ topic_angle })}
          onBlur={flush}
          maxLength={2000}
        />
        <TextArea
          label={names.visual_suggestion}
          lines={2}
          placeholder={t`A picture, a scene, a drawing`}
          value={brief.visual_suggestion}
          onChange={(visual_suggestion) => type({ visual_suggestion })}
          onBlur={flush}
          maxLength={5000}
        />
        <Select
          label={names.post_type}
          value={brief.post_type}
          options={types}
          onChange={(post_type) => type({ post_type })}
        />
        <Select
          label={names.urgency}
          value={brief.urgency}
          options={URGENCIES.map((value) => ({ value, label: urgencies[value] }))}
          onChange={(urgency) => type({ urgency })}
        />
      </div>
    </details>
  );
}

const BRIEF_FIELDS = {
  short_caption: true,
  topic_angle: true,
  visual_suggestion: true,
  post_type: true,
  urgency: true,
};
