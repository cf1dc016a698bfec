import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { ArrowDown, ArrowUp, Play, X } from 'lucide-react';
import type { DownloadState, UploadState } from '../../../shared/ipc/media.ts';
import { desktop } from '../../app/desktop.ts';
import { explain } from '../../app/errors.ts';
import { tellError } from '../../app/tell-error.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { IconButton } from '../../ui/button.tsx';
import { sizeText } from '../sync/size-text.ts';
import styles from './transfers.module.css';

type Transfer = Pick<UploadState, 'assetId' | 'name' | 'bytes' | 'code'> & {
  way: 'up' | 'down';
  done: number;
  state: Exclude<UploadState['state'] | DownloadState['state'], 'local'>;
};

const SHOWN = 5;
const FIRST: Transfer['state'][] = ['sending', 'fetching', 'failed', 'waiting', 'paused'];

/** Files on their way to the server and from it: how far each is, and a stop. Nothing where nothing moves. */
export function Transfers() {
  const { t } = useLingui();
  const { uploads, downloads } = useAppState((state) => state.media);
  const all = [
    ...uploads.flatMap(({ sent, state, ...file }): Transfer[] =>
      state === 'local' ? [] : [{ ...file, way: 'up', done: sent, state }],
    ),
    ...downloads.map(({ received, ...file }): Transfer => ({ ...file, way: 'down', done: received })),
  ].toSorted((a, b) => FIRST.indexOf(a.state) - FIRST.indexOf(b.state));
  if (all.length === 0) return null;
  const more = all.length - SHOWN;
  return (
    <section aria-label={t`Files on their way`}>
      <ul className={styles.list}>
        {all.slice(0, SHOWN).map((one) => (
          <TransferRow key={`${one.way}${one.assetId}`} transfer={one} />
        ))}
      </ul>
      {more > 0 && (
        <p className={styles.quiet}>{t`${plural(more, { one: 'and # more', other: 'and # more' })}`}</p>
      )}
    </section>
  );
}

function TransferRow({ transfer }: { transfer: Transfer }) {
  const { t } = useLingui();
  const { assetId, name, bytes, done, state, way, code } = transfer;
  const stopped = state === 'paused' || state === 'failed';
  const Icon = way === 'up' ? ArrowUp : ArrowDown;
  const ask = () => desktop.invoke(stopped ? 'media.resume' : 'media.pause', { assetId }).catch(tellError);
  const label = stopped
    ? t`Go on with ${name}`
    : way === 'up'
      ? t`Stop sending ${name}`
      : t`Stop fetching ${name}`;
  const [whole, here] = [sizeText(bytes), sizeText(done)];
  return (
    <li className={styles.row}>
      <Icon size={14} role="img" aria-label={way === 'up' ? t`To the server` : t`From the server`} />
      <span className={styles.name} title={name}>
        {name}
      </span>
      <span className={styles.state}>
        {state === 'failed' && code ? (
          explain(code).title
        ) : state === 'paused' ? (
          <Trans>stopped</Trans>
        ) : state === 'waiting' ? (
          <Trans>waits, {whole}</Trans>
        ) : (
          <>
            <progress max={bytes} value={done} aria-label={t`${name}: ${here} of ${whole}`} />
            <span aria-hidden="true">{t`${here} of ${whole}`}</span>
          </>
        )}
      </span>
      <IconButton size="small" label={label} onClick={() => void ask()}>
        {stopped ? <Play size={12} aria-hidden="true" /> : <X size={12} aria-hidden="true" />}
      </IconButton>
    </li>
  );
}
