import { Trans, useLingui } from '@lingui/react/macro';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { isModifier, keysText, nameOfKeys, worksWhileTyping } from '../../../shared/keys.ts';
import { cx } from '../../ui/cx.ts';
import { isMac, Keys } from '../../ui/keys.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './keyboard.module.css';

/** A bare letter may be the first of two: so long is waited for the other. */
const SECOND_MS = 1000;

type KeyRecorderProps = {
  /** The command whose keys these are. */
  label: string;
  keys: string;
  /** @param keys as pressed; empty: none any more */
  onRecord(keys: string): void;
};

/** Keycaps that listen: press it, then press keys. Escape leaves it, Backspace takes the keys away, Tab goes on. */
export function KeyRecorder({ label, keys, onRecord }: KeyRecorderProps) {
  const { t } = useLingui();
  const [first, setFirst] = useState<string | null>(null);
  const [listening, setListening] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  function end(recorded: string | null) {
    clearTimeout(timer.current);
    setListening(false);
    setFirst(null);
    if (recorded !== null) onRecord(recorded);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (!listening || event.key === 'Tab' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    if (isModifier(event.key) || event.repeat) return;
    const stroke = nameOfKeys(event);
    if (stroke === 'escape') return end(null);
    if (stroke === 'backspace' && first === null) return end('');
    if (stroke === 'enter' && first !== null) return end(first);
    if (first !== null) return end(`${first} ${stroke}`);
    if (worksWhileTyping(stroke) || stroke.includes('+')) return end(stroke);
    setFirst(stroke);
    timer.current = setTimeout(() => end(stroke), SECOND_MS);
  }

  const now = keys === '' ? t`no keys` : keysText(keys, isMac);
  return (
    <button
      type="button"
      className={cx(styles.recorder, listening && styles.listening)}
      onClick={() => setListening(true)}
      onKeyDown={onKeyDown}
      // What was pressed by then counts.
      onBlur={() => listening && end(first)}
    >
      {/* Keycaps are drawn; read out, they come after the command they belong to. */}
      <span aria-hidden="true" className={styles.caps}>
        {listening && first !== null ? (
          <>
            <Keys keys={first} />…
          </>
        ) : listening ? (
          <Trans>Press keys…</Trans>
        ) : keys === '' ? (
          <Trans>None</Trans>
        ) : (
          <Keys keys={keys} />
        )}
      </span>
      <VisuallyHidden>{listening ? t`${label}: press the keys` : t`${label}: ${now}. Change`}</VisuallyHidden>
    </button>
  );
}
