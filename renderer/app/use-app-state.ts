import { create } from 'zustand';
import type { AppState } from '../../shared/ipc/app.ts';
import { desktop } from './desktop.ts';

const useStore = create<{ state: AppState | null }>(() => ({ state: null }));

/** Starts following the core's state; called once, before anything is drawn. Resolves when it is known. */
export function followAppState(): Promise<void> {
  return new Promise((resolve) => {
    desktop.state((state) => {
      useStore.setState({ state });
      resolve();
    });
  });
}

/** Who, where, and whether everything is safe. */
export function useAppState(): AppState;
export function useAppState<T>(select: (state: AppState) => T): T;
export function useAppState<T>(select?: (state: AppState) => T): T | AppState {
  return useStore(({ state }) => {
    if (!state) throw new Error('The app is drawn only after followAppState().');
    return select ? select(state) : state;
  });
}

/** The state now, outside React. */
export const appState = (): AppState | null => useStore.getState().state;
