import type { LiveChange, LiveStream, LiveTransition } from 'nestjs-tasker';
import { eventually } from './eventually.js';
import type { Connection } from './rows.js';

/** What identifies a change: the row of the history that it tells of. */
export function keyOf({ kind, taskId, step, from, to }: LiveTransition): string {
  return [kind, taskId, ...(step === null ? [] : [step.stepId, step.attempt]), from ?? 'none', to].join(' ');
}

/** A stream whose changes a test collects as they come. */
export class Listening {
  readonly changes: LiveChange[] = [];
  readonly ended: Promise<void>;

  constructor(readonly stream: LiveStream) {
    this.ended = this.collect();
  }

  /** Those that tell of a row. */
  get told(): LiveTransition[] {
    return this.changes.filter((change): change is LiveTransition => change.kind !== 'reset');
  }

  get keys(): string[] {
    return this.told.map(keyOf);
  }

  /** Waits until so many were told. */
  async heard(count: number): Promise<LiveTransition[]> {
    await eventually(() => this.told.length >= count, { what: `${count} changes; told ${this.keys.join(', ')}` });
    return this.told;
  }

  async close(): Promise<void> {
    await this.stream.return();
    await this.ended;
  }

  private async collect(): Promise<void> {
    for await (const change of this.stream) this.changes.push(change);
  }
}

/** Keys of everything that is committed, sorted. */
export async function committedKeys(connection: Connection): Promise<string[]> {
  const { rows } = await connection.query(
    `select concat_ws(' ', 'task.created', t.task_id, 'none', 'pending') as key from tasker.tasks t
     union all
     select concat_ws(' ', 'task.changed', h.task_id, h.from_state, h.to_state) from tasker.task_transitions h
     union all
     select concat_ws(' ', 'step.changed', h.task_id, h.workflow_step_id, h.attempt, h.from_state, h.to_state)
     from tasker.workflow_step_transitions h`,
  );
  return rows.map(({ key }) => key as string).sort();
}
