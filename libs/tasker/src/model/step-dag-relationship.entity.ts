import { ViewColumn, ViewEntity } from 'typeorm';

/** The place of a step in its graph. A view; read-only. Filter by task: depths are computed for each task that is left. */
@ViewEntity({ schema: 'tasker', name: 'step_dag_relationships', synchronize: false })
export class StepDagRelationship {
  @ViewColumn({ name: 'workflow_step_id' })
  workflowStepId: number;

  @ViewColumn({ name: 'task_id' })
  taskId: string;

  @ViewColumn({ name: 'named_step_id' })
  namedStepId: number;

  @ViewColumn({ name: 'parent_step_ids' })
  parentStepIds: number[];

  @ViewColumn({ name: 'child_step_ids' })
  childStepIds: number[];

  @ViewColumn({ name: 'parent_count' })
  parentCount: number;

  @ViewColumn({ name: 'child_count' })
  childCount: number;

  @ViewColumn({ name: 'is_root_step' })
  isRootStep: boolean;

  @ViewColumn({ name: 'is_leaf_step' })
  isLeafStep: boolean;

  /** Shortest distance from a root; a root has 0. */
  @ViewColumn({ name: 'min_depth_from_root' })
  minDepthFromRoot: number;
}
