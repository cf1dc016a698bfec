import { Trans, useLingui } from '@lingui/react/macro';
import { LayoutTemplate, Leaf, Newspaper } from 'lucide-react';
import { desktop } from '../../app/desktop.ts';
import { Link } from '../../app/router.ts';
import { tellError } from '../../app/tell-error.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import styles from './origin-line.module.css';

/** What a post was made from, with the way there; nothing for one that somebody began. */
export function OriginLine({ postId }: { postId: string }) {
  const { t } = useLingui();
  const origin = useLiveQuery('origin', { id: postId }).data;
  if (!origin) return null;
  const { source, name, title, url, source_id } = origin;
  if (source === 'calendar') {
    return (
      <p className={styles.origin}>
        <LayoutTemplate size={14} aria-hidden="true" />
        <span>
          <Trans>
            From the content calendar <Link href={`/templates/${source_id}`}>{name}</Link>
          </Trans>
        </span>
      </p>
    );
  }
  if (source === 'post') {
    const words = name || t`Untitled post`;
    return (
      <p className={styles.origin}>
        <Leaf size={14} aria-hidden="true" />
        <span>
          <Trans>
            Made from the evergreen post <Link href={`/post/${source_id}`}>{words}</Link>
          </Trans>
        </span>
      </p>
    );
  }
  const words = title || url;
  return (
    <p className={styles.origin}>
      <Newspaper size={14} aria-hidden="true" />
      <span>
        {url ? (
          <Trans>
            From {name}:{' '}
            <a
              href={url}
              onClick={(event) => {
                event.preventDefault();
                desktop.invoke('host.openExternal', { url }).catch(tellError);
              }}
            >
              {words}
            </a>
          </Trans>
        ) : (
          <Trans>
            From {name}: {words}
          </Trans>
        )}
      </span>
    </p>
  );
}
