import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { type RefObject, useEffect, useRef, useState } from 'react';

type Edge = 'top' | 'bottom';
type RowDrag = {
  row: RefObject<HTMLElement | null>;
  handle: RefObject<HTMLElement | null>;
  id: string;
  index: number;
  /** @param index the place it takes in the list without it */
  onMove(id: string, index: number): void;
};

const TYPE = 'row';

/** Dragging a row of a list by its handle. `edge` tells where a row being dragged over this one would go. */
export function useRowDrag({ row, handle, id, index, onMove }: RowDrag): {
  dragging: boolean;
  edge: Edge | null;
} {
  const [dragging, setDragging] = useState(false);
  const [edge, setEdge] = useState<Edge | null>(null);
  const latest = useRef({ index, onMove });
  latest.current = { index, onMove };

  useEffect(() => {
    const element = row.current;
    const dragHandle = handle.current;
    if (!element || !dragHandle) return;
    const edgeAt = (clientY: number): Edge => {
      const box = element.getBoundingClientRect();
      return clientY < box.top + box.height / 2 ? 'top' : 'bottom';
    };
    return combine(
      draggable({
        element,
        dragHandle,
        getInitialData: () => ({ type: TYPE, id, index: latest.current.index }),
        onDragStart: () => setDragging(true),
        onDrop: () => setDragging(false),
      }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) => source.data.type === TYPE && source.data.id !== id,
        getIsSticky: () => true,
        onDrag: ({ location }) => setEdge(edgeAt(location.current.input.clientY)),
        onDragLeave: () => setEdge(null),
        onDrop: ({ source, location }) => {
          setEdge(null);
          const { id: moved, index: from } = source.data;
          if (typeof moved !== 'string' || typeof from !== 'number') return;
          const before = latest.current.index - (from < latest.current.index ? 1 : 0);
          const after = edgeAt(location.current.input.clientY) === 'bottom' ? 1 : 0;
          latest.current.onMove(moved, before + after);
        },
      }),
    );
  }, [row, handle, id]);

  return { dragging, edge };
}
