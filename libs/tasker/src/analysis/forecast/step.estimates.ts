import type { StepDurationRow } from '../../database/task-graph.reader.js';

/** What an estimate rests on: attempts of the step itself, of its whole definition, or `dependencyGraph.durationEstimates` alone. */
export type EstimateBasis = 'step' | 'definition' | 'assumed';

/** `expected` is an average, `cautious` what 95 of 100 attempts do not exceed. */
export type Caution = 'expected' | 'cautious';

/** How long a step will take, in seconds. */
export interface StepEstimate {
  /** Before a worker takes it. */
  readonly wait: number;
  /** From there to its end. */
  readonly run: number;
  readonly basis: EstimateBasis;
}

/** How the durations of a definition are looked up. */
export class StepEstimates {
  private readonly measured: ReadonlyMap<number, StepDurationRow>;

  constructor(
    rows: readonly StepDurationRow[],
    private readonly baseSeconds: number,
  ) {
    this.measured = new Map(rows.map((row) => [row.namedStepId, row]));
  }

  /** Of a step that nothing is known of: what the steps of its definition take; without any: the base. The cautious figure is never the shorter one. */
  of(namedStepId: number, caution: Caution): StepEstimate {
    const own = this.measured.get(namedStepId);
    const row = own ?? this.measured.get(0);
    if (row === undefined) return { wait: 0, run: this.baseSeconds, basis: 'assumed' };
    const { seconds, p95Seconds, waitSeconds, p95WaitSeconds } = row;
    const wait = waitSeconds ?? 0;
    const cautious = caution === 'cautious';
    return {
      wait: cautious ? Math.max(wait, p95WaitSeconds ?? 0) : wait,
      run: cautious ? Math.max(seconds, p95Seconds) : seconds,
      basis: own === undefined ? 'definition' : 'step',
    };
  }
}
