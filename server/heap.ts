import { setFlagsFromString } from 'node:v8';

/**
 * Counts buffers beside the heap as part of it. Each 64 KiB that comes over a socket is such a buffer, and V8 otherwise goes
 * through the whole heap, however large, after every 40 MB of them: that was a third of the time a large file took to
 * arrive. Has to come before anything large is read.
 */
export function countBuffersAsHeap(): void {
  setFlagsFromString('--external-memory-accounted-in-global-limit');
}
