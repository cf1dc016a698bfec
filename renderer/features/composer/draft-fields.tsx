import { useLingui } from '@lingui/react/macro';
import { memo } from 'react';
import { MentionArea } from '../../ui/mention-area.tsx';
import { TextArea, TextField } from '../../ui/text-field.tsx';
import { useMentionables } from '../mentions/use-people.ts';
import { HashtagField } from './hashtag-field.tsx';
import { type Typing, useWord } from './use-draft.ts';

type FieldProps = { typing: Typing; locked: boolean };

// Each follows its own words of the draft: a key draws the field it was typed in, and what looks at the words comes after.

export const TitleField = memo(function TitleField({
  typing,
  shownOn,
  autoFocus,
}: {
  typing: Typing;
  /** Platforms that show it to readers; empty where none does. */
  shownOn: string;
  autoFocus: boolean;
}) {
  const { t } = useLingui();
  return (
    <TextField
      label={t`Title`}
      hideLabel
      look="quiet"
      size="title"
      placeholder={shownOn ? t`Title, shown on ${shownOn}` : t`Title, for you only`}
      value={useWord(typing, 'title')}
      onChange={(value) => typing.type('title', value)}
      maxLength={500}
      autoFocus={autoFocus}
      onBlur={() => void typing.flush()}
    />
  );
});

export const Hashtags = memo(function Hashtags({ typing, locked }: FieldProps) {
  return (
    <HashtagField
      tags={useWord(typing, 'hashtags')}
      readOnly={locked}
      onChange={(tags) => typing.type('hashtags', tags)}
      onLeave={() => void typing.flush()}
    />
  );
});

export const LinkField = memo(function LinkField({ typing, locked }: FieldProps) {
  const { t } = useLingui();
  const link = useWord(typing, 'link');
  const fault = link && !/^https?:\/\/\S+$/.test(link);
  return (
    <TextField
      label={t`Link`}
      type="url"
      readOnly={locked}
      placeholder="https://"
      value={link ?? ''}
      onChange={(value) => typing.type('link', value.trim() === '' ? null : value.trim())}
      error={fault ? t`A link starts with https:// and has no spaces.` : null}
      maxLength={2000}
      onBlur={() => void typing.flush()}
    />
  );
});

export const NotesField = memo(function NotesField({ typing }: { typing: Typing }) {
  const { t } = useLingui();
  return (
    <TextArea
      label={t`Notes for your team`}
      lines={2}
      value={useWord(typing, 'notes')}
      onChange={(value) => typing.type('notes', value)}
      maxLength={100_000}
      onBlur={() => void typing.flush()}
    />
  );
});

export const CaptionField = memo(function CaptionField({ typing, locked }: FieldProps) {
  const { t } = useLingui();
  return (
    <MentionArea
      {...useMentionables()}
      label={t`Caption`}
      hideLabel
      lines={6}
      size="large"
      placeholder={t`What do you want to say?`}
      value={useWord(typing, 'caption')}
      onChange={(caption) => typing.type('caption', caption)}
      onBlur={() => void typing.flush()}
      maxLength={100_000}
      readOnly={locked}
    />
  );
});
