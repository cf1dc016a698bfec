import { useState } from 'react';
import { tellError } from './tell-error.ts';

/** Copies text; true for a while after it worked, so that the button can say so. */
export function useCopy(): [boolean, (text: string) => void] {
  const [copied, setCopied] = useState(false);
  const copy = (text: string) =>
    navigator.clipboard.writeText(text).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 2500);
    }, tellError);
  return [copied, copy];
}
