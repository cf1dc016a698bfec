import { create } from 'zustand';

/** The question where brands made before the account belong. `putOff` until the app is started again. */
export const useAdoption = create<{ open: boolean; putOff: boolean }>(() => ({ open: false, putOff: false }));
