import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { TextField } from '../../ui/text-field.tsx';
import { readHashtags, showHashtags } from './hashtags.ts';

type HashtagFieldProps = {
  tags: readonly string[];
  readOnly: boolean;
  onChange(tags: string[]): void;
  onLeave(): void;
};

/** Tags as one line of text; what is being typed stays as it is until the field is left. */
export function HashtagField({ tags, readOnly, onChange, onLeave }: HashtagFieldProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextField
      label={t`Hashtags`}
      readOnly={readOnly}
      placeholder={t`#bread #harbour`}
      value={typed ?? showHashtags(tags)}
      onChange={(text) => {
        setTyped(text);
        onChange(readHashtags(text));
      }}
      onBlur={() => {
        setTyped(null);
        onLeave();
      }}
    />
  );
}
