import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { useEffect, useRef, useState } from 'react';
import type { PostView } from '../../../shared/queries.ts';

type Dragged = {
  kind: 'post';
  post: PostView;
  /** Pixels from the chip's top edge to the pointer. */
  grip: number;
};

const isDragged = (data: Record<string | symbol, unknown>): data is Dragged => data.kind === 'post';

/** Makes an element carry a post. */
export function usePostDrag<E extends HTMLElement>(post: PostView, enabled: boolean) {
  const ref = useRef<E>(null);
  const [dragging, setDragging] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element || !enabled) return;
    return draggable({
      element,
      getInitialData: ({ input }) =>
        ({ kind: 'post', post, grip: input.clientY - element.getBoundingClientRect().top }) satisfies Dragged,
      onDragStart: () => setDragging(true),
      onDrop: () => setDragging(false),
    });
  }, [post, enabled]);
  return { ref, dragging };
}

/** Where the top edge of the dragged chip would be, in pixels from the element's own top. */
export type DropPoint = { top: number };

/**
 * Makes an element take posts. Of nested ones the innermost takes it.
 * @returns `over` is where the chip hovers now, null when it does not
 */
export function usePostDrop<E extends HTMLElement>(onPost: (post: PostView, at: DropPoint) => void) {
  const ref = useRef<E>(null);
  const [over, setOver] = useState<DropPoint | null>(null);
  const latest = useRef(onPost);
  useEffect(() => {
    latest.current = onPost;
  });
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    type Event = Parameters<NonNullable<Parameters<typeof dropTargetForElements>[0]['onDrag']>>[0];
    const point = ({ source, location, self }: Event): DropPoint | null => {
      if (location.current.dropTargets[0]?.element !== self.element || !isDragged(source.data)) return null;
      return { top: location.current.input.clientY - source.data.grip - element.getBoundingClientRect().top };
    };
    return dropTargetForElements({
      element,
      canDrop: ({ source }) => isDragged(source.data),
      onDrag: (event) => setOver(point(event)),
      onDragLeave: () => setOver(null),
      onDrop(event) {
        setOver(null);
        const at = point(event);
        if (at && isDragged(event.source.data)) latest.current(event.source.data.post, at);
      },
    });
  }, []);
  return { ref, over };
}
