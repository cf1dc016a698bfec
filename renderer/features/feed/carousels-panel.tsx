import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { GalleryHorizontalEnd, Plus } from 'lucide-react';
import { useState } from 'react';
import { useCommands } from '../../app/commands.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { Link } from '../../app/router.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PickDialog } from '../media/pick-dialog.tsx';
import { makeCarousel } from './carousel-actions.ts';
import { CarouselEditor } from './carousel-editor.tsx';
import styles from './feed.module.css';
import { SlideCanvas } from './slide-canvas.tsx';

/** Pictures with words on them: made here, put on posts, and opened again. */
export function CarouselsPanel({ id }: { id: string | null }) {
  const { t } = useLingui();
  const brand = useBrand();
  const carousels = useLiveQuery('carousels', { brandId: brand.id });
  const slides = useLiveQuery('slides', { brandId: brand.id }).data;
  const [picking, setPicking] = useState(false);
  const open = carousels.data?.find((one) => one.id === id) ?? null;
  const make = () => setPicking(true);
  useCommands(open ? [] : [{ id: 'carousel.new', group: t`Feed`, title: t`New carousel`, run: make }]);
  if (carousels.error) {
    return <FailureBanner of={carousels.error} />;
  }
  if (open && slides)
    return (
      <CarouselEditor
        key={open.id}
        carousel={open}
        slides={slides.filter(({ carousel_id }) => carousel_id === open.id)}
      />
    );
  const empty = carousels.data?.length === 0;
  return (
    <div className={styles.panel}>
      {!empty && (
        <div className={styles.bar}>
          <Button look="primary" icon={<Plus size={16} aria-hidden="true" />} onClick={make}>
            <Trans>New carousel</Trans>
          </Button>
        </div>
      )}
      {empty && (
        <EmptyState
          icon={<GalleryHorizontalEnd size={24} aria-hidden="true" />}
          title={<Trans>No carousels yet</Trans>}
          actions={
            <Button look="primary" onClick={make}>
              <Trans>New carousel</Trans>
            </Button>
          }
        >
          <Trans>Choose pictures, put words on them, and they become the pictures of a post.</Trans>
        </EmptyState>
      )}
      <ul className={styles.cards}>
        {carousels.data?.map((carousel) => {
          const own = slides?.filter(({ carousel_id }) => carousel_id === carousel.id) ?? [];
          const [first] = own;
          return (
            <li key={carousel.id}>
              <Link href={`/feed/carousels/${carousel.id}`} className={styles.carouselCard ?? ''}>
                <span className={styles.preview}>
                  {first && <SlideCanvas slide={first} shape={carousel.shape} />}
                </span>
                <span className={styles.sideTitle}>{carousel.title || t`Untitled carousel`}</span>
                <span className={styles.quiet}>
                  {plural(own.length, { one: '# slide', other: '# slides' })}
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
      {picking && (
        <PickDialog
          taken={[]}
          onClose={() => setPicking(false)}
          onPick={(ids) => {
            setPicking(false);
            void makeCarousel(brand.id, '', ids, null);
          }}
        />
      )}
    </div>
  );
}
