import { create } from 'zustand';

/** What is open right now. Data never lives here: it comes from live queries. */
type UiState = {
  paletteOpen: boolean;
  keysOpen: boolean;
  /** The address of the view in the middle, kept while the inspector has an address of its own. */
  mainPath: string;
};

export const useUi = create<UiState>(() => ({ paletteOpen: false, keysOpen: false, mainPath: '/calendar' }));
