import { Trans, useLingui } from '@lingui/react/macro';
import { Send } from 'lucide-react';
import { useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { desktop } from '../../app/desktop.ts';
import { type Explanation, explainThrown } from '../../app/errors.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

type PublishNowProps = {
  postId: string;
  connection: Row<'connection'>;
  /** How much the button stands out; `quiet` where it is one of many. */
  look?: 'plain' | 'quiet';
  flush(): Promise<void>;
};

/** Sends this post to one channel at once, after a question: it can't be taken back from here. */
export function PublishNow({ postId, connection, look = 'quiet', flush }: PublishNowProps) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Explanation | null>(null);
  const { handle } = connection;

  async function publish() {
    setBusy(true);
    setProblem(null);
    try {
      await flush();
      await desktop.invoke('publish.now', { postId, connectionId: connection.id });
      setOpen(false);
    } catch (error) {
      setProblem(explainThrown(error));
    }
    setBusy(false);
  }

  return (
    <>
      <Button
        size="small"
        look={look}
        icon={<Send size={14} aria-hidden="true" />}
        onClick={() => setOpen(true)}
      >
        <Trans>Publish now</Trans>
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={t`Publish to ${handle} now?`}
        description={<Trans>It goes out at once, and can’t be taken back from here.</Trans>}
        footer={
          <>
            <Button look="quiet" onClick={() => setOpen(false)}>
              <Trans>Not now</Trans>
            </Button>
            <Button look="primary" busy={busy} onClick={publish}>
              <Trans>Publish now</Trans>
            </Button>
          </>
        }
      >
        {problem && (
          <Banner tone="error" live title={problem.title}>
            {problem.next}
          </Banner>
        )}
      </Dialog>
    </>
  );
}
