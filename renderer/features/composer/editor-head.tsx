import { Trans, useLingui } from '@lingui/react/macro';
import { Ellipsis, History, Lightbulb, Trash2, X } from 'lucide-react';
import { memo } from 'react';
import { useCommands } from '../../app/commands.ts';
import { useKeysOf } from '../../app/shortcuts/use-keys.ts';
import { IconButton } from '../../ui/button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import type { PostState } from '../post/post-state.ts';
import { StateIcon } from '../post/state-icon.tsx';
import { usePostWords } from '../post/use-post-words.ts';
import styles from './composer.module.css';

type EditorHeadProps = {
  state: PostState;
  /** It has its row: there is a history, and something to delete. */
  written: boolean;
  planned: boolean;
  locked: boolean;
  onHistory(): void;
  onUnplan(): void;
  onDelete(): void;
  onClose(): void;
  /** Plans it in the next free slot. */
  onNextSlot(): void;
};

/** Where the post stands, and what can be done with it as a whole. Remembered: typing doesn’t draw it anew. */
export const EditorHead = memo(function EditorHead(props: EditorHeadProps) {
  const { t } = useLingui();
  const names = usePostWords();
  const { state, written, planned, locked, onHistory, onUnplan, onDelete, onClose, onNextSlot } = props;
  const group = t`Post`;
  const keys = useKeysOf();
  useCommands([
    {
      id: 'post.next-slot',
      group,
      title: t`Plan it in the next free slot`,
      whileTyping: true,
      run: onNextSlot,
    },
    ...(written ? [{ id: 'post.history', group, title: t`Show the post’s history`, run: onHistory }] : []),
    { id: 'post.close', group, title: t`Close the post`, run: onClose },
    { id: 'post.delete', group, title: t`Delete the post`, run: onDelete },
  ]);
  return (
    <header className={styles.head}>
      <h2 id="inspector-title" className={styles.state}>
        <StateIcon state={state} size={16} />
        {written ? names.stateName(state) : t`New post`}
      </h2>
      {written && (
        <IconButton label={t`History`} onClick={onHistory}>
          <History size={16} aria-hidden="true" />
        </IconButton>
      )}
      <Menu
        align="end"
        trigger={
          <IconButton label={t`More`}>
            <Ellipsis size={16} aria-hidden="true" />
          </IconButton>
        }
      >
        <MenuItem
          icon={<Lightbulb size={16} aria-hidden="true" />}
          disabled={!planned || locked}
          onSelect={onUnplan}
        >
          <Trans>Move to Ideas</Trans>
        </MenuItem>
        <MenuItem danger icon={<Trash2 size={16} aria-hidden="true" />} disabled={locked} onSelect={onDelete}>
          <Trans>Delete post</Trans>
        </MenuItem>
      </Menu>
      <IconButton label={t`Close`} keys={keys('post.close')} onClick={onClose}>
        <X size={16} aria-hidden="true" />
      </IconButton>
    </header>
  );
});
