import { Trans, useLingui } from '@lingui/react/macro';
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { keysText } from '../../../shared/keys.ts';
import {
  type CustomKeys,
  type Keyed,
  keysOf,
  type Refusal,
  refusal,
  withKeys,
  withReset,
} from '../../app/shortcuts/custom.ts';
import { shortcut } from '../../app/shortcuts/table.ts';
import { scopeWords } from '../../app/shortcuts/words.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { isMac, Keys } from '../../ui/keys.tsx';
import { KeyRecorder } from './key-recorder.tsx';
import styles from './keyboard.module.css';

/** A command in the list, with the name it goes by in general. */
export type Line = Keyed & { title: string };

type KeyRowProps = {
  line: Line;
  all: readonly Line[];
  custom: CustomKeys;
  onChange(custom: CustomKeys): void;
};

/** One command: its keys, other keys for it, and what is in the way of those. */
export function KeyRow({ line, all, custom, onChange }: KeyRowProps) {
  const { t } = useLingui();
  const [asked, setAsked] = useState<{ keys: string; why: Refusal } | null>(null);
  const { id, title } = line;
  const keys = keysOf(custom, id) ?? '';

  function ask(next: string) {
    const why = next === '' ? null : refusal(all, custom, line, next);
    setAsked(why && { keys: next, why });
    if (!why) onChange(withKeys(all, custom, line, next));
  }
  function reset() {
    // Somebody else may have been given its first keys meanwhile: that is asked about like any other.
    const first = shortcut(id)?.keys ?? '';
    const why = first === '' ? null : refusal(all, custom, line, first);
    if (why?.reason === 'taken' && !why.by.fixed) setAsked({ keys: first, why });
    else {
      setAsked(null);
      onChange(withReset(custom, id));
    }
  }

  return (
    <li className={styles.row}>
      <span className={styles.name}>{title}</span>
      {line.fixed ? (
        <span className={styles.fixed}>
          <Keys keys={keys} />
        </span>
      ) : (
        <KeyRecorder label={title} keys={keys} onRecord={ask} />
      )}
      <span className={styles.reset}>
        {custom[id] !== undefined && (
          <IconButton label={t`Reset the keys of “${title}”`} onClick={reset}>
            <RotateCcw size={16} aria-hidden="true" />
          </IconButton>
        )}
      </span>
      {asked && (
        <Problem
          {...asked}
          all={all}
          onTake={() => {
            onChange(withKeys(all, custom, line, asked.keys));
            setAsked(null);
          }}
          onLeave={() => setAsked(null)}
        />
      )}
    </li>
  );
}

type ProblemProps = {
  keys: string;
  why: Refusal;
  all: readonly Line[];
  onTake(): void;
  onLeave(): void;
};

function Problem({ keys, why, all, onTake, onLeave }: ProblemProps) {
  const { i18n } = useLingui();
  const pressed = keysText(keys, isMac);
  const other = why.reason === 'taken' ? all.find(({ id }) => id === why.by.id) : undefined;
  const name = other?.title ?? '';
  const place = other ? i18n._(scopeWords[other.scopes[0]]) : '';
  const mayTake = other !== undefined && !other.fixed;
  return (
    <div className={styles.problem} role="alert">
      <p>
        {other ? (
          <Trans>
            {pressed} belongs to “{name}” ({place}).
          </Trans>
        ) : (
          <Trans>{pressed} is kept for the system and for writing. Choose others.</Trans>
        )}
      </p>
      {mayTake && (
        <Button size="small" onClick={onTake}>
          <Trans>Use them here instead</Trans>
        </Button>
      )}
      <Button size="small" look="quiet" onClick={onLeave}>
        <Trans>Leave as it is</Trans>
      </Button>
    </div>
  );
}
