/** A workload of the check: small enough to take a moment, large enough that a call carries as many steps as it may. */
interface DriveShape {
  readonly name: string;
  readonly workflow: string;
  readonly stepsPerTask: number;
  /** Tasks that are there before the worker claims. */
  readonly batch: number;
  /** Tasks that are created one after the other. */
  readonly single: number;
}

/** How the tasks of a shape come: all at once, or each when the one before it has ended. */
const DRIVE_MODES = ['batch', 'single'] as const;
type DriveMode = (typeof DRIVE_MODES)[number];

/** The shapes of W1 to W4. */
const DRIVE_SHAPES: readonly DriveShape[] = [
  { name: 'linear', workflow: 'bench_linear', stepsPerTask: 5, batch: 200, single: 20 },
  { name: 'diamond', workflow: 'bench_diamond', stepsPerTask: 4, batch: 200, single: 20 },
  { name: 'fan-out', workflow: 'bench_fan_out', stepsPerTask: 52, batch: 20, single: 4 },
  { name: 'single step', workflow: 'bench_single', stepsPerTask: 1, batch: 1_000, single: 20 },
];

/** A shape that comes in one of the ways. */
export interface Drive {
  readonly shape: DriveShape;
  readonly mode: DriveMode;
}

/** Every drive of the check. */
export const DRIVES: readonly Drive[] = DRIVE_SHAPES.flatMap((shape) => DRIVE_MODES.map((mode) => ({ shape, mode })));

/** What a drive is called in tables and in the expected figures. */
export function driveName({ shape, mode }: Drive): string {
  return `${shape.name}, ${mode}`;
}

/** Tasks of a drive. */
export function tasksOf({ shape, mode }: Drive): number {
  return shape[mode];
}

/** Steps of a drive. */
export function stepsOf(drive: Drive): number {
  return tasksOf(drive) * drive.shape.stepsPerTask;
}
