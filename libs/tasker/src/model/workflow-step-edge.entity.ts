import { ViewColumn, ViewEntity } from 'typeorm';

/** One dependency between two steps of a task: `toStepId` waits for `fromStepId`. A view; read-only. */
@ViewEntity({ schema: 'tasker', name: 'workflow_step_edges', synchronize: false })
export class WorkflowStepEdge {
  @ViewColumn({ name: 'task_id' })
  taskId: string;

  @ViewColumn({ name: 'from_step_id' })
  fromStepId: number;

  @ViewColumn({ name: 'to_step_id' })
  toStepId: number;

  /** Always `provides`. */
  @ViewColumn()
  name: string;
}
