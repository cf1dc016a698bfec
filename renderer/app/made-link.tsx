import { Trans } from '@lingui/react/macro';
import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/text-field.tsx';
import styles from './made-link.module.css';
import { useCopy } from './use-copy.ts';

type MadeLinkProps = { label: string; link: string; hint: ReactNode; onDone(): void };

/** A secret link that was just made and is shown only now, in a dialog. */
export function MadeLink({ label, link, hint, onDone }: MadeLinkProps) {
  const [copied, copy] = useCopy();
  return (
    <div className={styles.made}>
      <TextField
        label={label}
        readOnly
        value={link}
        onChange={() => {}}
        onFocus={(event) => event.currentTarget.select()}
        hint={hint}
      />
      <div className={styles.footer}>
        <Button icon={<Copy size={16} aria-hidden="true" />} onClick={() => copy(link)}>
          {copied ? <Trans>Copied</Trans> : <Trans>Copy the link</Trans>}
        </Button>
        <Button look="primary" onClick={onDone}>
          <Trans>Done</Trans>
        </Button>
      </div>
    </div>
  );
}
