import fc from 'fast-check';
import type { ModelOutcome } from './model.attempts.js';
import { taskPlans, type TaskPlan } from './task.plan.js';

/** What persons do, and how often: what ends a whole task is rare. */
const ACTIONS = {
  cancelTask: 1,
  resolveTask: 1,
  pauseTask: 3,
  resumeTask: 4,
  retryTask: 4,
  cancelStep: 3,
  resolveStep: 4,
  completeStep: 4,
  retryStep: 6,
  changeRetryLimit: 6,
} as const;

/** The kinds of what persons do. */
export type ActionKind = keyof typeof ACTIONS;
/** All of them. */
export const ACTION_KINDS = Object.keys(ACTIONS) as ActionKind[];

/** What a worker says about one of its claims; `pick` chooses the claim among those there are. */
export interface Said {
  readonly pick: number;
  readonly outcome: ModelOutcome;
}

/**
 * One thing that happens, as data. Numbers choose among what there is when it happens (workers, claims, tasks, steps), so that any part of
 * a sequence is a sequence: that is what makes it shrink.
 */
export type Single =
  | { readonly kind: 'claim'; readonly worker: number; readonly capacity: number }
  | { readonly kind: 'settle'; readonly worker: number; readonly said: readonly Said[]; readonly capacity: number }
  | { readonly kind: 'late'; readonly said: Said }
  | { readonly kind: 'crash' | 'hang'; readonly worker: number }
  | { readonly kind: 'expire'; readonly task: number }
  | {
      readonly kind: 'act';
      readonly action: ActionKind;
      readonly target: number;
      readonly amount: number;
      /** Also where it has nothing to do. */
      readonly anything: boolean;
    };

/** A single thing, the creation of a task, time that passes, workers that lose or regain the code for everything, or two things whose transactions overlap. */
export type Command =
  | Single
  | { readonly kind: 'create'; readonly plan: TaskPlan }
  | { readonly kind: 'pass'; readonly seconds: number }
  | { readonly kind: 'serve'; readonly served: boolean }
  | { readonly kind: 'overlap'; readonly first: Single; readonly second: Single };

/** A sequence of the test. */
export interface Sequence {
  readonly plan: TaskPlan;
  readonly commands: readonly Command[];
}

const pick = fc.nat(63);
const worker = fc.nat(2);
const constants = <T>(...values: T[]) => fc.constantFrom(...values);

const outcome: fc.Arbitrary<ModelOutcome> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: constants('completed' as const), results: fc.record({ by: constants('worker') }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: constants('failed' as const),
      permanent: fc.oneof({ weight: 3, arbitrary: constants(false) }, { weight: 2, arbitrary: constants(true) }),
      wait: constants(0, null, 500),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: constants('returned' as const), wait: constants(0, 1000) }) },
);
const said = fc.record({ pick, outcome });

const claims = fc.record({ kind: constants('claim' as const), worker, capacity: fc.integer({ min: 1, max: 4 }) });
const settles = fc.record({
  kind: constants('settle' as const),
  worker,
  said: fc.array(said, { minLength: 1, maxLength: 3 }),
  capacity: fc.nat(3),
});
const acts = fc.record({
  kind: constants('act' as const),
  action: fc.oneof(
    ...(Object.entries(ACTIONS) as [ActionKind, number][]).map(([kind, weight]) => ({ weight, arbitrary: constants(kind) })),
  ),
  target: pick,
  amount: fc.integer({ min: 1, max: 5 }),
  anything: fc.oneof({ weight: 4, arbitrary: constants(false) }, { weight: 1, arbitrary: constants(true) }),
});

const singles: fc.Arbitrary<Single> = fc.oneof(
  { weight: 9, arbitrary: claims },
  { weight: 10, arbitrary: settles },
  { weight: 9, arbitrary: acts },
  { weight: 1, arbitrary: fc.record({ kind: constants('late' as const), said }) },
  { weight: 1, arbitrary: fc.record({ kind: constants('crash' as const, 'hang' as const), worker }) },
  { weight: 1, arbitrary: fc.record({ kind: constants('expire' as const), task: pick }) },
);

/** Everything that may happen, and how often. */
export const sequences: fc.Arbitrary<Sequence> = fc.record({
  plan: taskPlans,
  commands: fc.array(
    fc.oneof(
      { weight: 24, arbitrary: singles },
      { weight: 2, arbitrary: fc.record({ kind: constants('create' as const), plan: taskPlans }) },
      { weight: 1, arbitrary: fc.record({ kind: constants('pass' as const), seconds: constants(700, 1400, 7000) }) },
      { weight: 1, arbitrary: fc.record({ kind: constants('serve' as const), served: fc.boolean() }) },
      { weight: 4, arbitrary: fc.record({ kind: constants('overlap' as const), first: singles, second: singles }) },
    ),
    { minLength: 1, maxLength: 40, size: 'max' },
  ),
});
