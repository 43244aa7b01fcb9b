import type { Statement } from './engine.database.js';
import type { LaneList } from './lane.list.js';
import { outcomeColumns } from './outcome.js';
import type { AdvanceCall } from './advance.call.js';

/**
 * The statement of a call: `advance_one` takes one completed step and nothing else, of a worker that knows of nothing in the queue, at two thirds
 * of the cost; `advance` takes everything.
 */
export class AdvanceStatement {
  private readonly text: string;
  private readonly loneText: string;

  constructor(
    prefix: string,
    private readonly lanes: LaneList,
  ) {
    this.text = `select * from ${prefix}.advance(${parameters(18)})`;
    this.loneText = `select * from ${prefix}.advance_one(${parameters(11)})`;
  }

  /** `brief`: rows may leave out what the claims of the outcomes have. */
  of(call: AdvanceCall, brief: boolean): Statement {
    const lone = brief ? this.lone(call) : undefined;
    if (lone !== undefined) return { name: 'advance_one', text: this.loneText, values: lone, jsonAsText: true };
    return { name: 'advance', text: this.text, values: this.values(call, brief), jsonAsText: true };
  }

  private lone(call: AdvanceCall): Statement['values'] | undefined {
    const [outcome] = call.outcomes;
    if (outcome?.kind !== 'completed' || !isAlone(call)) return undefined;
    const { taskId, stepId, attempt, times, results } = outcome;
    const { workerId, capacity, notify, facts } = call;
    const lanes = this.lanes.of(call.lanes);
    return [workerId, taskId, stepId, attempt, times?.waited ?? null, times?.ran ?? null, results, capacity, lanes, notify, facts];
  }

  private values(call: AdvanceCall, brief: boolean): Statement['values'] {
    return [
      call.workerId,
      ...outcomeColumns(call.outcomes),
      call.wait,
      call.capacity,
      call.reserve,
      this.lanes.of(call.lanes),
      call.units === null ? null : JSON.stringify(call.units),
      call.notify,
      call.aging === null ? null : JSON.stringify(call.aging),
      call.events,
      call.facts,
      brief,
    ];
  }
}

function isAlone({ outcomes, wait, units, reserve, aging, events }: AdvanceCall): boolean {
  return outcomes.length === 1 && wait && units?.length === 0 && reserve === 0 && aging === null && events === null;
}

function parameters(count: number): string {
  return Array.from({ length: count }, (_, place) => `$${place + 1}`).join(', ');
}
