import type { ErrorBody } from './errors.ts';
import type { Answer } from './ipc/index.ts';
import { applyPatch, keepEqualParts, type LiveMessage, liveMessageSchema } from './live-patch.ts';

/**
 * Puts the patches of a live query together. Parts that did not change stay the very same objects, also over a
 * reconnect, so that what is drawn from them need not be drawn again. A message that does not follow the one before it
 * (a slow page loses some) asks for the whole result again.
 * @param subscribe opens the subscription; may be called again after it was ended
 * @param onError the core could not answer; a result follows when it can
 * @returns a function that ends it
 */
export function followQuery(
  subscribe: (onMessage: (answer: Answer) => void) => () => void,
  onResult: (value: unknown) => void,
  onError?: (error: ErrorBody) => void,
): () => void {
  let held: Held | null = null;
  let ended = false;
  let stop: () => void = () => undefined;

  const open = () => {
    let superseded = false;
    const unsubscribe = subscribe((answer) => {
      if (superseded || ended) return;
      if (!answer.ok) {
        onError?.(answer.error);
        return;
      }
      const read = liveMessageSchema.safeParse(answer.value);
      if (!read.success) {
        onError?.({ code: 'internal', message: 'What the core sent cannot be read.' });
        return;
      }
      const next = follows(held, read.data);
      if (next) {
        held = next;
        onResult(next.value);
        return;
      }
      superseded = true;
      // Not from within the message: the subscription may not have been returned yet.
      queueMicrotask(() => {
        unsubscribe();
        if (!ended) open();
      });
    });
    stop = unsubscribe;
  };
  open();
  return () => {
    ended = true;
    stop();
  };
}

type Held = { seq: number; value: unknown };

/** What is held after a message; null when the message does not follow what is held. */
function follows(held: Held | null, message: LiveMessage): Held | null {
  const { seq } = message;
  if (message.kind === 'whole')
    return { seq, value: held ? keepEqualParts(held.value, message.value) : message.value };
  if (!held || seq !== held.seq + 1) return null;
  try {
    return { seq, value: message.patch ? applyPatch(held.value, message.patch) : held.value };
  } catch {
    return null;
  }
}
