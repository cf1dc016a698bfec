import fc from 'fast-check';
import { z } from 'zod';

/**
 * What happens in one run, step by step. Five devices of three people: Ada (owner) has `ada-1` and `ada-2`, which is put
 * back from a backup; Bo has `bo-1` and `bo-2`, which begins as a copy of the other; `cy-1` has its outbox rewound.
 */
export const DEVICES = ['ada-1', 'ada-2', 'bo-1', 'bo-2', 'cy-1'] as const;
export type DeviceName = (typeof DEVICES)[number];

/** What a line does to one request. */
export const FAULTS = [
  'none',
  'lost', // never arrives
  'answer lost', // arrives; the answer does not
  'doubled', // arrives twice
  'held', // arrives; the answer comes later, after others
  'late', // given up on, and arrives later
  'cut', // the answer breaks off in its middle
  'hotel', // somebody else's page with status 200
  '401', // the token has expired
  '401 for good', // and the session is over
  '409', // somebody else's
  '429',
  '503',
  'refetch', // must-refetch on a stream; on a push nothing that means anything
  'server dies', // kill -9 of the server under it
] as const;
export type Fault = (typeof FAULTS)[number];

const who = z
  .int()
  .min(0)
  .max(DEVICES.length - 1);
const pick = z.int().min(0);
const named = <Name extends string>(name: Name) => z.object({ do: z.literal(name) });
const stepSchema = z.discriminatedUnion('do', [
  named('write').extend({ who, what: pick, pick }),
  named('line').extend({ who, pick, fault: z.enum(FAULTS) }),
  /** A good line for a moment. */
  named('flow').extend({ who }),
  /** kill -9: the file as it lies there. */
  named('kill').extend({ who }),
  named('backup'),
  named('restore'),
  named('copy'),
  /** A copy is kept, and put back in the app: what waits comes along. */
  named('keep').extend({ who }),
  named('put back').extend({ who }),
  named('mark'),
  named('rewind'),
  /** The file as a version of the app so many migrations ago would have left it, opened by this one. */
  named('upgrade').extend({ who, back: z.int().min(1) }),
  named('clock').extend({ who, hours: z.int() }),
  named('role').extend({
    person: z.enum(['bo', 'cy']),
    brand: pick,
    role: z.enum(['manager', 'member', 'none']),
  }),
  named('server').extend({ what: z.enum(['restarts', 'new epoch', 'forgets its log', 'writes']), pick }),
  named('discard').extend({ who, pick }),
  named('retry').extend({ who, pick }),
]);
export type Step = z.infer<typeof stepSchema>;

export const planSchema = z.object({
  /** Of JSON in one answer of a stream. */
  chunkBytes: z.int(),
  steps: z.array(stepSchema),
});
export type Plan = z.infer<typeof planSchema>;

const some = fc.nat(DEVICES.length - 1);
const small = fc.nat(19);
const step = (weight: number, model: Record<string, fc.Arbitrary<unknown>>) => ({
  weight,
  arbitrary: fc.record(model),
});
const just = fc.constant<string>;

const anyStep = fc.oneof(
  step(16, { do: just('write'), who: some, what: fc.nat(23), pick: small }),
  step(10, { do: just('line'), who: some, pick: small, fault: fc.constantFrom(...FAULTS) }),
  step(10, { do: just('flow'), who: some }),
  step(1, { do: just('kill'), who: some }),
  step(1, { do: fc.constantFrom('backup', 'restore') }),
  step(1, { do: fc.constantFrom('mark', 'rewind', 'copy') }),
  step(1, { do: fc.constantFrom('keep', 'put back'), who: some }),
  step(1, { do: just('upgrade'), who: some, back: fc.constantFrom(1, 2, 3) }),
  step(1, { do: just('clock'), who: some, hours: fc.constantFrom(-24, -1, 0, 1, 24) }),
  step(2, {
    do: just('role'),
    person: fc.constantFrom('bo', 'cy'),
    brand: fc.nat(1),
    role: fc.constantFrom('none', 'none', 'manager', 'member'),
  }),
  step(1, {
    do: just('server'),
    what: fc.constantFrom('restarts', 'new epoch', 'forgets its log', 'writes'),
    pick: small,
  }),
  step(1, { do: just('discard'), who: some, pick: small }),
  step(1, { do: just('retry'), who: some, pick: small }),
) as fc.Arbitrary<unknown> as fc.Arbitrary<Step>;

export const anyPlan = (chunkBytes: Plan['chunkBytes']): fc.Arbitrary<Plan> =>
  fc.record({
    chunkBytes: fc.constant(chunkBytes),
    steps: fc.array(anyStep, { minLength: 1, maxLength: 60, size: 'max' }),
  });
