import type pg from 'pg';

/** What limits one step of the definition. */
export interface LimitedStep {
  readonly queue?: string;
  readonly system?: string;
  readonly concurrency?: { readonly key: string; readonly limit: number };
}

/** A definition each task of which has one of its steps. */
export interface SingleSteps {
  readonly name?: string;
  readonly concurrency?: { readonly key: string; readonly limit: number };
  readonly steps: Readonly<Record<string, LimitedStep>>;
}

/** A task with one step that has been ready for so many seconds (default 1). */
export interface SingleTask {
  readonly context?: object;
  readonly priority?: number;
  readonly age?: number;
  readonly retryLimit?: number;
}

/** Registers a definition; what it returns adds a task with one of its steps, and says its id. */
export async function singleSteps(
  client: pg.Client,
  { name = 'single_steps', concurrency, steps }: SingleSteps,
): Promise<(step: string, task?: SingleTask) => Promise<string>> {
  const configuration = {
    concurrencyKey: concurrency?.key,
    concurrencyLimit: concurrency?.limit,
    steps: Object.entries(steps).map(([step, limits]) => ({
      name: step,
      dependentSystem: limits.system ?? 'unknown',
      queue: limits.queue ?? 'default',
      skippable: false,
      retryable: true,
      retryLimit: 3,
      concurrencyKey: limits.concurrency?.key,
      concurrencyLimit: limits.concurrency?.limit,
    })),
  };
  const { rows } = await client.query(
    "select named_task_id, steps from tasker.register_definition('default', $1, '1.0.0', null, 'hash', $2)",
    [name, configuration],
  );
  const [definition] = rows as { named_task_id: number; steps: Record<string, [number, number]> }[];
  return async (step, { context = {}, priority = 0, age = 1, retryLimit = 3 } = {}) => {
    const [namedStep, lane] = definition!.steps[step]!;
    const task = await client.query(
      `with task as (
         insert into tasker.tasks (task_id, named_task_id, requested_at, state, incomplete_steps, active_steps, context)
         values (gen_random_uuid(), $1, now(), 'pending', 1, 1, $2) returning task_id)
       insert into tasker.workflow_steps
         (task_id, workflow_step_id, named_step_id, lane, priority, retry_limit, pending_parents, ready_at, parent_ids, child_ids)
       select task_id, 1, $3, $4, $5, $6, 0, clock_timestamp() - make_interval(secs => $7), '{}', '{}' from task returning task_id`,
      [definition!.named_task_id, context, namedStep, lane, priority, retryLimit, age],
    );
    return (task.rows as { task_id: string }[])[0]!.task_id;
  };
}
