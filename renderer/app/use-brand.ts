import { createContext, useContext } from 'react';
import type { QueryResults } from '../../shared/queries.ts';

export type BrandView = QueryResults['brands'][number];

export const BrandContext = createContext<BrandView | null>(null);

/** The brand this window shows. Only screens inside the shell may ask. */
export function useBrand(): BrandView {
  const brand = useContext(BrandContext);
  if (!brand) throw new Error('This screen is drawn only inside a brand.');
  return brand;
}
