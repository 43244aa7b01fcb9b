import fc from 'fast-check';

/** One step of a task to create, as data. */
export interface StepPlan {
  /** Places of earlier steps, counted from 1. */
  readonly parents: readonly number[];
  readonly retryLimit: number;
  readonly retryable: boolean;
  /** null = the task's. */
  readonly priority: number | null;
  /** Whether its attempts have a time limit. */
  readonly timed: boolean;
  /** Skippable, and skipped by the request. */
  readonly bypassed: boolean;
}

/** A task to create, as data. */
export interface TaskPlan {
  readonly steps: readonly StepPlan[];
  /** One step at a time. */
  readonly serial: boolean;
  /** Of a definition with a limit for the whole task. */
  readonly limited: boolean;
  readonly priority: number;
}

const rarely = (weight: number) =>
  fc.oneof({ weight: 100 - weight, arbitrary: fc.constant(false) }, { weight, arbitrary: fc.constant(true) });

const step = fc.record({
  edges: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0x7f })),
  retryLimit: fc.integer({ min: 1, max: 3 }),
  once: rarely(12),
  priority: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 }) }),
  timed: rarely(30),
  bypassed: rarely(10),
});

/** Any small task: 1 to 8 steps from a chain to a fan, several roots, shortcuts. Shrinks to one plain step. */
export const taskPlans: fc.Arbitrary<TaskPlan> = fc
  .record({
    steps: fc.array(step, { minLength: 1, maxLength: 8, size: 'max' }),
    serial: rarely(25),
    limited: rarely(25),
    priority: fc.integer({ min: 0, max: 1 }),
  })
  .map(({ steps, ...task }) => ({
    ...task,
    steps: steps.map(({ edges, once, ...rest }, index) => ({
      ...rest,
      retryable: !once,
      parents: Array.from({ length: index }, (_, place) => place + 1).filter((place) => (edges >> (place - 1)) & 1),
    })),
  }));
