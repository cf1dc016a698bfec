import { useSyncExternalStore } from 'react';

function follow(listener: () => void) {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}

/** Whether this computer has a network at all; whether anybody answers there is another question. */
export const useOnline = (): boolean => useSyncExternalStore(follow, () => navigator.onLine);
