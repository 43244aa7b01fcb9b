import type { CreatedTask } from './latency.messages.js';
import { distributionOf, type LatencyRow } from './latency.room.js';
import type { StepMark } from './step.marks.js';

/**
 * The way of tasks from the call that creates them to the answer of `waitForTask`. Handlers end at once, so the end of a step is taken for
 * the moment of its call.
 */
export function wayRows(
  { study, name }: { study: string; name: string },
  created: readonly CreatedTask[],
  marks: ReadonlyMap<string, readonly StepMark[]>,
): LatencyRow[] {
  const ways = created.map((task) => ({ task, at: marks.get(task.taskId)!.map(({ at }) => at) }));
  const waited = ways.flatMap(({ task, at }) => (task.awaitedAt === null ? [] : [task.awaitedAt - at.at(-1)!]));
  const rows: [string, number[]][] = [
    ['create is answered', created.map(({ calledAt, answeredAt }) => answeredAt - calledAt)],
    ['create to first step', ways.map(({ task, at }) => at[0]! - task.calledAt)],
    ['step to step', ways.flatMap(({ at }) => at.slice(1).map((one, place) => one - at[place]!))],
    ['last step to waitForTask', waited],
  ];
  return rows
    .filter(([, times]) => times.length > 0)
    .map(([what, times]) => ({ study, name: `${name}: ${what}`, times: distributionOf(times) }));
}
