import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { desktop } from '../../app/desktop.ts';
import { explain } from '../../app/errors.ts';
import { tellError } from '../../app/tell-error.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { sizeText } from '../sync/size-text.ts';

/** What is on its way to the server: how much is left, a stop, and what failed. */
export function UploadsLine() {
  const { t } = useLingui();
  const uploads = useAppState((state) => state.media.uploads);
  const waiting = uploads.filter(({ state }) => state === 'waiting' || state === 'sending');
  const paused = uploads.filter(({ state }) => state === 'paused');
  const failed = uploads.filter(({ state }) => state === 'failed');
  const ask = (method: 'media.pause' | 'media.resume', files: typeof uploads) => {
    for (const { assetId } of files) desktop.invoke(method, { assetId }).catch(tellError);
  };
  const [first] = failed;
  const why = first?.code ? explain(first.code, '') : null;
  const left = sizeText(waiting.reduce((sum, { bytes, sent }) => sum + Math.max(0, bytes - sent), 0));
  return (
    <>
      {first && why && (
        <Banner
          tone="warn"
          live
          title={t`${plural(failed.length, { one: '# file was', other: '# files were' })} not sent.`}
          actions={
            <Button size="small" onClick={() => ask('media.resume', failed)}>
              <Trans>Try again</Trans>
            </Button>
          }
        >
          {first.name}: {why.title} {why.next}
        </Banner>
      )}
      {waiting.length > 0 && (
        <Banner
          actions={
            <Button size="small" onClick={() => ask('media.pause', waiting)}>
              <Trans>Stop sending</Trans>
            </Button>
          }
        >
          {t`${plural(waiting.length, { one: '# file is', other: '# files are' })} on the way to the server, ${left} left.`}
        </Banner>
      )}
      {paused.length > 0 && (
        <Banner
          actions={
            <Button size="small" onClick={() => ask('media.resume', paused)}>
              <Trans>Go on</Trans>
            </Button>
          }
        >
          {t`${plural(paused.length, { one: '# file waits', other: '# files wait' })} on this device: sending was stopped.`}
        </Banner>
      )}
    </>
  );
}
