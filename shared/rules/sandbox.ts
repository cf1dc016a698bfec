import type { PlatformRules } from './text.ts';

/** Our own practice network; its server refuses the same. */
export const sandbox: PlatformRules = { text: [{ unit: 'graphemes', limit: 500 }] };
