import { z } from 'zod';

/**
 * A scope is one stream of rows: everything a transaction did in it appears together.
 * `person:<id>` what a person may see; `brand:<id>:planning` and `brand:<id>:engagement` a brand's content.
 */
export type Scope =
  | { family: 'person'; personId: string }
  | { family: 'planning' | 'engagement'; brandId: string };

export const personScope = (personId: string) => `person:${personId}`;
export const planningScope = (brandId: string) => `brand:${brandId}:planning`;
export const engagementScope = (brandId: string) => `brand:${brandId}:engagement`;

const uuid = z.uuid();

/** Reads a scope's name; null when it is not one. */
export function parseScope(name: string): Scope | null {
  const [head, id, family, ...rest] = name.split(':');
  if (!uuid.safeParse(id).success || id === undefined || rest.length > 0) return null;
  if (head === 'person' && family === undefined) return { family: 'person', personId: id };
  if (head === 'brand' && (family === 'planning' || family === 'engagement')) return { family, brandId: id };
  return null;
}
