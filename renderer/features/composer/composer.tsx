import { Trans } from '@lingui/react/macro';
import { useDeferredValue, useEffect } from 'react';
import { FailureBanner } from '../../app/failure-banner.tsx';
import type { Params } from '../../app/router.ts';
import { saveSetting } from '../../app/settings.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useNewPosts } from '../post/new-post.ts';
import { closeComposer } from './close-composer.ts';
import { Editor } from './editor.tsx';

/** The composer, for a post that is there or one that is about to be. */
export default function Composer({ params }: { params: Params }) {
  const id = params.id ?? '';
  const brand = useBrand();
  const { data: now, error } = useLiveQuery('post', { id });
  // What was typed is on screen already; the row that comes back of it may wait for the next letter. Of another post, the
  // one that was open before, nothing is waited for.
  const later = useDeferredValue(now);
  const post = later?.id === id ? later : now;
  const connections = useLiveQuery('connections', { brandId: brand.id }).data;
  const fresh = useNewPosts((posts) => posts[id]) ?? null;
  // Its own row has taken over.
  useEffect(() => {
    if (post) useNewPosts.setState(({ [id]: _written, ...rest }) => rest, true);
  }, [id, post]);
  // A link may lead to a post of another brand on this device.
  const otherBrand = post && post.brand_id !== brand.id ? post.brand_id : null;
  useEffect(() => {
    if (otherBrand) saveSetting('brand', otherBrand);
  }, [otherBrand]);
  if (otherBrand) return null;
  if (error && post === undefined) return <FailureBanner of={error} />;
  if (post === undefined || connections === undefined) return null;
  if (post === null && !fresh) return <Gone id={id} />;
  return <Editor key={id} id={id} post={post} fresh={fresh} connections={connections} />;
}

function Gone({ id }: { id: string }) {
  return (
    <EmptyState
      title={
        <span id="inspector-title">
          <Trans>This post is not here.</Trans>
        </span>
      }
      actions={
        <Button onClick={() => closeComposer(id)}>
          <Trans>Close</Trans>
        </Button>
      }
    >
      <Trans>It may have been deleted, or it is in a brand this device doesn’t hold.</Trans>
    </EmptyState>
  );
}
