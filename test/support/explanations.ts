import type { Connection } from './rows.js';

/** A row of `explain_task`. */
export interface Explained {
  readonly workflow_step_id: number | null;
  readonly name: string | null;
  readonly state: string;
  readonly reason: string;
  readonly detail: any;
  readonly circuit: string | null;
}

/** The rows of `explain_task`: the task's own and those of its steps. */
export async function explained(connection: Connection, taskId: string): Promise<{ task: Explained; steps: Explained[] }> {
  const { rows } = await connection.query('select * from tasker.explain_task($1)', [taskId]);
  const [task, ...steps] = rows;
  return { task, steps };
}

/** The reason of the task, and those of its unfinished steps by place. */
export async function reasonsOf(connection: Connection, taskId: string): Promise<[task: string, steps: Record<number, string>]> {
  const { task, steps } = await explained(connection, taskId);
  return [task.reason, Object.fromEntries(steps.map(({ workflow_step_id, reason }) => [workflow_step_id, reason]))];
}
