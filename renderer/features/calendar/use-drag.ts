import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { useEffect, useRef, useState } from 'react';
import type { PostCard } from '../../../shared/queries.ts';

type Dragged = {
  kind: 'post';
  post: PostCard;
  /** Pixels from the chip's top edge to the pointer. */
  grip: number;
};

const isDragged = (data: Record<string | symbol, unknown>): data is Dragged => data.kind === 'post';

/** Makes an element carry a post; where it is one of several that are chosen, it carries them all. */
export function usePostDrag<E extends HTMLElement>(post: PostCard, enabled: boolean) {
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

/** Where the top edge of the dragged chip would be, in pixels from the element's own top; `copy` while Alt is held. */
export type DropPoint = { top: number; copy: boolean };

/**
 * Makes an element take posts. Of nested ones the innermost takes it.
 * @returns `over` is where the chip hovers now, null when it does not
 */
export function usePostDrop<E extends HTMLElement>(onPost: (post: PostCard, at: DropPoint) => void) {
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
      const { input, dropTargets } = location.current;
      if (dropTargets[0]?.element !== self.element || !isDragged(source.data)) return null;
      return {
        top: input.clientY - source.data.grip - element.getBoundingClientRect().top,
        copy: input.altKey,
      };
    };
    return dropTargetForElements({
      element,
      canDrop: ({ source }) => isDragged(source.data),
      getDropEffect: ({ input }) => (input.altKey ? 'copy' : 'move'),
      onDrag: (event) =>
        setOver((before) => {
          const next = point(event);
          // The same place is no news: nothing is drawn anew.
          return before?.top === next?.top && before?.copy === next?.copy ? before : next;
        }),
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
