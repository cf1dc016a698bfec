import { create } from 'zustand';

/** What is open right now. Data never lives here: it comes from live queries. */
type UiState = {
  paletteOpen: boolean;
  keysOpen: boolean;
  captureOpen: boolean;
  /** A part of the screen to bring into sight as soon as it is there: a Section's `anchor`. */
  reveal: string | null;
  /** The address of the view in the middle, kept while the inspector has an address of its own. */
  mainPath: string;
};

export const useUi = create<UiState>(() => ({
  paletteOpen: false,
  keysOpen: false,
  captureOpen: false,
  reveal: null,
  mainPath: '/calendar',
}));
