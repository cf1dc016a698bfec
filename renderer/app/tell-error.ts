import { showToast } from '../ui/toast.tsx';
import { explainThrown } from './errors.ts';

/** Tells the person about a failure that has no better place on the screen. */
export function tellError(error: unknown): void {
  const { title, next } = explainThrown(error);
  showToast({ title, description: next, urgent: true });
  console.error(error);
}
