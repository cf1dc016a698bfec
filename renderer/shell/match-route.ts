import { parse } from 'regexparam';
import type { Params } from '../app/router.ts';
import { type Route, routes } from './routes.tsx';

const patterns = routes.map((route) => ({ route, ...parse(route.path) }));

/** The first route whose pattern fits, with its parameters decoded. */
export function matchRoute(address: string): { route: Route; params: Params } | null {
  const path = address.split('?')[0] ?? '';
  for (const { route, keys, pattern } of patterns) {
    const found = pattern.exec(path);
    if (!found) continue;
    const params = Object.fromEntries(keys.map((key, index) => [key, decode(found[index + 1])]));
    return { route, params };
  }
  return null;
}

function decode(part: string | undefined): string | undefined {
  try {
    return part === undefined ? undefined : decodeURIComponent(part);
  } catch {
    return part;
  }
}
