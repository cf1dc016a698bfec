import '@fontsource-variable/fraunces';
import { type Ref, useEffect, useRef, useState } from 'react';
import { SLIDE_SIZES } from '../../../shared/feed/slides.ts';
import type { Row, SlideShape } from '../../../shared/kinds/index.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { drawSlide, loadFaces, loadPicture } from './draw-slide.ts';
import styles from './feed.module.css';

type SlideCanvasProps = {
  slide: Pick<Row<'slide'>, 'asset_id' | 'crop' | 'background' | 'overlays'>;
  shape: SlideShape;
  ref?: Ref<HTMLCanvasElement>;
};

/** A slide exactly as its picture will be. */
export function SlideCanvas({ slide, shape, ref }: SlideCanvasProps) {
  const base = useAppState((state) => state.media.base);
  const own = useRef<HTMLCanvasElement>(null);
  const [picture, setPicture] = useState<HTMLImageElement | null>(null);
  const [faces, setFaces] = useState(0);
  const { asset_id, overlays } = slide;
  useEffect(() => {
    let over = false;
    void loadPicture(base, asset_id).then((found) => !over && setPicture(found));
    return () => {
      over = true;
    };
  }, [base, asset_id]);
  const used = overlays.map(({ font, weight }) => `${font} ${weight}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the faces used are what matters, not every letter typed
  useEffect(() => {
    let over = false;
    void loadFaces(overlays).then(() => !over && setFaces((round) => round + 1));
    return () => {
      over = true;
    };
  }, [used]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew once its faces have come
  useEffect(() => {
    const pen = own.current?.getContext('2d');
    if (pen) drawSlide(pen, slide, shape, asset_id ? picture : null);
  }, [slide, shape, picture, asset_id, faces]);
  const { width, height } = SLIDE_SIZES[shape];
  return (
    <canvas
      ref={(element) => {
        own.current = element;
        if (typeof ref === 'function') ref(element);
        else if (ref) ref.current = element;
      }}
      className={styles.canvas}
      width={width}
      height={height}
    />
  );
}
