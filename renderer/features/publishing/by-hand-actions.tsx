import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { CircleCheck, Copy, ExternalLink, FolderOpen } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { spokenOn } from '../../../shared/mentions/tokens.ts';
import { composeAddress } from '../../../shared/platform-links.ts';
import { mediaFor } from '../../../shared/publishing/outgoing-media.ts';
import { outgoingText } from '../../../shared/publishing/outgoing-text.ts';
import { showsTitle } from '../../../shared/rules/index.ts';
import { stepsOf } from '../../../shared/threads/steps.ts';
import { desktop } from '../../app/desktop.ts';
import { mutate } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { tellError } from '../../app/tell-error.ts';
import { useCopy } from '../../app/use-copy.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { platformNames } from '../../ui/platform-glyph.tsx';
import { TextField } from '../../ui/text-field.tsx';

type ByHandProps = {
  brandId: string;
  postId: string;
  connection: Pick<Row<'connection'>, 'id' | 'platform' | 'handle'>;
  /** Its time has come: the platform can be opened from here, and the post be given up. */
  due: boolean;
  /** Writes what is typed before it is copied. */
  flush?: (() => Promise<void>) | undefined;
};

/** What a person needs to post by hand: the words, the platform, and to say that it is out. */
export function ByHandActions({ brandId, postId, connection, due, flush }: ByHandProps) {
  const { t } = useLingui();
  const [copied, copy] = useCopy();
  const [asking, setAsking] = useState(false);
  const { id, platform, handle } = connection;
  const named = { brand_id: brandId, post_id: postId, connection_id: id };
  const address = composeAddress(platform, handle);
  const name = platformNames[platform];
  const shown = useLiveQuery('post', { id: postId }).data;
  // Nothing follows a story.
  const story = shown?.targets.some((target) => target.connection_id === id && target.format === 'story');
  const steps = story ? [] : stepsOf(shown?.parts ?? [], connection);
  const ofSteps = steps.flatMap(({ assets }) => assets.filter((asset) => asset !== null));
  const own = mediaFor(shown?.media ?? [], id).flatMap(({ asset, cover_asset }) =>
    asset ? [asset, cover_asset ?? []].flat() : [],
  );
  const files = own.length + ofSteps.length;

  const spoken = spokenOn(platform, useLiveQuery('contacts', { brandId }).data ?? []);

  async function copyText() {
    await flush?.();
    const post = await readOnce('post', { id: postId });
    const target = post?.targets.find(({ connection_id }) => connection_id === id);
    if (!post) return;
    const text = outgoingText(post, target?.text ?? null, spoken);
    copy(showsTitle(platform) && post.title.trim() ? `${post.title.trim()}\n\n${text}` : text);
  }

  return (
    <>
      <Button
        size="small"
        look={due ? 'plain' : 'quiet'}
        icon={<Copy size={14} aria-hidden="true" />}
        onClick={() => void copyText()}
      >
        {copied ? <Trans>Copied</Trans> : <Trans>Copy the text</Trans>}
      </Button>
      {steps.map(({ id: part, role, text }, index) => (
        <CopyPart
          key={part}
          text={spoken(text.trim())}
          number={role === 'thread' ? index + 2 : null}
          due={due}
        />
      ))}
      {files > 0 && (
        <Button
          size="small"
          look={due ? 'plain' : 'quiet'}
          icon={<FolderOpen size={14} aria-hidden="true" />}
          onClick={() => desktop.invoke('publish.handOut', { postId, connectionId: id }).catch(tellError)}
        >
          {t`${plural(files, { one: 'Get its file', other: 'Get its # files' })}`}
        </Button>
      )}
      {due && address && (
        <Button
          size="small"
          icon={<ExternalLink size={14} aria-hidden="true" />}
          onClick={() => desktop.invoke('host.openExternal', { url: address }).catch(tellError)}
        >
          {t`Open ${name}`}
        </Button>
      )}
      <Button
        size="small"
        look={due ? 'plain' : 'quiet'}
        icon={<CircleCheck size={14} aria-hidden="true" />}
        onClick={() => setAsking(true)}
      >
        <Trans>Mark as published</Trans>
      </Button>
      {due && (
        <Button
          size="small"
          look="quiet"
          onClick={() => void mutate('publication.byHand', { ...named, out: false, url: null })}
        >
          <Trans>Don’t post it</Trans>
        </Button>
      )}
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={t`Is it out on ${name}?`}
        description={<Trans>The post then stays as it is, as a record of what went out.</Trans>}
      >
        <MarkForm
          onClose={() => setAsking(false)}
          onDone={(url) => mutate('publication.byHand', { ...named, out: true, url })}
        />
      </Dialog>
    </>
  );
}

/** One thing that follows the post, to be posted below it. */
function CopyPart({ text, number, due }: { text: string; number: number | null; due: boolean }) {
  const [copied, copy] = useCopy();
  return (
    <Button
      size="small"
      look={due ? 'plain' : 'quiet'}
      icon={<Copy size={14} aria-hidden="true" />}
      onClick={() => copy(text)}
    >
      {copied ? (
        <Trans>Copied</Trans>
      ) : number === null ? (
        <Trans>Copy the first comment</Trans>
      ) : (
        <Trans>Copy part {number}</Trans>
      )}
    </Button>
  );
}

function MarkForm({ onClose, onDone }: { onClose(): void; onDone(url: string | null): Promise<boolean> }) {
  const { t } = useLingui();
  const [link, setLink] = useState('');
  const [checked, setChecked] = useState(false);
  const url = link.trim();
  const fault = url !== '' && !/^https?:\/\/[^\s/]+\.\S+$/i.test(url);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (!fault && (await onDone(url === '' ? null : url))) onClose();
  }

  return (
    <form onSubmit={submit} noValidate style={{ display: 'grid', gap: 'var(--space-4)' }}>
      <TextField
        label={t`Its link, if you have it`}
        type="url"
        placeholder="https://"
        maxLength={2000}
        value={link}
        onChange={setLink}
        error={checked && fault ? t`A link starts with https:// and has no spaces.` : null}
      />
      <div style={{ display: 'flex', justifyContent: 'end', gap: 'var(--space-2)' }}>
        <Button look="quiet" onClick={onClose}>
          <Trans>Not yet</Trans>
        </Button>
        <Button look="primary" type="submit">
          <Trans>It is out</Trans>
        </Button>
      </div>
    </form>
  );
}
