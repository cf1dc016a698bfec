import { useDraftText } from '../../app/use-draft-text.ts';
import { TextArea, type TextAreaProps, TextField, type TextFieldProps } from '../../ui/text-field.tsx';

type Saved = {
  saved: string;
  /** @param seen what stood there when the typing began */
  onSave(text: string, seen: string): void;
  /** It may not be left empty. */
  required?: boolean;
};

/** A line of a row, written at a pause. */
export function WordsField({
  saved,
  onSave,
  required,
  ...rest
}: Saved & Omit<TextFieldProps, 'value' | 'onChange' | 'onBlur' | 'required'>) {
  const draft = useDraftText(saved, onSave, (text) => !required || text.trim() !== '');
  return <TextField autoComplete="off" {...rest} {...draft} />;
}

/** The same for more than a line. */
export function WordsArea({
  saved,
  onSave,
  required,
  ...rest
}: Saved & Omit<TextAreaProps, 'value' | 'onChange' | 'onBlur' | 'required'>) {
  const draft = useDraftText(saved, onSave, (text) => !required || text.trim() !== '');
  return <TextArea {...rest} {...draft} />;
}

/** One thing a line, as a list. */
export const linesOf = (text: string, most = 50, longest = 500): string[] =>
  text
    .split('\n')
    .map((line) => line.trim().slice(0, longest))
    .filter((line) => line !== '')
    .slice(0, most);
