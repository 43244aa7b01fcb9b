import type { BenchResult } from '../bench.run.js';

/** A bound that the figures must keep. */
interface Requirement {
  readonly text: string;
  readonly found: number;
  readonly digits: number;
  readonly met: boolean;
}

/** The bounds that this run can judge: those of the workloads that it ran. */
export function requirementsOf({ workloads, readiness, lists, graphs }: BenchResult): Requirement[] {
  const figure = (name: string, key: string) => workloads.find(({ workload }) => workload.name === name)?.medians[key];
  return [
    atLeast('W1 against one durable single-row update a transaction, at least 4 times', figure('W1', 'timesBaseline'), 4),
    atMost('W6 round trips per step, at most 1.2', figure('W6', 'roundTripsPerStep'), { bound: 1.2, digits: 2 }),
    atMost(
      'W6 writing transactions per step besides the creation, at most 1',
      besidesCreation(figure('W6', 'writingTransactionsPerTask')),
      {
        bound: 1,
        digits: 1,
      },
    ),
    atMost('readiness of a task of 10 steps, server time under 1 ms', readiness?.singleP50Ms, { bound: 1, digits: 3 }),
    atMost('readiness of 100 tasks in one call, server time under 10 ms', readiness?.batchP50Ms, { bound: 10, digits: 2 }),
    atMost('p95 of the slowest page of a list, at most 50 ms', slowest(lists), { bound: 50, digits: 1 }),
    atMost('p95 of a single task among them, at most 50 ms', lists?.single.p95, { bound: 50, digits: 1 }),
    atMost('analysis of a tree of 10,000 steps, at most 1 s', graphs?.treeAnalysisMs, { bound: 1_000, digits: 0 }),
    atMost('analysis of 200 dense layers of 50 steps, at most 1 s', graphs?.denseAnalysisMs, { bound: 1_000, digits: 0 }),
  ].filter((requirement) => requirement !== null);
}

/** Five steps: what a task writes beyond its creation, a step. */
function besidesCreation(perTask: number | null | undefined): number | null | undefined {
  return perTask == null ? perTask : (perTask - 1) / 5;
}

function slowest(lists: BenchResult['lists']): number | undefined {
  return lists === null ? undefined : Math.max(...Object.values(lists.pages).map(({ p95 }) => p95));
}

function atLeast(text: string, found: number | null | undefined, bound: number): Requirement | null {
  return found == null ? null : { text, found, digits: 1, met: found >= bound };
}

/** What is shown decides: a heartbeat may fall into the run. */
function atMost(text: string, found: number | null | undefined, { bound, digits }: { bound: number; digits: number }): Requirement | null {
  return found == null ? null : { text, found, digits, met: Number(found.toFixed(digits)) <= bound };
}
